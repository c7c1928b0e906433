// Reading a request's body. JSON: strict syntax first, then its members one by one. A form: its
// parameters.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <boost/system/result.hpp>

#include "api/http/problem.hpp"
#include "api/http/request.hpp"
#include "engine/result.hpp"

namespace rolecall {

template <class T>
using Parsed = boost::system::result<T, Problem>;

// RFC 8259 and I-JSON (RFC 7493): one value, UTF-8, no name twice in an object, no number out of
// range, at most limits::http_json_depth_max levels. Else 400, saying what is wrong at which byte.
Parsed<boost::json::value> parse_json(std::string_view text);

// What this program has written itself: as deep as what a log may hold.
boost::json::value parse_answer(std::string_view text);

// The body of a request, which must be declared as application/json (415). No body at all is an
// object without members.
Parsed<boost::json::value> read_json(const Request& request);
Parsed<boost::json::object> read_json_object(const Request& request);
// The same of a body that is declared as anything: for requests that a form on a page of another
// site cannot make.
Parsed<boost::json::object> read_undeclared_json_object(const Request& request);

// Sets the parameters of `form` from the body of a request, which must be declared as a form (415).
// Nothing: they are set, and live as long as the body.
std::optional<Problem> read_form(const Request& request, Request& form);

// Takes members out of an object. The first error is kept and told by error() or done(); what was
// taken is of use only if they tell none. A view lives as long as the object.
// "Optional": an absent member and null are both nullopt.
class Members {
 public:
  explicit Members(const boost::json::object& object) : object_(object) {}

  bool has_object(std::string_view name) const;  // takes nothing
  bool has_text(std::string_view name) const;    // nor this
  std::string_view text(std::string_view name);
  std::optional<std::string_view> optional_text(std::string_view name);
  std::optional<std::string_view> changed_text(
      std::string_view name);  // null is empty: "remove it"
  std::optional<bool> optional_flag(std::string_view name);
  std::optional<std::int64_t> optional_integer(std::string_view name);
  const boost::json::object* optional_object(std::string_view name);  // nullptr: absent
  const boost::json::array* optional_array(std::string_view name);

  std::vector<std::string_view> optional_texts(std::string_view name);  // an array of strings

  // What a member says is wrong in a way of its own.
  void fail(std::string_view name, std::string detail);

  // For dialects whose clients may send more than we know.
  const std::optional<Error>& error() const { return error_; }
  // For those whose clients may not: also names the first member that was not asked for.
  std::optional<Error> done() const;

 private:
  const boost::json::value* take(std::string_view name);
  const boost::json::value* take_unless_null(std::string_view name);

  const boost::json::object& object_;
  std::vector<std::string_view> taken_;
  std::optional<Error> error_;
};

}  // namespace rolecall
