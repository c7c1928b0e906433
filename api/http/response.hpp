// An answer as handlers make it, and its bytes on the wire.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/types/position.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

class Later;

struct Response {
  int status = 200;
  std::string body;
  std::string_view content_type = "application/json";  // of a body; static text
  std::string etag;                                    // without its quotes; empty: none
  std::string location;                                // empty: none
  std::optional<Position> position;                    // of the directory this answer is about
  std::vector<std::pair<std::string_view, std::string>> headers;  // others; names are static text
  // Of a refusal: the connection asks again once that position is reached, or the time is over.
  std::optional<Position> awaits;
  // The body goes on behind `body`, piece by piece: called for the next one when the one before is
  // written out; answered with no body, the whole ends; with another status than 200, it is cut.
  // Empty: the body is whole, as that of an answer to a change is.
  std::function<void(Later next)> more;
  std::size_t kept_bytes = 0;  // what `more` keeps, beside a piece
  // Nothing has been done for it, also where its route may change something: it can be withheld
  // where too many answers wait to be read.
  bool is_of_read = false;
  // It goes on until the client or the server ends: only the connection's end tells that. Not of
  // an answer that was promised for later.
  bool is_endless = false;

  // As new, but keeps the memory.
  void clear();
};

// What the connection adds to an answer.
struct AnswerHead {
  RequestId correlation{};
  std::string sent_id{};      // what the client calls its request, if that is no UUID
  std::string_view date;      // IMF-fixdate
  std::string_view log;       // what positions are of; empty: it is not said
  std::string_view lines;     // more lines, each with its CRLF
  bool without_body = false;  // the answer to HEAD: length, but no body
  bool close = false;         // Connection: close
  bool keep_alive = false;    // Connection: keep-alive, said to HTTP/1.0 only
  bool chunked = false;       // what goes on is sent in chunks: the client sees whether it is whole
};

// Appends the whole answer. Control characters in header values become spaces.
void append_response(std::string& out, const Response& response, const AnswerHead& head);

// Appends a chunk (RFC 9112, 7.1); of no bytes: the last one.
void append_chunk(std::string& out, std::string_view bytes);

// "OK", "Not Found", …; empty for a status we do not use.
std::string_view reason_phrase(int status);

}  // namespace rolecall
