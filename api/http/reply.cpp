#include "api/http/reply.hpp"

#include <cassert>
#include <new>
#include <utility>

namespace rolecall {
namespace {

void complete(Slot& slot) {
  slot.ready.store(true, std::memory_order_release);
  if (slot.wake) slot.wake();
}

}  // namespace

Response& Slot::take() {
  if (make) {
    response = make();
    make = nullptr;
  }
  return response;
}

// The pointer counts the copies of the promise, not of the slot, which the deleter keeps.
Later::Later(std::shared_ptr<Slot> slot, RequestId request, ErrorShape shape) {
  Slot* const address = slot.get();
  slot_ = std::shared_ptr<Slot>(address, [slot = std::move(slot), request, shape](Slot* one) {
    if (one->ready.load(std::memory_order_acquire)) return;
    try {
      refuse(Problem(503, "The request was not carried out"), request, shape, one->response);
    } catch (const std::bad_alloc&) {
      one->response.status = 503;
    }
    complete(*one);
  });
}

void Later::send(Response response) const {
  assert(!slot_->ready.load(std::memory_order_relaxed) && "answered twice");
  slot_->response = std::move(response);
  complete(*slot_);
}

void Later::send(std::function<Response()> make) const {
  assert(!slot_->ready.load(std::memory_order_relaxed) && "answered twice");
  slot_->make = std::move(make);
  complete(*slot_);
}

Later Reply::later() {
  assert(!slot_ && "one promise per request; copy it");
  slot_ = std::make_shared<Slot>();
  slot_->wake = wake_;
  return Later(slot_, request_, shape_);
}

}  // namespace rolecall
