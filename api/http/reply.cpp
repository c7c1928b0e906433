#include "api/http/reply.hpp"

#include <cassert>
#include <new>
#include <utility>

namespace rolecall {
namespace {

// Whoever waits for slots may own them: a slot that kept `wake` would own itself.
void complete(Slot& slot) {
  const auto wake = std::exchange(slot.wake, nullptr);
  slot.ready.store(true, std::memory_order_release);
  if (wake) wake();
}

}  // namespace

Response& Slot::take() {
  if (make) {
    response = make();
    make = nullptr;
  }
  return response;
}

// Lets go of the slot when it is kept: an answer made later may own the promise that it kept.
struct Later::Promise {
  std::shared_ptr<Slot> slot;
  RequestId request;
  ErrorShape shape;

  Promise(std::shared_ptr<Slot> kept_in, RequestId id, ErrorShape error_shape)
      : slot(std::move(kept_in)), request(id), shape(error_shape) {}
  Promise(const Promise&) = delete;
  Promise& operator=(const Promise&) = delete;
  ~Promise() {
    if (!slot) return;
    try {
      refuse(Problem(503, "The request was not carried out"), request, shape, slot->response);
    } catch (const std::bad_alloc&) {
      slot->response.status = 503;
    }
    complete(*slot);
  }
};

Later::Later(std::shared_ptr<Slot> slot, RequestId request, ErrorShape shape)
    : promise_(std::make_shared<Promise>(std::move(slot), request, shape)) {}

void Later::send(Response response) const {
  const auto slot = std::move(promise_->slot);
  assert(slot && "answered twice");
  slot->response = std::move(response);
  complete(*slot);
}

void Later::send(std::function<Response()> make) const {
  const auto slot = std::move(promise_->slot);
  assert(slot && "answered twice");
  slot->make = std::move(make);
  complete(*slot);
}

bool Later::is_wanted() const {
  const Slot& slot = *promise_->slot;
  return promise_->slot.use_count() > 1 && !slot.left.load(std::memory_order_relaxed);
}

Later Reply::later() {
  assert(!slot_ && "one promise per request; copy it");
  slot_ = std::make_shared<Slot>();
  slot_->wake = wake_;
  return Later(slot_, request_, shape_);
}

}  // namespace rolecall
