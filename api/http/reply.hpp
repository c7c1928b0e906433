// How a handler answers: now, or later from another thread.
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "api/http/command_order.hpp"
#include "api/http/problem.hpp"
#include "api/http/response.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

// Where an answer that comes later is put; shared by the connection and the one who will answer.
struct Slot {
  // Once it is ready, on one thread: the answer, made now if it was promised as a function.
  Response& take();

  Response response;
  std::function<Response()> make;  // empty: `response` is made already
  std::atomic<bool> ready{false};  // stored after these, by whoever answers
  std::function<void()> wake;      // called once after that, on the answering thread, then gone
  std::atomic<bool> left{false};   // stored by the connection: whoever asked has left
};

// The promise to answer one request. Copies stand for the same promise.
// Threads: send() once, from any thread, also during the handler and after the connection's or the
//          server's end, where it does nothing.
// Lifetime: if the last copy goes without a send(), the answer is 503.
class Later {
 public:
  Later(std::shared_ptr<Slot> slot, RequestId request, ErrorShape shape);

  void send(Response response) const;
  // The same of an answer that `make` makes when its turn has come, on the thread that writes it
  // out: whoever answers, above all the writer, need not wait for that.
  void send(std::function<Response()> make) const;

  // Whether anybody still waits for the answer, before send(). What has not begun need not begin.
  bool is_wanted() const;

 private:
  struct Promise;
  std::shared_ptr<Promise> promise_;
};

// What a handler gets beside the request: fills `response` before it returns, or takes later().
class Reply {
 public:
  // `wake` must outlive the handler; later() copies it into the slot. `connections_order`: that of
  // the requests among which this one is; by default it is alone.
  Reply(Response& cleared, RequestId request, ErrorShape shape, const std::function<void()>& wake,
        std::shared_ptr<CommandOrder> connections_order = std::make_shared<CommandOrder>())
      : response(cleared),
        order(std::move(connections_order)),
        request_(request),
        shape_(shape),
        wake_(wake) {}

  Response& response;  // ignored once later() was called
  const std::shared_ptr<CommandOrder> order;

  Later later();
  void refuse(const Problem& problem) { rolecall::refuse(problem, request_, shape_, response); }
  // How refusals of this request look, for those that come later: under which id, in what shape.
  RequestId request() const { return request_; }
  ErrorShape error_shape() const { return shape_; }

  // For the connection: the slot that later() made; null if the answer is in `response`.
  const std::shared_ptr<Slot>& slot() const { return slot_; }

 private:
  RequestId request_;
  ErrorShape shape_;
  const std::function<void()>& wake_;
  std::shared_ptr<Slot> slot_;
};

}  // namespace rolecall
