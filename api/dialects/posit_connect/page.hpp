// Lists by page number, as Connect has them.
#pragma once

#include <cstddef>
#include <functional>

#include "api/http/response.hpp"
#include "api/json/writer.hpp"
#include "api/parameters.hpp"

namespace rolecall::posit_connect {

struct Page {
  std::size_t number = 1;
  std::size_t size = 1;

  std::size_t offset() const { return (number - 1) * size; }
};

// The parameters page_number (from 1) and page_size (up to 500).
Page page_of(Parameters& parameters, std::size_t default_size = 20);

// {results, current_page, total}: exactly these, or the client fails. `append` writes the results.
void answer_page(Response& response, const Page& page, std::size_t total,
                 const std::function<void(JsonWriter&)>& append);

}  // namespace rolecall::posit_connect
