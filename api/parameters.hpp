// Reading the parameters of a query, one by one. The first error is kept and told by error().
//
// Strict: a parameter that is twice there, or that nobody asked for, is an error too. A mistyped
// filter that was ignored would answer more than was asked.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "api/http/problem.hpp"
#include "api/http/request.hpp"

namespace rolecall {

class Parameters {
 public:
  explicit Parameters(const Request& request) : request_(request) {}

  std::optional<std::string_view> text(std::string_view name);
  // At least `least`, at most `most`.
  std::size_t integer(std::string_view name, std::size_t least, std::size_t most,
                      std::size_t otherwise);
  bool flag(std::string_view name);  // true or false; absent: false
  // Words separated by commas; empty where the parameter is absent.
  std::vector<std::string_view> words(std::string_view name);
  void fail(std::string_view name, std::string_view detail);

  // Call last: whether all parameters were asked for and none failed.
  std::optional<Problem> error() const;

 private:
  const Request& request_;
  std::vector<std::string_view> taken_;
  std::optional<Problem> error_;
};

}  // namespace rolecall
