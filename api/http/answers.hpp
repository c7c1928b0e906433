// The answers of one connection, turned into bytes in the order of the requests. Knows no socket.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "api/http/budget.hpp"
#include "api/http/peer_address.hpp"
#include "api/http/reply.hpp"
#include "api/http/request.hpp"
#include "api/http/response.hpp"
#include "api/http/router.hpp"

namespace rolecall {

class Worker;

// Use:    add() an answer that is there, or promise() one that is not; collect() those that have
//         come. Say when the bytes() have been written(); then, where an answer goes on, add each
//         of its pieces and write it.
// Order:  add() only while none is promised. Behind one that goes on nothing is collected.
// Bounds: a large answer to a read is refused where too much waits to be read; changes are done,
//         they are answered whatever waits.
// Threads: all on the worker's.
class Answers {
 public:
  // What has to be known of a request when its answer goes out.
  struct Facts {
    AnswerHead head;
    RequestId request{};
    std::string trace_id{};  // see AccessLine
    Method method = Method::other;
    const Route* route = nullptr;
    bool takes_chunks = false;
    PeerAddress peer;  // who gets it
    std::chrono::steady_clock::time_point start;
  };
  using More = std::function<void(Later)>;

  explicit Answers(Worker& worker);  // must outlive this

  void add(const Facts& facts, Response& response);
  void promise(const Facts& facts, std::shared_ptr<Slot> slot);
  void collect();
  void add_continue();  // says 100 (Continue)

  const std::string& bytes() const { return out_; }
  void written();
  // What has been answered is then written out before more is. Where little room is left for what
  // waits to be read, that is soon.
  bool has_much() const;

  bool are_promised() const { return !promised_.empty(); }
  // Whoever is to get those that are promised has left: what has not begun need not begin.
  void leave();
  // The last one has been added: only the connection's end tells where it ends.
  bool are_over() const { return are_over_; }

  // An answer goes on when the bytes() are written, with what this asks for; once.
  bool go_on() const { return more_ != nullptr; }
  More take_more() { return std::exchange(more_, nullptr); }
  bool is_endless() const { return is_endless_; }
  bool is_chunked() const { return is_chunked_; }
  // Of no bytes: the end.
  void add_piece(std::string piece);

 private:
  struct Promised {
    Facts facts;
    std::shared_ptr<Slot> slot;
  };

  bool is_too_much(const Facts& facts, const Response& response) const;
  void note(const Facts& facts, const Response& response);

  Worker& worker_;
  std::string out_;
  std::deque<Promised> promised_;  // behind what is in out_
  More more_;
  bool is_endless_ = false;  // these of the answer that goes on
  bool is_chunked_ = false;
  std::size_t kept_bytes_ = 0;
  bool are_over_ = false;
  Budget::Share share_;  // of what waits to be read: out_, and what `more_` keeps
};

}  // namespace rolecall
