// What a connection has to know of what it speaks: where an answer ends, and whether it refuses.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/result.hpp"
#include "tools/load/tcp_socket.hpp"

namespace rolecall::load {

// The length of the answer that `bytes` begins with; 0 where it is not complete. `status` is set
// when it is: 200 to 299 for what was done, else for what was refused. Fails with unavailable on
// what is no answer.
using AnswerLength = Result<std::size_t> (*)(std::string_view bytes, int& status);

// Of an HTTP answer, which must have a Content-Length.
Result<std::size_t> http_answer_length(std::string_view bytes, int& status);

struct Protocol {
  AnswerLength answer_length = &http_answer_length;
  std::string greeting{};         // what is sent on each new connection
  unsigned greeting_answers = 0;  // and how many answers come of it
};

inline bool is_done(int status) { return status >= 200 && status <= 299; }

// The answers to what is sent, as their bytes, and the status of the last one, or of the first that
// refuses. Waits for them; `unavailable`: they do not come.
Result<std::string> exchange(const TcpSocket& socket, AnswerLength answer_length,
                             std::string_view bytes, unsigned answers, int& status);

// A new connection that has been greeted. Waits.
Result<TcpSocket> connect_and_greet(const boost::asio::ip::tcp::endpoint& server,
                                    const Protocol& protocol);

}  // namespace rolecall::load
