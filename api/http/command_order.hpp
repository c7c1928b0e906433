// The order in which the commands of one connection go to the writer: that of their requests,
// however long each takes until it is ready.
//
// Threads: places are taken on the connection's thread, by handlers; turns come on any.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <utility>

namespace rolecall {

class CommandOrder : public std::enable_shared_from_this<CommandOrder> {
  struct Place;

 public:
  // Copies stand for the same place. If the last one goes, those behind it need not wait.
  class Turn {
   public:
    // Runs `go`, which hands a command to the writer and does not wait, as soon as all before have
    // gone; then the place is free. Once.
    void take(std::function<void()> go) const;

   private:
    friend class CommandOrder;
    explicit Turn(std::shared_ptr<Place> place) : place_(std::move(place)) {}
    std::shared_ptr<Place> place_;
  };

  // The place behind all that have been taken.
  Turn enter();

  // The same as enter().take(go), for commands that are ready: at once where nobody is before them.
  template <class Go>
  void pass(Go&& go) {
    if (is_free()) return std::forward<Go>(go)();
    enter().take(std::forward<Go>(go));
  }

 private:
  struct Waiting {
    std::function<void()> go;  // empty: has nothing to hand on
    bool ready = false;
  };
  struct Place {
    Place(std::shared_ptr<CommandOrder> of, std::shared_ptr<Waiting> who)
        : order(std::move(of)), waiting(std::move(who)) {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place();

    std::shared_ptr<CommandOrder> order;
    std::shared_ptr<Waiting> waiting;  // null: has had its turn
  };

  bool is_free();
  void settle(Waiting& place, std::function<void()> go);

  std::mutex mutex_;
  std::list<std::shared_ptr<Waiting>> places_;
  bool running_ = false;  // somebody runs what is ready; nobody else does
};

}  // namespace rolecall
