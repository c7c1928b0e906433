#include "tools/load/http_calls.hpp"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/time.h>

#include <boost/json/parse.hpp>

#include "tools/load/connection.hpp"

namespace rolecall::load {
namespace {

namespace json = boost::json;

constexpr timeval answer_timeout{30, 0};

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

Result<void> write_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return no_answer(std::strerror(errno));
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
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
    if (socket) {
      ::setsockopt(socket->descriptor(), SOL_SOCKET, SO_RCVTIMEO, &answer_timeout,
                   sizeof answer_timeout);
      return HttpCalls(*std::move(socket), endpoint, std::move(caller));
    }
    failure = no_answer(socket.error().detail);
  }
  return failure;
}

Result<json::value> HttpCalls::call(std::string_view method, std::string_view target,
                                    std::string_view body) {
  std::string request;
  append_request(request, caller_, method, target, body);
  if (auto written = write_all(socket_.descriptor(), request); !written) return written.error();
  std::string answer;
  std::vector<char> part(65536);
  int status = 0;
  for (;;) {
    const auto length = answer_length(answer, status);
    if (!length) return length.error();
    if (*length != 0) break;
    const ssize_t got = ::recv(socket_.descriptor(), part.data(), part.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got == 0) return no_answer("it has closed the connection");
    if (got < 0) return no_answer(std::strerror(errno));
    answer.append(part.data(), static_cast<std::size_t>(got));
  }
  json::error_code failed;
  json::value value =
      json::parse(std::string_view(answer).substr(answer.find("\r\n\r\n") + 4), failed);
  if (status < 200 || status > 299) return refusal(status, method, target, value);
  if (failed) return Error{Errc::unavailable, {}, "the server's answer is no JSON"};
  return value;
}

}  // namespace rolecall::load
