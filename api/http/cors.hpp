// Which web pages of other origins may read answers (Fetch, "CORS protocol").
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/http/request.hpp"
#include "api/http/response.hpp"

namespace rolecall {

// Whether it is an origin as browsers send it: scheme://host or scheme://host:port, in lower case.
bool is_origin(std::string_view text);

// It decides who may read an answer, never who may ask: credentials are in headers that a page has
// to bring itself, cookies mean nothing here.
// Threads: all from any.
class Cors {
 public:
  // Those origins, as is_origin() has them; "*" is all. Of none, nothing is said.
  explicit Cors(const std::vector<std::string>& origins);

  // What the answer to that request says of it: lines of its head, valid as long as this.
  std::string_view head_lines(const Request& request) const;

  // Adds to the answer to OPTIONS, which has an Allow, what the browser wants to know before it
  // sends a page's request: which methods and headers may be used.
  void answer_preflight(const Request& request, Response& response) const;

 private:
  struct Allowed {
    std::string origin;
    std::string lines;
  };

  const Allowed* find(const Request& request) const;

  std::vector<Allowed> allowed_;
  bool are_all_ = false;
  std::string otherwise_;  // the lines for all others
};

}  // namespace rolecall
