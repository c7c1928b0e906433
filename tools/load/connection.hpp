// One connection of a load: has a number of requests in flight, reads their answers, measures.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "engine/result.hpp"
#include "tools/load/protocol.hpp"
#include "tools/load/tally.hpp"
#include "tools/load/tcp_socket.hpp"

namespace rolecall::load {

using Clock = std::chrono::steady_clock;

// Appends the next request; false: there are no more.
using NextRequest = std::function<bool(std::string& out)>;

// Threads: one. Nothing here waits.
class Connection {
 public:
  // `tally` must outlive the connection; `depth` is how many requests may be in flight.
  Connection(TcpSocket socket, AnswerLength answer_length, unsigned depth, Tally& tally)
      : socket_(std::move(socket)), answer_length_(answer_length), depth_(depth), tally_(&tally) {}

  int descriptor() const { return socket_.descriptor(); }

  bool has_room() const { return due_.size() < depth_; }
  // Puts a request behind those to be sent; its latency counts from `due`. False: there is none.
  bool ask(const NextRequest& next, Clock::time_point due);
  // Reads what has arrived, by way of `buffer`, and writes what the socket takes.
  Result<void> receive(std::span<char> buffer);
  Result<void> send();

 private:
  Result<std::size_t> take_answers(std::string_view bytes);  // how many bytes they were

  TcpSocket socket_;
  AnswerLength answer_length_;
  unsigned depth_;
  Tally* tally_;
  std::deque<Clock::time_point> due_;  // of those in flight
  std::string out_;
  std::size_t written_ = 0;  // of out_
  std::string in_;           // the beginning of an answer
};

}  // namespace rolecall::load
