// Whom a verb is about: users and groups by id or by name, as routes want them by id.
#pragma once

#include <optional>
#include <string>

#include "engine/types/timestamp.hpp"
#include "tools/calls/answers.hpp"
#include "tools/calls/backend.hpp"

namespace rolecall {

// As of when names are meant: of --cursor, else of --as-of; nothing: now.
CallParameters moment_of(const ReadOptions& options);
// The time that --as-of means. `unavailable`, `invalid_argument`: as the call that asks.
Result<Timestamp> time_of_moment(Backend& backend, const ReadOptions& options);

struct FoundUser {
  std::string id, username;
  std::uint32_t revision = 0;
};
enum class WhichUsers { present, also_gone };  // gone: who was removed or erased

// By id, else by the name had at that moment; of those who are gone the last one under it.
// `not_found`: nobody.
Result<FoundUser> find_user(Backend& backend, const std::string& id_or_name, WhichUsers which,
                            const CallParameters& moment = {});

struct FoundGroup {
  std::string id;
  std::uint32_t revision = 0;
};
Result<FoundGroup> find_group(Backend& backend, const std::string& id_or_name,
                              const CallParameters& moment = {});

// A verb that asks for /v1/users/{id}/<what> of its subject. Answers the exit code.
int run_read_about_user(const ReadOptions& options, const std::string& what, const Format& format);

// `status` of all users, whatever has become of them.
CallParameters of_any_status(CallParameters parameters);

}  // namespace rolecall
