#include "api/http/response.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>

namespace rolecall {
namespace {

using namespace std::string_view_literals;  // their lengths are known

void append_number(std::string& out, std::uint64_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

// Values come from handlers: a line break in one would be a second header.
void append_value(std::string& out, std::string_view value) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  const auto begin = static_cast<std::ptrdiff_t>(out.size());
  out.append(value);
  std::replace_if(out.begin() + begin, out.end(), is_control, ' ');
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": "sv);
  append_value(out, value);
  out.append("\r\n"sv);
}

// RFC 9110, 8.6 and 15: these have neither content nor a length.
bool is_bodyless(int status) { return status == 204 || status == 304; }

}  // namespace

void Response::clear() {
  status = 200;
  body.clear();
  content_type = "application/json";
  etag.clear();
  location.clear();
  position.reset();
  headers.clear();
  awaits.reset();
  more = nullptr;
  kept_bytes = 0;
  is_of_read = false;
  is_endless = false;
}

void append_response(std::string& out, const Response& response, const AnswerHead& head) {
  out.append("HTTP/1.1 "sv);
  append_number(out, static_cast<std::uint64_t>(response.status));
  out.append(" "sv).append(reason_phrase(response.status)).append("\r\nDate: "sv);
  out.append(head.date).append("\r\nX-Request-Id: "sv);
  if (head.sent_id.empty()) {
    append_text(out, head.correlation);
  } else {
    out.append(head.sent_id);
  }
  out.append("\r\n"sv);
  if (response.position) {
    out.append("Rolecall-Position: "sv);
    append_number(out, number(*response.position));
    if (!head.log.empty()) out.append("\r\nRolecall-Log: "sv).append(head.log);
    out.append("\r\n"sv);
  }
  if (!response.etag.empty()) {
    out.append("ETag: \""sv);
    append_value(out, response.etag);
    out.append("\"\r\n"sv);
  }
  if (!response.location.empty()) append_header(out, "Location", response.location);
  for (const auto& [name, value] : response.headers) append_header(out, name, value);
  out.append(head.lines);
  if (head.close) out.append("Connection: close\r\n"sv);
  if (head.keep_alive) out.append("Connection: keep-alive\r\n"sv);
  if (is_bodyless(response.status)) {
    out.append("\r\n"sv);
    return;
  }
  if (!response.body.empty() || response.more) {
    append_header(out, "Content-Type", response.content_type);
  }
  if (head.chunked) {
    out.append("Transfer-Encoding: chunked\r\n"sv);
  } else if (!response.more) {
    out.append("Content-Length: "sv);
    append_number(out, response.body.size());
    out.append("\r\n"sv);
  }
  out.append("\r\n"sv);
  if (head.without_body) return;
  if (!head.chunked) {
    out.append(response.body);
  } else if (!response.body.empty()) {
    append_chunk(out, response.body);
  }
}

void append_chunk(std::string& out, std::string_view bytes) {
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof digits, bytes.size(), 16).ptr;
  out.append(digits, end).append("\r\n"sv).append(bytes).append("\r\n"sv);
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 207:
      return "Multi-Status";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 402:
      return "Payment Required";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 507:
      return "Insufficient Storage";
    default:
      return "";
  }
}

}  // namespace rolecall
