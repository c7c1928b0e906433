// A connection's request as handlers see it, and what has to be known of it when it is answered.
#include <algorithm>
#include <chrono>
#include <string_view>

#include "api/http/connection.hpp"
#include "api/http/trace_context.hpp"
#include "engine/types/uuid_v7.hpp"

namespace rolecall {
namespace {

// A mark of byte order is none of the text's characters; what reads JSON may pass over it
// (RFC 8259, 8.1).
std::string_view without_byte_order_mark(std::string_view text) {
  constexpr std::string_view mark = "\xef\xbb\xbf";
  return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

// Of 1 to 128 visible characters of ASCII that need no escape anywhere: it is echoed and logged.
bool is_safe_id(std::string_view text) {
  constexpr std::size_t most = 128;
  return !text.empty() && text.size() <= most && std::all_of(text.begin(), text.end(), [](char c) {
    return c > 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
  });
}

}  // namespace

// Fills the worker's request from the wire; false if its target is malformed.
bool Connection::describe() {
  Request& request = worker_->request;
  std::string_view target;
  framing_.describe(request, target);
  request.body = without_byte_order_mark(request.body);
  request.route = nullptr;
  request.captures.clear();
  request.peer = peer_;
  request.is_proxied = is_proxy_;
  request.is_https = stream_.is_tls();
  if (is_proxy_) {
    const auto client = worker_->options.proxies.client_of(peer_, request.headers);
    request.peer = client.address;
    request.is_https = client.is_https.value_or(request.is_https);
  }
  request.connection_memory = &memory_;
  request.id = RequestId(new_uuid());
  const std::string_view sent = request.header("X-Request-Id").value_or(std::string_view());
  const auto parsed = RequestId::parse(sent);
  const bool is_id = parsed && !parsed->is_nil();
  request.correlation = is_id ? *parsed : request.id;
  request.sent_id = !is_id && is_safe_id(sent) ? sent : std::string_view();
  return request.set_target(target);
}

Answers::Facts Connection::facts(bool close) const {
  const Request& request = worker_->request;
  Answers::Facts facts;
  facts.request = request.id;
  if (worker_->options.access_log) {
    facts.trace_id = trace_id_of(request.header("traceparent").value_or(std::string_view()));
  }
  facts.head.correlation = request.correlation;
  facts.head.sent_id = request.sent_id;
  facts.head.lines = worker_->shared->cors.head_lines(request);
  facts.head.without_body = request.method == Method::head;
  facts.head.close = close;
  facts.head.keep_alive = !close && framing_.is_http_1_0();
  facts.method = request.method;
  facts.route = request.route;
  facts.takes_chunks = !framing_.is_http_1_0();
  facts.peer = request.peer;
  facts.start = std::chrono::steady_clock::now();
  return facts;
}

}  // namespace rolecall
