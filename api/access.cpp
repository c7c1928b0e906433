#include "api/access.hpp"

#include <string>

#include "api/auth.hpp"
#include "engine/limits.hpp"

namespace rolecall {
namespace {

std::optional<Problem> refused(std::string_view field, std::string_view what) {
  return Problem(Error{Errc::forbidden, std::string(field),
                       std::string(what) + " needs the role admin or a higher one"});
}

// A time that lies ahead was told by a clock that was wrong: it may be of long ago.
bool is_recent(Timestamp time, Timestamp now) {
  const std::int64_t age_us = now.us - time.us;
  return age_us >= -limits::clock_step_max_us && age_us <= limits::recent_past_us;
}

}  // namespace

Access Access::of(const Request& request) {
  const auto caller = caller_if_given(request);
  return caller ? Access(*caller) : Access();
}

std::optional<Problem> Access::as_of(const View& view) const {
  const ReadModel& model = view.model();
  if (view.at() >= model.head() || administers()) return std::nullopt;
  // It was the present until the next event.
  const Timestamp until = model.state().time_of(next(view.at()));
  if (is_recent(until, model.clock().now())) return std::nullopt;
  return refused("", "to read the past");
}

std::optional<Problem> Access::users_of(StatusSet statuses) const {
  if ((statuses & ~present_statuses) == 0 || administers()) return std::nullopt;
  return refused("status", "to see who was removed");
}

std::optional<Problem> Access::history_of(const UserId& user) const {
  if (is(user) || administers()) return std::nullopt;
  return refused("", "the history of others");
}

std::optional<Problem> Access::api_keys_of(const std::optional<UserId>& owner) const {
  if (is(owner) || administers()) return std::nullopt;
  return refused("", "to see the API keys of others");
}

std::optional<Problem> Access::profile_of(const std::optional<UserId>& user) const {
  if (is(user) || administers()) return std::nullopt;
  return refused("", "to see other users");
}

}  // namespace rolecall
