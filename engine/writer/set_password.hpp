// Setting a password: a fact in the log, a hash in the secrets store.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/secrets/event_secrets.hpp"
#include "engine/secrets/passwords.hpp"
#include "engine/writer/writer.hpp"

namespace rolecall {

// Fails with invalid_argument (field "password") where it is too short or too long. Takes as long
// as hash_password().
Result<std::string> hash_new_password(std::string_view password);

// Submits a SetPassword, or a CreateUser or UpdateUser that sets one, once the hash is durable,
// which counts with its event. `answer` comes on the writer's thread, or that of the secrets. The
// request must have an id.
void set_password(EventSecrets& passwords, const State& state, CommandRequest request,
                  std::string hash, Submit submit, Writer::Answer answer);
// The same, and waits.
Result<Outcome> set_password(Writer& writer, EventSecrets& passwords, const State& state,
                             CommandRequest request, std::string_view password);

// That of the newest PasswordSet of a user; nothing: there is none, nothing opens.
Result<std::optional<std::string>> password_hash_of(const EventSecrets& passwords,
                                                    const State& state, const UserId& user);

}  // namespace rolecall
