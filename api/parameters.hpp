// Reading the parameters of a query, one by one, for somebody who may not see everything. The first
// error, also that a parameter is twice there, is kept and told by error() or done().
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/container/small_vector.hpp>

#include "api/access.hpp"
#include "api/http/problem.hpp"
#include "api/http/request.hpp"

namespace rolecall {

class Parameters {
 public:
  explicit Parameters(const Request& request)
      : Parameters(request.parameters, Access::of(request)) {}
  // `given` must outlive this.
  Parameters(std::span<const NamedText> given, Access access) : given_(given), access_(access) {}

  std::optional<std::string_view> text(std::string_view name);
  // All of that name.
  std::vector<std::string_view> texts(std::string_view name);
  // At least `least`, at most `most`.
  std::size_t integer(std::string_view name, std::size_t least, std::size_t most,
                      std::size_t otherwise);
  // The same of clients that send names without a value: that is absent.
  std::size_t integer_unless_empty(std::string_view name, std::size_t least, std::size_t most,
                                   std::size_t otherwise);
  // true or false, as clients write them: 1 and 0, in any case.
  std::optional<bool> optional_flag(std::string_view name);
  bool flag(std::string_view name);  // absent: false
  // Words separated by commas; empty where the parameter is absent.
  std::vector<std::string_view> words(std::string_view name);
  void fail(std::string_view name, std::string_view detail);
  void fail(Problem problem);
  // What they ask about is not there yet: told where nothing else is wrong.
  void await(Problem problem) { awaited_ = std::move(problem); }
  // What a parameter names is not there: wrong, unless it may come with what is awaited.
  void miss(std::string_view name, std::string_view detail);

  const Access& access() const { return access_; }
  // Fails where something is not allowed.
  void check(std::optional<Problem> refusal) {
    if (refusal) fail(*std::move(refusal));
  }

  // The first one so far.
  const std::optional<Problem>& error() const { return error_; }
  // That, or what is there and was not asked for; call last. A mistyped filter that was ignored
  // would answer more than was asked.
  std::optional<Problem> done() const;

 private:
  std::span<const NamedText> given_;
  Access access_;
  boost::container::small_vector<std::string_view, 8> taken_;
  std::optional<Problem> error_;
  std::optional<Problem> awaited_;
};

}  // namespace rolecall
