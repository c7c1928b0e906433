#include "tools/load/http_calls.hpp"

#include <boost/json/parse.hpp>

#include "tools/load/protocol.hpp"

namespace rolecall::load {
namespace {

namespace json = boost::json;

Error no_answer(std::string_view why) {
  return {Errc::unavailable, {}, "the server does not answer: " + std::string(why)};
}

Errc code_of(int status) {
  if (status == 401) return Errc::unauthenticated;
  return status == 403 ? Errc::forbidden : Errc::unavailable;
}

// What a server refused, and why, as far as its answer is one of this API.
Error refusal(int status, std::string_view method, std::string_view target,
              const json::value& problem) {
  std::string text = "the server answers " + std::to_string(status) + " to ";
  text.append(method).append(" ").append(target.substr(0, target.find('?')));
  const json::object* const object = problem.if_object();
  const json::value* const detail = object == nullptr ? nullptr : object->if_contains("detail");
  if (detail != nullptr && detail->is_string()) text += ": " + std::string(detail->get_string());
  return {code_of(status), {}, std::move(text)};
}

}  // namespace

void append_request(std::string& out, const Caller& caller, std::string_view method,
                    std::string_view target, std::string_view body) {
  out.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: ");
  out.append(caller.authority).append("\r\n");
  if (!caller.api_key.empty()) {
    out.append("Authorization: Bearer ").append(caller.api_key).append("\r\n");
  }
  if (!body.empty()) {
    out.append("Content-Type: application/json\r\nContent-Length: ");
    out.append(std::to_string(body.size())).append("\r\n");
  }
  out.append("\r\n").append(body);
}

Result<HttpCalls> HttpCalls::open(const std::vector<boost::asio::ip::tcp::endpoint>& endpoints,
                                  Caller caller) {
  Error failure = no_answer("its name has no address");
  for (const auto& endpoint : endpoints) {
    auto socket = TcpSocket::connect(endpoint);
    if (socket) return HttpCalls(*std::move(socket), endpoint, std::move(caller));
    failure = no_answer(socket.error().detail);
  }
  return failure;
}

Result<json::value> HttpCalls::call(std::string_view method, std::string_view target,
                                    std::string_view body) {
  std::string request;
  append_request(request, caller_, method, target, body);
  int status = 0;
  const auto answer = exchange(socket_, &http_answer_length, request, 1, status);
  if (!answer) return answer.error();
  json::error_code failed;
  json::value value =
      json::parse(std::string_view(*answer).substr(answer->find("\r\n\r\n") + 4), failed);
  if (!is_done(status)) return refusal(status, method, target, value);
  if (failed) return Error{Errc::unavailable, {}, "the server's answer is no JSON"};
  return value;
}

}  // namespace rolecall::load
