// Answers without pages: as many elements as there are, made piece by piece.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "api/http/response.hpp"

namespace rolecall {

struct Elements {
  std::size_t count = 0;
  // Appends the JSON of one; called in their order, on I/O threads, as long as the answer lasts.
  std::function<void(std::string& out, std::size_t index)> append;
  std::size_t kept_bytes = 0;      // what `append` keeps for that
  std::string_view between = ",";  // static text
};

// `after` is static text and not empty. The body is `before`, the elements with what is between
// them, `after`. What fits a piece (limits::answer_piece_bytes) is whole at once; of more, each is
// made when the one before is written out: an answer of any length costs a piece of memory.
void answer_elements(Response& response, std::string_view before, Elements elements,
                     std::string_view after);

}  // namespace rolecall
