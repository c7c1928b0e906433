// A client that sends any bytes and reads one answer after the other. Blocking, with a deadline.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace rolecall::test {

struct Answer {
  int status = 0;  // 0: the connection ended first
  std::string head;
  std::string body;

  std::string header(std::string_view name) const;  // empty: none
};

class TcpClient {
 public:
  enum class Body { by_length, none };

  explicit TcpClient(unsigned short port);  // of 127.0.0.1
  ~TcpClient();
  TcpClient(TcpClient&& other) noexcept;
  TcpClient& operator=(TcpClient&&) = delete;

  static bool can_connect(unsigned short port);

  void send(std::string_view bytes);
  // False if the server has closed, or not read it all, by then.
  bool try_send(std::string_view bytes, std::chrono::seconds deadline);
  void finish_sending();
  void reset();  // closes with a reset instead of an end

  Answer receive(Body body = Body::by_length);
  std::string receive_bytes(std::size_t count);  // fewer: the connection ended first
  bool has_input();                              // an answer or the end has arrived
  bool is_closed();  // reads on until the end; false if bytes came before it

 private:
  bool read_some();

  int socket_ = -1;
  std::string input_;
};

}  // namespace rolecall::test
