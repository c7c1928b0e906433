// Setting a password: a fact in the log, a hash in the secrets store.
#pragma once

#include <string_view>

#include "engine/commands/writer.hpp"
#include "engine/secrets/passwords.hpp"

namespace rolecall {

// Puts a SetPassword, or a CreateUser that sets one, to the writer and waits; where it is stored,
// keeps the password's hash. A crash or a failing disk between the two leaves the old password and
// an event that says otherwise; the client was told that it failed, if anything. Fails with
// invalid_argument (field "password") where it is too short or too long. Threads: any but the
// writer's.
Result<Outcome> set_password(Writer& writer, Passwords& passwords, CommandRequest request,
                             std::string_view password);

}  // namespace rolecall
