#include "api/dialects/native/named.hpp"

#include <string>

#include "engine/limits.hpp"
#include "engine/types/canonical_name.hpp"

namespace rolecall::native {
namespace {

bool is_of_a_group(const View& view, const GroupId& id) {
  const Groups& groups = view.state().groups();
  const auto group = groups.find(id);
  return group && groups.created(*group) <= view.at();
}

bool is_of_anyone(const View& view, const UserId& id) {
  const State& state = view.state();
  if (state.find_user(id, view.at()) || state.actors().key(id)) return true;
  const auto invitation = state.invitations().find(id);
  return invitation && state.invitations().created(*invitation) <= view.at();
}

}  // namespace

UserRef user_ref(const View& view, std::string_view text) {
  const auto id = UserId::parse(text);
  if (id && view.state().find_user(*id, view.at())) return *id;
  return Username{std::string(text)};
}

GroupRef group_ref(const View& view, std::string_view text) {
  const auto id = GroupId::parse(text);
  if (id && is_of_a_group(view, *id)) return *id;
  return GroupName{std::string(text)};
}

std::optional<UserId> find_anyone(const View& view, std::string_view text) {
  const auto id = UserId::parse(text);
  if (id && is_of_anyone(view, *id)) return id;
  const std::string key = canonical_key(text);
  if (const auto user = view.state().last_holder(NameField::username, key, view.at())) {
    return view.state().users().id(*user);
  }
  return view.state().actors().find_named(key);
}

std::optional<GroupId> find_group(const View& view, std::string_view text) {
  const auto id = GroupId::parse(text);
  if (id && is_of_a_group(view, *id)) return id;
  const Groups& groups = view.state().groups();
  const auto group = groups.find_named(canonical_key(text), view.at());
  return group ? std::optional(groups.id(*group)) : std::nullopt;
}

Result<UserRef> user_to_empower(const ReadModel& model, std::string_view text) {
  if (text.size() > limits::name_max_bytes) return invalid("user", "is longer than any name");
  const auto id = UserId::parse(text);
  if (!id) return UserRef(Username{std::string(text)});
  const State& state = model.state();
  const auto guard = model.enter();
  const auto namesake = state.find_username(canonical_key(text), model.head());
  // An id without a namesake stays one: its user may come with a change that is on its way.
  if (!namesake || state.users().id(*namesake) == *id) return UserRef(*id);
  if (!state.find_user(*id, model.head())) return UserRef(Username{std::string(text)});
  return invalid("user", "is an id and also another user's name: give {\"id\"} or {\"username\"}");
}

}  // namespace rolecall::native
