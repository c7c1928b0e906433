// What the dialects other than the native one show of a user: each has its own names for these.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "api/answer.hpp"
#include "api/json/writer.hpp"
#include "engine/events/profile.hpp"
#include "engine/types/role.hpp"
#include "projections/model/read_model.hpp"

namespace rolecall {

struct ShownUser {
  UserNo no{};
  UserId id;
  Revision revision{};
  bool active = false;
  RoleGrant role;
  Profile profile;  // with derived names, see shown_profile()
  Timestamp created_at;
  Timestamp updated_at;                  // by any change
  Timestamp described_at;                // by a change of profile or role, not of the status
  std::optional<Timestamp> last_active;  // to the day
  std::optional<Timestamp> role_changed_at;
  UserId role_changed_by{};

  bool first_last_are_derived = false;
};

// A profile with derived names in the place of absent ones. Display name: first and last name, else
// the username. First and last name, where there is neither: the display name, divided at its first
// space.
Profile shown_profile(const ProfileView& stored);

// As the user was at `at`, who must have been created by then. Inside an epoch guard.
ShownUser shown_user(const ReadModel& model, UserNo user, Position at);
// The present user of that id or name, if there is one.
std::optional<ShownUser> find_shown_user(const ReadModel& model, const UserRef& ref, Position at);

// The answer to a change of a user: as the change left it, in a dialect's words.
using AppendUser = std::function<void(JsonWriter& json, const ShownUser& user, Position at)>;
Render render_shown_user(Service& service, int status, AppendUser append);

// The role, as that dialect words it. Valid as long as `user`.
inline std::string_view role_in(Channel dialect, const ShownUser& user) {
  return word_in(dialect, user.role);
}

// A small number that stays the user's: for dialects that have them beside, or instead of, ids.
inline std::uint32_t integer_id(UserNo user) { return number(user) + 1; }

// What a request means that names some members of a profile, of a user who is shown like this: a
// member that is as shown is no change, above all if it is derived. Who changes one of two derived
// names means the other one too.
ProfilePatch change_of(const ShownUser& user, const ProfilePatch& asked);

}  // namespace rolecall
