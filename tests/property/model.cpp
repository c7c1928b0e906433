#include "tests/property/model.hpp"

#include <algorithm>
#include <utility>

#include "tests/property/model_rules.hpp"

namespace rolecall::test::model {
namespace {

template <class Thing>
Thing& edit(std::shared_ptr<const Thing>& place) {
  auto copy = std::make_shared<Thing>(*place);
  Thing& edited = *copy;
  place = std::move(copy);
  return edited;
}

}  // namespace

Result<Answer> Model::execute(const CommandRequest& request, Timestamp clock) {
  return request.dry_run ? rehearse(request, clock) : decide(request, clock);
}

Result<Answer> Model::decide(const CommandRequest& request, Timestamp clock) {
  if (!is_good_text(request.reason)) return refusal(Errc::invalid_argument);
  const Rules rules{*this, request, clock};
  return std::visit([&](const auto& command) { return rules.on(command); }, request.command);
}

Result<Answer> Model::rehearse(const CommandRequest& request, Timestamp clock) {
  const std::uint64_t before = head();
  const auto keys_before = keys;
  auto answer = decide(request, clock);
  if (!answer) return answer;
  answer->position = before;
  answer->planned.assign(facts.begin() + static_cast<std::ptrdiff_t>(before), facts.end());
  take_back_to(before);
  keys = keys_before;
  const auto forget = [](std::optional<std::size_t>& index, std::size_t count) {
    if (index && *index >= count) index = not_created;
  };
  const auto forget_all = [&](auto& of) {
    forget(of.user, user_ids.size());
    forget(of.group, group_ids.size());
    forget(of.invitation, invitation_ids.size());
  };
  forget_all(*answer);
  for (Fact& fact : answer->planned) forget_all(fact);
  return answer;
}

void Model::take_back_to(std::uint64_t position) {
  facts.resize(position);
  worlds.resize(position + 1);
  next_ = worlds.back();
  user_ids.resize(next_.users.size());
  group_ids.resize(next_.groups.size());
  invitation_ids.resize(next_.invitations.size());
  std::erase_if(user_index_, [&](const auto& entry) { return entry.second >= user_ids.size(); });
}

void Model::expire_roles(Timestamp clock) {
  std::vector<std::pair<Timestamp, std::size_t>> due;
  for (std::size_t i = 0; i < next_.users.size(); ++i) {
    const User& user = *next_.users[i];
    if (!user.bound || user.status == Status::erased || user.bound->valid_until > clock) continue;
    due.emplace_back(user.bound->valid_until, i);
  }
  std::sort(due.begin(), due.end());
  for (const auto& [moment, i] : due) {
    User& user = edit_user(i);
    Fact fact;
    fact.type = type_of<RoleExpired>();
    fact.user = i;
    fact.revision = ++user.revision;
    fact.time = std::max(moment, last_time());
    fact.recorded_at = clock;
    fact.actor.kind = ActorKind::system;
    fact.channel = Channel::system;
    fact.from = user.role.role;
    fact.to = user.bound->fallback.role;
    fact.granted_at = user.bound->granted_at;
    user.role = user.bound->fallback;
    user.bound.reset();
    record(std::move(fact));
  }
}

void Model::erase(std::size_t user, Fact fact) {
  User& changed = edit_user(user);
  changed.profile_since = head() + 1;
  changed.status = Status::erased;
  fact.type = type_of<UserErased>();
  fact.user = user;
  fact.revision = ++changed.revision;
  record(std::move(fact));
  const auto invitation = find_invitation(user_id(user));
  for (World& world : worlds) {
    if (user < world.users.size()) {
      auto nameless = std::make_shared<User>(*world.users[user]);
      nameless->profile = {};
      world.users[user] = std::move(nameless);
    }
    if (invitation && *invitation < world.invitations.size()) {
      auto nameless = std::make_shared<Invitation>(*world.invitations[*invitation]);
      nameless->email.clear();
      world.invitations[*invitation] = std::move(nameless);
    }
  }
  next_ = worlds.back();
  for (Fact& about : facts) {
    if (subject(about) == user_id(user)) about.reason.clear();
  }
}

void Model::order_removals(std::uint64_t first, const std::vector<std::size_t>& groups) {
  const World& last = worlds.at(first - 1 + groups.size());
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const std::uint64_t position = first + i;
    World world = worlds[position - 1];
    world.groups.at(groups[i]) = last.groups[groups[i]];
    facts.at(position - 1).group = groups[i];
    facts[position - 1].revision = last.groups[groups[i]]->revision;
    worlds[position] = std::move(world);
  }
}

// ---- the facts ---------------------------------------------------------------------------------

void Model::record(Fact fact) {
  facts.push_back(std::move(fact));
  worlds.push_back(next_);
}

User& Model::edit_user(std::size_t user) { return edit(next_.users[user]); }
Group& Model::edit_group(std::size_t group) { return edit(next_.groups[group]); }
Invitation& Model::edit_invitation(std::size_t i) { return edit(next_.invitations[i]); }

// ---- ids and names -----------------------------------------------------------------------------

void Model::name_user(std::size_t user, const UserId& id) {
  user_ids.at(user) = id;
  user_index_[id] = user;
}

void Model::name_group(std::size_t group, const GroupId& id) { group_ids.at(group) = id; }

void Model::name_invitation(std::size_t invitation, const UserId& id) {
  invitation_ids.at(invitation) = id;
  invitation_index_[id] = invitation;
}

UserId Model::subject(const Fact& fact) const {
  if (fact.user) return user_id(*fact.user);
  return fact.invitation ? invitation_id(*fact.invitation) : UserId{};
}

std::vector<CredentialId> Model::api_keys_of(std::size_t user) const {
  std::map<std::uint64_t, CredentialId> by_issue;
  for (const auto& [id, key] : keys) {
    if (key.owner == user && key.revoked == 0) by_issue[key.issued] = id;
  }
  std::vector<CredentialId> found;
  for (const auto& [issued, id] : by_issue) found.push_back(id);
  return found;
}

std::optional<std::size_t> Model::find_any(const UserId& id) const {
  const auto at = user_index_.find(id);
  return at == user_index_.end() ? std::nullopt : std::optional(at->second);
}

std::optional<std::size_t> Model::find_invitation(const UserId& id) const {
  const auto at = invitation_index_.find(id);
  return at == invitation_index_.end() ? std::nullopt : std::optional(at->second);
}

std::optional<std::size_t> Model::find(const World& world, const UserRef& ref) const {
  if (const auto* id = std::get_if<UserId>(&ref)) {
    const auto user = find_any(*id);
    if (!user || *user >= world.users.size()) return std::nullopt;
    return is_present(world.users[*user]->status) ? user : std::nullopt;
  }
  const std::string key = fold(std::get<Username>(ref).text);
  for (std::size_t i = 0; i < world.users.size(); ++i) {
    const User& user = *world.users[i];
    if (is_present(user.status) && !key.empty() && fold(user.profile.username) == key) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> Model::find(const World& world, const GroupRef& ref) const {
  for (std::size_t i = 0; i < world.groups.size(); ++i) {
    const auto* const id = std::get_if<GroupId>(&ref);
    const bool is_it = id != nullptr
                           ? group_ids[i] == *id
                           : fold(std::get<GroupName>(ref).text) == fold(world.groups[i]->name);
    if (is_it && world.groups[i]->alive) return i;
  }
  return std::nullopt;
}

std::vector<std::size_t> Model::holders_of_email(const World& world, std::string_view email) {
  std::vector<std::size_t> holders;
  for (std::size_t i = 0; i < world.users.size(); ++i) {
    const User& user = *world.users[i];
    if (is_present(user.status) && !user.profile.email.empty() &&
        fold(user.profile.email) == fold(email)) {
      holders.push_back(i);
    }
  }
  return holders;
}

std::optional<std::size_t> Model::find_email(const World& world, std::string_view email) {
  const auto holders = holders_of_email(world, email);
  return holders.size() == 1 ? std::optional(holders[0]) : std::nullopt;
}

std::vector<std::size_t> Model::open_invitations(const World& world, std::string_view email,
                                                 Timestamp moment) {
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < world.invitations.size(); ++i) {
    const Invitation& invitation = *world.invitations[i];
    if (invitation.status_at(moment) == InvitationStatus::open && !invitation.email.empty() &&
        fold(invitation.email) == fold(email)) {
      open.push_back(i);
    }
  }
  return open;
}

}  // namespace rolecall::test::model
