// Idempotency-Key: a command that is done once however often it is sent
// (draft-ietf-httpapi-idempotency-key-header-07).
//
// The answer to a repetition is rendered anew from the position of the first outcome, also after a
// restart, and says `Idempotency-Replayed: true`. A refusal is not kept: nothing was done, so the
// request is tried again. Keys are the client's own, and are kept for 24 hours.
#pragma once

#include <string_view>

#include "api/dialects/native/change_request.hpp"

namespace rolecall::native {

// 400 for a malformed key, 409 while the first request is being worked on, 422 where the key came
// with another request.
void execute_once(Service& service, const Request& request, Reply& reply, std::string_view key,
                  CommandRequest wanted, Render render);

}  // namespace rolecall::native
