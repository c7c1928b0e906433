#include "api/http/body.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

#include "engine/limits.hpp"

namespace rolecall {
namespace {

namespace json = boost::json;
using json::error_code;
using view = json::string_view;

// Builds the value as Boost.JSON's own parser does, but refuses names that come twice (Boost 1.81
// keeps the last) and numbers too large for a double (it keeps infinity).
class StrictHandler {
 public:
  static constexpr std::size_t max_object_size = json::object::max_size();
  static constexpr std::size_t max_array_size = json::array::max_size();
  static constexpr std::size_t max_key_size = json::string::max_size();
  static constexpr std::size_t max_string_size = json::string::max_size();

  const char* complaint = nullptr;  // of ours; Boost's is in the error code
  json::value_stack stack;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return true; }
  bool on_object_end(std::size_t members, error_code& ec) {
    const auto first = names_.end() - static_cast<std::ptrdiff_t>(members);
    std::sort(first, names_.end());
    if (std::adjacent_find(first, names_.end()) != names_.end()) {
      return refuse(ec, "an object has two members of one name");
    }
    names_.erase(first, names_.end());
    stack.push_object(members);
    return true;
  }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t size, error_code&) { return stack.push_array(size), true; }
  bool on_key_part(view text, std::size_t, error_code&) {
    name_.append(text.data(), text.size());
    return stack.push_chars(text), true;
  }
  bool on_key(view text, std::size_t, error_code&) {
    name_.append(text.data(), text.size());
    names_.push_back(std::move(name_));
    name_.clear();
    return stack.push_key(text), true;
  }
  bool on_string_part(view text, std::size_t, error_code&) { return stack.push_chars(text), true; }
  bool on_string(view text, std::size_t, error_code&) { return stack.push_string(text), true; }
  bool on_number_part(view, error_code&) { return true; }
  bool on_int64(std::int64_t number, view, error_code&) { return stack.push_int64(number), true; }
  bool on_uint64(std::uint64_t number, view, error_code&) {
    return stack.push_uint64(number), true;
  }
  bool on_double(double number, view, error_code& ec) {
    if (!std::isfinite(number)) return refuse(ec, "a number is out of range");
    return stack.push_double(number), true;
  }
  bool on_bool(bool flag, error_code&) { return stack.push_bool(flag), true; }
  bool on_null(error_code&) { return stack.push_null(), true; }
  bool on_comment_part(view, error_code&) { return true; }
  bool on_comment(view, error_code&) { return true; }

 private:
  bool refuse(error_code& ec, const char* why) {
    complaint = why;
    ec = json::error::syntax;
    return false;
  }

  std::string name_;
  std::vector<std::string> names_;  // of all objects that are still open
};

std::string_view trimmed(std::string_view text) {
  const auto first = std::min(text.find_first_not_of(" \t"), text.size());
  return text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

// JSON; of a PATCH also a merge patch (RFC 7396), which is what changes are here. The charset may
// be said, and can only be UTF-8 (RFC 8259, 8.1).
bool is_json(std::string_view content_type, Method method) {
  const auto semicolon = std::min(content_type.find(';'), content_type.size());
  const auto type = trimmed(content_type.substr(0, semicolon));
  const bool is_merge_patch =
      method == Method::patch && equal_without_case(type, "application/merge-patch+json");
  if (!is_merge_patch && !equal_without_case(type, "application/json")) return false;
  if (semicolon == content_type.size()) return true;
  const auto parameter = trimmed(content_type.substr(semicolon + 1));
  static constexpr std::array<std::string_view, 5> known{"", "charset=utf-8", "charset=utf8",
                                                         "charset=\"utf-8\"", "charset=\"utf8\""};
  return std::any_of(known.begin(), known.end(),
                     [&](std::string_view one) { return equal_without_case(parameter, one); });
}

Parsed<json::value> parse(std::string_view text, std::size_t max_depth) {
  json::parse_options options;
  options.max_depth = max_depth;
  json::basic_parser<StrictHandler> parser(options);
  parser.handler().stack.reset();
  error_code ec;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), ec);
  if (!ec && used < text.size()) ec = json::error::extra_data;
  if (!ec) return parser.handler().stack.release();
  const char* const complaint = parser.handler().complaint;
  return Problem(400, "The body is not valid JSON: " + (complaint ? complaint : ec.message()) +
                          " (near byte " + std::to_string(used) + ")");
}

Parsed<json::value> read_undeclared(const Request& request) {
  if (request.body.empty()) return json::value(json::object());
  const auto coding = request.header("Content-Encoding").value_or("identity");
  if (!equal_without_case(trimmed(coding), "identity")) {
    return Problem(415, "The body must not be compressed: send it without Content-Encoding");
  }
  return parse_json(request.body);
}

Parsed<json::object> object_in(Parsed<json::value> value) {
  if (!value) return value.error();
  if (!value->is_object()) return Problem(400, "The body must be a JSON object");
  return std::move(value->get_object());
}

}  // namespace

Parsed<json::value> parse_json(std::string_view text) {
  return parse(text, limits::http_json_depth_max);
}

json::value parse_answer(std::string_view text) {
  return parse(text, limits::answer_json_depth_max).value();
}

Parsed<json::value> read_json(const Request& request) {
  const bool is_declared = is_json(request.header("Content-Type").value_or(""), request.method);
  if (!request.body.empty() && !is_declared) {
    return Problem(415, "The body must be declared as Content-Type: application/json");
  }
  return read_undeclared(request);
}

Parsed<json::object> read_json_object(const Request& request) {
  return object_in(read_json(request));
}

Parsed<json::object> read_undeclared_json_object(const Request& request) {
  return object_in(read_undeclared(request));
}

std::optional<Problem> read_form(const Request& request, Request& form) {
  constexpr std::string_view form_type = "application/x-www-form-urlencoded";
  const std::string_view declared = request.header("Content-Type").value_or("");
  if (!equal_without_case(trimmed(declared.substr(0, declared.find(';'))), form_type)) {
    return Problem(415, "The body must be declared as Content-Type: " + std::string(form_type));
  }
  if (!form.set_form(request.body)) return Problem(400, "The form is malformed");
  return std::nullopt;
}

const json::value* Members::take(std::string_view name) {
  taken_.push_back(name);
  return object_.if_contains(name);
}

const json::value* Members::take_unless_null(std::string_view name) {
  const json::value* const value = take(name);
  return value && value->is_null() ? nullptr : value;
}

void Members::fail(std::string_view name, std::string detail) {
  if (!error_) error_ = invalid(std::string(name), std::move(detail));
}

bool Members::has_object(std::string_view name) const {
  const json::value* const value = object_.if_contains(name);
  return value != nullptr && value->is_object();
}

bool Members::has_text(std::string_view name) const {
  const json::value* const value = object_.if_contains(name);
  return value != nullptr && value->is_string();
}

std::string_view Members::text(std::string_view name) {
  const json::value* const value = take(name);
  if (!value) return fail(name, "is missing"), std::string_view();
  if (!value->is_string()) return fail(name, "must be a string"), std::string_view();
  return std::string_view(value->get_string().data(), value->get_string().size());
}

std::optional<std::string_view> Members::optional_text(std::string_view name) {
  if (!take_unless_null(name)) return std::nullopt;
  return text(name);
}

std::optional<std::string_view> Members::changed_text(std::string_view name) {
  const json::value* const value = take(name);
  if (!value) return std::nullopt;
  return value->is_null() ? std::string_view() : text(name);
}

std::optional<bool> Members::optional_flag(std::string_view name) {
  const json::value* const value = take_unless_null(name);
  if (!value) return std::nullopt;
  if (value->is_bool()) return value->get_bool();
  fail(name, value->is_string() ? "must be true or false, a boolean without quotes"
                                : "must be true or false");
  return std::nullopt;
}

std::optional<std::int64_t> Members::optional_integer(std::string_view name) {
  const json::value* const value = take_unless_null(name);
  if (!value) return std::nullopt;
  if (!value->is_int64()) return fail(name, "must be a whole number of 64 bits"), std::nullopt;
  return value->get_int64();
}

const json::object* Members::optional_object(std::string_view name) {
  const json::value* const value = take_unless_null(name);
  if (value && !value->is_object()) fail(name, "must be an object");
  return value ? value->if_object() : nullptr;
}

const json::array* Members::optional_array(std::string_view name) {
  const json::value* const value = take_unless_null(name);
  if (value && !value->is_array()) fail(name, "must be an array");
  return value ? value->if_array() : nullptr;
}

std::vector<std::string_view> Members::optional_texts(std::string_view name) {
  std::vector<std::string_view> texts;
  const json::array* const array = optional_array(name);
  if (array == nullptr) return texts;
  for (const json::value& element : *array) {
    if (!element.is_string()) return fail(name, "must be an array of strings"), texts;
    texts.emplace_back(element.get_string().data(), element.get_string().size());
  }
  return texts;
}

std::optional<Error> Members::done() const {
  if (error_) return error_;
  for (const auto& member : object_) {
    const std::string_view name(member.key().data(), member.key().size());
    if (std::find(taken_.begin(), taken_.end(), name) == taken_.end()) {
      return invalid(std::string(name), "is not a member of this request");
    }
  }
  return std::nullopt;
}

}  // namespace rolecall
