#include "api/http/request_parser.hpp"

#include <algorithm>
#include <functional>

namespace rolecall {
namespace {

using boost::beast::http::error;
using boost::beast::http::verb;

Method method_of(verb method) {
  switch (method) {
    case verb::get:
      return Method::get;
    case verb::head:
      return Method::head;
    case verb::post:
      return Method::post;
    case verb::put:
      return Method::put;
    case verb::patch:
      return Method::patch;
    case verb::delete_:
      return Method::del;
    case verb::options:
      return Method::options;
    default:
      return Method::other;
  }
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }

bool is_of_name(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return letter || is_digit(c) || std::string_view("-._~!$&'()*+,;=%").find(c) != std::string::npos;
}

bool is_of_ipv6(char c) { return is_hex_digit(c) || c == ':' || c == '.'; }

// uri-host [ ":" port ] (RFC 3986, 3.2.2); may be empty (RFC 9112, 3.2).
bool is_host(std::string_view value) {
  std::string_view rest;
  if (value.starts_with('[')) {
    const auto end = value.find(']');
    if (end == value.npos || end == 1) return false;
    const std::string_view address = value.substr(1, end - 1);
    if (!std::all_of(address.begin(), address.end(), is_of_ipv6)) return false;
    rest = value.substr(end + 1);
  } else {
    const auto end = std::min(value.find(':'), value.size());
    if (!std::all_of(value.begin(), value.begin() + end, is_of_name)) return false;
    rest = value.substr(end);
  }
  if (rest.empty()) return true;
  return rest.front() == ':' && std::all_of(rest.begin() + 1, rest.end(), is_digit);
}

}  // namespace

RequestParser::RequestParser() {
  header_limit(limits::http_head_max_bytes);
  body_limit(limits::http_body_max_bytes);
}

void RequestParser::add_headers(std::vector<NamedText>& headers) const {
  for (const HeaderField& one : fields_) headers.push_back({text(one.name), text(one.value)});
}

RequestParser::Piece RequestParser::piece(view v) const {
  return {static_cast<std::uint32_t>(v.data() - base_), static_cast<std::uint32_t>(v.size())};
}

// Beast joins folded lines in a buffer on its stack, or skips an empty first line.
bool RequestParser::is_folded(view name, view value) const {
  const std::less<const char*> before;
  if (before(value.data(), base_) || before(end_, value.data())) return true;
  return std::find(name.end(), value.begin(), '\r') != value.begin();
}

// Two of these could be read one way by a proxy and another way by us.
bool RequestParser::is_second(field name) {
  constexpr field once[] = {field::host, field::content_length, field::content_type,
                            field::authorization};
  const auto at = static_cast<std::size_t>(std::find(once, once + 4, name) - once);
  if (at == 4) return false;
  const bool second = seen_[at];
  seen_[at] = true;
  return second;
}

// Beast takes heed of what these say, and has refused Content-Length and Transfer-Encoding.
void RequestParser::check_trailer(field name, view value, error_code& ec) const {
  if (name == field::connection || name == field::proxy_connection) {
    ec = error::bad_field;
    return;
  }
  const char* end = value.end();
  while (is_blank(*end)) ++end;  // to the line's end
  if (end - trailers_ > static_cast<std::ptrdiff_t>(limits::http_trailers_max_bytes)) {
    ec = error::header_limit;
  }
}

void RequestParser::on_request_impl(verb method, view, view target, int version, error_code&) {
  method_ = method_of(method);
  target_ = piece(target);
  version_ = version;
}

void RequestParser::on_field_impl(field name, view name_text, view value, error_code& ec) {
  if (is_folded(name_text, value)) {
    ec = error::bad_field;
    return;
  }
  if (head_done_) return check_trailer(name, value, ec);
  if (is_second(name)) {
    ec = error::bad_field;
    return;
  }
  if (name == field::transfer_encoding) {
    if (version_ != 11 || !equal_without_case(value, "chunked")) ec = error::bad_transfer_encoding;
  } else if (name == field::content_length) {
    if (value.find(',') != view::npos) ec = error::bad_content_length;
  } else if (name == field::host) {
    if (!is_host(value)) ec = error::bad_value;
  } else if (name == field::expect) {
    expects_continue_ = version_ == 11 && equal_without_case(value, "100-continue");
  }
  if (ec) return;
  if (fields_.size() == fields_.capacity()) {
    ec = error::header_limit;
    return;
  }
  fields_.push_back({piece(name_text), piece(value)});
}

void RequestParser::on_header_impl(error_code& ec) {
  head_done_ = true;
  if (version_ == 11 && !seen_[0]) ec = error::bad_field;  // no Host
}

std::size_t RequestParser::on_body_impl(view bytes, error_code&) {
  body_.append(bytes.data(), bytes.size());
  return bytes.size();
}

// The chunk's size, which stands before its extensions, may have any number of zeros for Beast; and
// quoted text any byte but a whole line's end, also such as others take for one.
void RequestParser::on_chunk_header_impl(std::uint64_t, view extensions, error_code& ec) {
  constexpr std::ptrdiff_t size_max_digits = 16;
  const char* const end_of_size = extensions.data();
  const char* size = end_of_size;
  while (end_of_size - size <= size_max_digits && is_hex_digit(size[-1])) --size;
  if (end_of_size - size > size_max_digits) {
    ec = error::bad_chunk;
    return;
  }
  extensions_bytes_ += extensions.size();
  if (extensions_bytes_ > limits::http_chunk_extensions_max_bytes ||
      std::any_of(extensions.begin(), extensions.end(), is_control)) {
    ec = error::bad_chunk_extension;
  }
  trailers_ = extensions.end() + 2;  // behind the line's end, if this is the last chunk
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, view bytes, error_code& ec) {
  return on_body_impl(bytes, ec);
}

}  // namespace rolecall
