#include "engine/commands/set_password.hpp"

#include <cassert>

#include "engine/limits.hpp"

namespace rolecall {

Result<Outcome> set_password(Writer& writer, Passwords& passwords, CommandRequest request,
                             std::string_view password) {
  [[maybe_unused]] const auto* const creation = std::get_if<CreateUser>(&request.command);
  assert(std::holds_alternative<SetPassword>(request.command) ||
         (creation && creation->sets_password));
  if (password.size() < limits::password_min_bytes) {
    return invalid("password", "is shorter than 8 bytes");
  }
  if (password.size() > limits::password_max_bytes) {
    return invalid("password", "is longer than 1024 bytes");
  }
  const auto hash = hash_password(password);
  if (!hash) return Error{Errc::unavailable, "", "no memory to hash the password"};
  const auto outcome = writer.execute(std::move(request));
  if (!outcome) return outcome.error();
  if (const auto put = passwords.put(outcome->user, *hash); !put) return put.error();
  return outcome;
}

}  // namespace rolecall
