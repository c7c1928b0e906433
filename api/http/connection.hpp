// One connection: reads, answers all that is complete, writes once, reads again.
#pragma once

#include <any>
#include <atomic>
#include <functional>
#include <memory>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "api/http/answers.hpp"
#include "api/http/deadlines.hpp"
#include "api/http/reply.hpp"
#include "api/http/request_framing.hpp"
#include "api/http/response.hpp"
#include "api/http/router.hpp"
#include "api/http/stream.hpp"
#include "api/http/worker.hpp"

namespace rolecall {

// Order:   answers go out in the order of the requests; a read is handled only when all earlier
//          requests are answered, commands are handed on as soon as they are ready and those before
//          them have been. A read whose answer awaits a position is handled again when that is
//          reached. An endless answer is the last one: it ends when the client sends no more, and
//          leaves without lingering.
// Bounds:  a body is refused as soon as it shows that its route takes none so large, or that all
//          bodies together take too much.
// Threads: all on the worker's, except what Later does through `wake_`.
class Connection : public std::enable_shared_from_this<Connection>, public Unproved {
 public:
  Connection(std::shared_ptr<Worker> worker, StreamSocket socket);

  boost::asio::awaitable<void> run();

  void close_if_overdue();
  void stop();   // ends when no whole request is in flight, or nobody reads the answers
  void close();  // ends at once

 private:
  bool serve();
  bool is_settled(const Match& match, Reply& reply);
  void handle(const Match& match, Reply& reply);
  void check_head();
  void reject(int status);
  bool describe();
  Answers::Facts facts(bool close) const;
  boost::asio::awaitable<bool> write();
  bool wait_for_position(const Response& response);
  bool takes_requests() const { return open_ && !answers_.are_over(); }
  bool is_awaited() const { return awaited_ && !awaited_->ready.load(std::memory_order_acquire); }
  boost::asio::awaitable<bool> stream();
  void close_at_end_of_input();
  void tell_if_left();
  void enter(Phase phase);
  boost::asio::awaitable<void> linger();
  void wake();

  const std::shared_ptr<Worker> worker_;
  PeerAddress peer_;       // of the other end
  bool is_local_ = false;  // which came by a Unix socket
  bool is_proxy_ = false;  // which is a trusted proxy
  Stream stream_;
  boost::asio::steady_timer
      answered_;  // never runs out: its cancelling says that an answer is there
  std::function<void()> wake_;
  std::atomic<bool> wake_posted_{false};
  std::atomic<bool> wake_missed_{false};  // memory had run out: the next sweep wakes
  RequestFraming framing_;
  Answers answers_;
  const std::shared_ptr<CommandOrder> order_ = std::make_shared<CommandOrder>();
  std::shared_ptr<Slot> awaited_;  // ready: the request that awaited a position is handled again
  Budget::Share body_share_;
  std::any memory_;
  Deadlines deadlines_;
  bool head_checked_ = false;       // of a request whose body is not here yet
  std::size_t body_max_bytes_ = 0;  // of that one
  bool is_proved_ = false;          // the last one brought a credential that its route needs
  bool open_ = true;                // false: no request is served any more
  bool overdue_ = false;
  bool closed_ = false;
};

}  // namespace rolecall
