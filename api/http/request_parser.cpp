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

// uri-host [ ":" port ] by its characters (RFC 3986); may be empty (RFC 9112, 3.2).
bool is_host(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    return letter || digit || std::string_view("-._~!$&'()*+,;=:[]%").find(c) != std::string::npos;
  });
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

void RequestParser::on_request_impl(verb method, view, view target, int version, error_code&) {
  method_ = method_of(method);
  target_ = piece(target);
  version_ = version;
}

void RequestParser::on_field_impl(field name, view name_text, view value, error_code& ec) {
  if (head_done_ || is_folded(name_text, value) || is_second(name)) {  // head done: a trailer
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

void RequestParser::on_chunk_header_impl(std::uint64_t, view extensions, error_code& ec) {
  if (!extensions.empty()) ec = error::bad_chunk_extension;
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, view bytes, error_code& ec) {
  return on_body_impl(bytes, ec);
}

}  // namespace rolecall
