// A small HTTP/1.1 client on a plain socket: asks one question after the other, and can send any
// bytes, e.g. such as no client should.
#pragma once

#include <chrono>
#include <deque>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "tests/support/exchange_record.hpp"

namespace rolecall::test {

struct HttpAnswer {
  int status = 0;    // 0: there was no whole answer, e.g. the server died
  std::string head;  // each line with its CRLF
  std::string body;

  // Empty: no such field.
  std::string header(std::string_view name) const;
};

// One connection to 127.0.0.1, or to a Unix socket, kept alive; answers are of Content-Length or
// chunks. Where nothing arrives within 30 s the test has failed, and it goes on as if the server
// had died.
class HttpClient {
 public:
  explicit HttpClient(unsigned short port, std::string api_key = {});
  explicit HttpClient(const std::filesystem::path& unix_socket, std::string api_key = {});
  HttpClient(HttpClient&& other) noexcept;
  HttpClient& operator=(HttpClient&&) = delete;
  ~HttpClient();

  bool connected() const { return socket_ >= 0; }

  HttpAnswer get(const std::string& target) { return request("GET", target, {}); }
  // `json` empty: no body. `fields`: more of the head, each line with its CRLF.
  HttpAnswer request(std::string_view method, const std::string& target, const std::string& json,
                     const std::string& fields = {});

  // The halves of request(), e.g. to send and not wait.
  bool send(std::string_view method, const std::string& target, const std::string& json,
            const std::string& fields = {});
  HttpAnswer receive();
  // Adds no field but Content-Length, and Host where there is none.
  bool send_as_is(std::string_view method, const std::string& target, const std::string& fields,
                  const std::string& body);

  // Bytes as they are. What is asked so is not written down for tests/openapi.
  void send(std::string_view bytes);
  // False if the server has closed, or not read it all, by then.
  bool try_send(std::string_view bytes, std::chrono::seconds deadline);
  void finish_sending();
  void reset();  // closes with a reset instead of an end

  // An answer without its body: there is none, or it is read by the functions below.
  HttpAnswer receive_head();
  std::string receive_bytes(std::size_t count);  // fewer: the connection ended first
  // What comes before the next `end`, which is left out; nothing: that does not come.
  std::optional<std::string> receive_until(std::string_view end);
  bool has_input() const;  // an answer or the end has arrived
  bool is_closed();        // reads on until the end; false if bytes came before it

 private:
  bool receive_body(const HttpAnswer& head, std::string& body);
  bool receive_chunks(std::string& body);
  bool read_some();

  const std::string api_key_;
  int socket_ = -1;
  std::string input_;
  std::deque<HttpQuestion> unanswered_;
};

}  // namespace rolecall::test
