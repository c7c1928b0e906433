#include "api/http/reply.hpp"

#include <cassert>
#include <utility>

namespace rolecall {
namespace {

void complete(Slot& slot, Response response) {
  slot.response = std::move(response);
  slot.ready.store(true, std::memory_order_release);
  if (slot.wake) slot.wake();
}

}  // namespace

// The pointer counts the copies of the promise, not of the slot, which the deleter keeps.
Later::Later(std::shared_ptr<Slot> slot, RequestId request, ErrorShape shape) {
  Slot* const address = slot.get();
  slot_ = std::shared_ptr<Slot>(address, [slot = std::move(slot), request, shape](Slot* one) {
    if (one->ready.load(std::memory_order_acquire)) return;
    Response response;
    refuse(Problem(503, "The request was not carried out"), request, shape, response);
    complete(*one, std::move(response));
  });
}

void Later::send(Response response) const {
  assert(!slot_->ready.load(std::memory_order_relaxed) && "answered twice");
  complete(*slot_, std::move(response));
}

Later Reply::later() {
  assert(!slot_ && "one promise per request; copy it");
  slot_ = std::make_shared<Slot>();
  slot_->wake = wake_;
  return Later(slot_, request_, shape_);
}

}  // namespace rolecall
