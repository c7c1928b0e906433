#include "tests/property/model.hpp"

#include <algorithm>

namespace rolecall::model {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> folds{
    {{"Ä", "ä"}, {"Ë", "ë"}, {"ß", "ss"}, {"\u212a", "k"}, {"\ufb01", "fi"}}};

bool is_good_text(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f || byte == 0xff;
  });
}

bool is_good_name(std::string_view name) {
  const auto chars =
      std::count_if(name.begin(), name.end(), [](char c) { return (c & 0xc0) != 0x80; });
  return !name.empty() && chars <= 255 && name.front() != ' ' && name.back() != ' ' &&
         is_good_text(name);
}

bool is_good_email(std::string_view email) {
  const auto at = email.rfind('@');
  return is_good_name(email) && email.find(' ') == email.npos && at != email.npos && at != 0 &&
         at + 1 != email.size();
}

bool is_good(const Profile& p) {
  const auto absent_or_name = [](const std::string& n) { return n.empty() || is_good_name(n); };
  return is_good_name(p.username) && (p.email.empty() || is_good_email(p.email)) &&
         absent_or_name(p.display_name) && absent_or_name(p.first_name) &&
         absent_or_name(p.last_name) && absent_or_name(p.external_id) && is_good_text(p.attributes);
}

// How a dialect shows a role that was not given in its own words.
std::string_view derived_word(Channel dialect, Role role) {
  const bool posit = dialect == Channel::posit_connect;
  switch (role) {
    case Role::viewer:
      return "viewer";
    case Role::analyst:
      return posit ? "publisher" : "analyst";
    case Role::admin:
      return posit ? "administrator" : "admin";
    case Role::ops:
      return posit ? "administrator" : "ops";
  }
  return {};
}

std::string_view shown_in(Channel dialect, const RoleGrant& grant) {
  if (grant.given_in == dialect && !grant.native_word.empty()) return grant.native_word;
  return derived_word(dialect, grant.role);
}

Error refusal(Errc code) { return {code, {}, {}}; }

bool is_active_top(const User& user) {
  return user.status == Status::active && user.role.role == Role::ops;
}

}  // namespace

std::string fold(std::string_view name) {
  std::string folded;
  while (!name.empty()) {
    const auto* const entry = std::find_if(
        folds.begin(), folds.end(), [&](const auto& f) { return name.starts_with(f.first); });
    if (entry != folds.end()) {
      folded += entry->second;
      name.remove_prefix(entry->first.size());
    } else {
      const char c = name.front();
      folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      name.remove_prefix(1);
    }
  }
  return folded;
}

// ---- the rules ---------------------------------------------------------------------------------

struct Model::Deciding {
  Model& m;
  const CommandRequest& request;
  Timestamp now;

  const User& user(std::size_t i) const { return *m.now().users[i]; }

  // Of the acting user; nothing: none, not present or not active.
  std::optional<Role> rank() const {
    const auto actor = m.find(m.now(), UserRef(request.actor.user));
    if (!actor || user(*actor).status != Status::active) return std::nullopt;
    return user(*actor).role.role;
  }
  bool is_bound() const { return request.actor.kind == ActorKind::user; }
  bool may_write() const { return !is_bound() || rank() >= Role::admin; }
  bool may_reach(Role role) const { return !is_bound() || (may_write() && rank() >= role); }
  bool is_last_top(std::size_t i) const {
    const auto& users = m.now().users;
    return is_active_top(user(i)) && std::count_if(users.begin(), users.end(),
                                                   [](auto& u) { return is_active_top(*u); }) == 1;
  }

  Result<std::size_t> changeable(const UserRef& ref, const Expected& expected) const {
    return changeable(m.find(m.now(), ref), expected);
  }
  Result<std::size_t> changeable(std::optional<std::size_t> found, const Expected& expected) const {
    if (!found || !is_present(user(*found).status)) return refusal(Errc::not_found);
    if (!may_reach(user(*found).role.role)) return refusal(Errc::forbidden);
    if (expected && number(*expected) != user(*found).revision) {
      return refusal(Errc::precondition_failed);
    }
    return *found;
  }
  Result<std::size_t> changeable(const GroupRef& ref, const Expected& expected) const {
    if (!may_write()) return refusal(Errc::forbidden);
    const auto found = m.find(m.now(), ref);
    if (!found) return refusal(Errc::not_found);
    if (expected && number(*expected) != m.now().groups[*found]->revision) {
      return refusal(Errc::precondition_failed);
    }
    return *found;
  }
  bool names_taken(std::optional<std::size_t> by, const Profile& p) const {
    const auto named = m.find(m.now(), UserRef(Username{p.username}));
    const auto addressed = find_email(m.now(), p.email);
    return (named && named != by) || (!p.email.empty() && addressed && addressed != by);
  }
  bool group_name_taken(std::optional<std::size_t> by, const std::string& name) const {
    const auto holder = m.find(m.now(), GroupRef(GroupName{name}));
    return holder && holder != by;
  }

  Fact fact() const {
    Fact fact;
    fact.time = now;
    fact.actor = request.actor;
    fact.channel = request.channel;
    fact.reason = request.reason;
    return fact;
  }
  template <class E>
  Answer about_user(std::size_t i, Fact fact) const {
    fact.type = type_of<E>();
    fact.user = i;
    fact.revision = m.edit_user(i).revision;
    m.record(fact);
    return {true, m.head(), i, {}};
  }
  template <class E>
  Answer about_group(std::size_t i, std::optional<std::size_t> member) const {
    Fact f = fact();
    f.type = type_of<E>();
    f.group = i;
    f.user = member;
    f.revision = m.edit_group(i).revision;
    m.record(f);
    return {true, m.head(), member, i};
  }
  Answer nothing(std::optional<std::size_t> u, std::optional<std::size_t> g) const {
    return {false, m.head(), u, g};
  }

  Result<Answer> create(const Profile& profile, const RoleGrant& role, bool active) const {
    User created;
    created.profile = profile;
    created.role = role;
    created.status = created.last_present = active ? Status::active : Status::deactivated;
    created.profile_since = m.head() + 1;
    created.name_since.fill(m.head() + 1);
    m.next_.users.push_back(std::make_shared<User>(created));
    m.user_ids.emplace_back();
    Fact f = fact();
    f.type = type_of<UserCreated>();
    f.user = m.next_.users.size() - 1;
    f.revision = 1;
    m.record(f);
    return Answer{true, m.head(), f.user, {}};
  }
  Answer issue(std::size_t owner, const CredentialId& key) const {
    m.keys[key] = {owner, m.head() + 1, 0};
    ++m.edit_user(owner).revision;
    return about_user<ApiKeyIssued>(owner, fact());
  }

  Result<Answer> on(const Bootstrap& c) const {
    if (!m.now().users.empty()) return refusal(Errc::conflict);
    if (!is_good(c.profile)) return refusal(Errc::invalid_argument);
    const auto created = create(c.profile, {Role::ops, Channel::native, {}}, true);
    return issue(*created->user, c.key);
  }
  Result<Answer> on(const CreateUser& c) const {
    if (!may_write()) return refusal(Errc::forbidden);
    if (!is_good(c.profile)) return refusal(Errc::invalid_argument);
    if (!may_reach(c.role.role)) return refusal(Errc::forbidden);
    if (names_taken({}, c.profile)) return refusal(Errc::already_exists);
    return create(c.profile, c.role, c.active);
  }
  Result<Answer> on(const ChangeProfile& c) const {
    const auto found = changeable(c.user, c.expected);
    if (!found) return found.error();
    const Profile before = user(*found).profile;
    Profile after = before;
    apply_patch(after, c.change);
    if (after == before) return nothing(*found, {});
    if (!is_good(after)) return refusal(Errc::invalid_argument);
    if (names_taken(*found, after)) return refusal(Errc::already_exists);
    User& changed = m.edit_user(*found);
    const std::array names{&Profile::username, &Profile::first_name, &Profile::last_name};
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (fold(before.*names[i]) != fold(after.*names[i])) changed.name_since[i] = m.head() + 1;
    }
    changed.profile = after;
    changed.profile_since = m.head() + 1;
    ++changed.revision;
    return about_user<UserProfileChanged>(*found, fact());
  }
  Result<Answer> on(const AssignRole& c) const {
    const auto found = changeable(c.user, c.expected);
    if (!found) return found.error();
    const RoleGrant current = user(*found).role;
    RoleGrant role = c.role;
    if (current.role == Role::ops && role.role == Role::admin &&
        role.given_in == Channel::posit_connect) {
      role.role = Role::ops;
    }
    if (!may_reach(role.role)) return refusal(Errc::forbidden);
    if (shown_in(c.role.given_in, current) == shown_in(c.role.given_in, c.role)) {
      return nothing(*found, {});
    }
    if (role.role != Role::ops && is_last_top(*found)) return refusal(Errc::conflict);
    User& changed = m.edit_user(*found);
    changed.role = role;
    ++changed.revision;
    Fact f = fact();
    f.from = current.role;
    f.to = role.role;
    return about_user<RoleAssigned>(*found, f);
  }
  Result<Answer> on(const DeactivateUser& c) const {
    const auto found = m.find(m.now(), c.user);
    if (!found) return refusal(Errc::not_found);
    const bool self = is_bound() && request.actor.user == m.user_id(*found);
    if (!self && !may_reach(user(*found).role.role)) return refusal(Errc::forbidden);
    if (c.expected && number(*c.expected) != user(*found).revision) {
      return refusal(Errc::precondition_failed);
    }
    if (user(*found).status == Status::deactivated) return nothing(*found, {});
    if (is_last_top(*found)) return refusal(Errc::conflict);
    m.change_status(*found, Status::deactivated, fact(), type_of<UserDeactivated>());
    return Answer{true, m.head(), *found, {}};
  }
  Result<Answer> on(const ActivateUser& c) const {
    const auto found = changeable(c.user, c.expected);
    if (!found) return found.error();
    if (user(*found).status == Status::active) return nothing(*found, {});
    m.change_status(*found, Status::active, fact(), type_of<UserReactivated>());
    return Answer{true, m.head(), *found, {}};
  }

  Result<Answer> on(const CreateGroup& c) const {
    if (!may_write()) return refusal(Errc::forbidden);
    if (!is_good_name(c.name)) return refusal(Errc::invalid_argument);
    if (group_name_taken({}, c.name)) return refusal(Errc::already_exists);
    Group created;
    created.name = c.name;
    created.name_since = m.head() + 1;
    m.next_.groups.push_back(std::make_shared<Group>(created));
    m.group_ids.emplace_back();
    return about_group<GroupCreated>(m.next_.groups.size() - 1, {});
  }
  Result<Answer> on(const RenameGroup& c) const {
    const auto found = changeable(c.group, c.expected);
    if (!found) return found.error();
    if (m.now().groups[*found]->name == c.name) return nothing({}, *found);
    if (!is_good_name(c.name)) return refusal(Errc::invalid_argument);
    if (group_name_taken(*found, c.name)) return refusal(Errc::already_exists);
    Group& changed = m.edit_group(*found);
    changed.name = c.name;
    changed.name_since = m.head() + 1;
    ++changed.revision;
    return about_group<GroupRenamed>(*found, {});
  }
  Result<Answer> on(const DeleteGroup& c) const {
    const auto found = changeable(c.group, c.expected);
    if (!found) return found.error();
    Group& changed = m.edit_group(*found);
    changed.alive = false;
    ++changed.revision;
    return about_group<GroupDeleted>(*found, {});
  }
  // The place of a member in its group, made if the user never was one.
  static Member& place(Group& group, std::size_t member) {
    for (Member& one : group.members) {
      if (one.user == member) return one;
    }
    return group.members.emplace_back(Member{member, {}, 0});
  }
  Result<Answer> on(const PutMember& c) const {
    const auto group = changeable(c.group, c.expected);
    if (!group) return group.error();
    const auto member = m.find(m.now(), c.user);
    if (!member) return refusal(Errc::not_found);
    Group before = *m.now().groups[*group];
    const auto role = place(before, *member).role;
    if (role == c.role) return nothing(*member, *group);
    Group& changed = m.edit_group(*group);
    Member& put = place(changed, *member);
    put.role = c.role;
    put.since = m.head() + 1;
    ++changed.revision;
    return role ? about_group<MemberRoleChanged>(*group, *member)
                : about_group<MemberAdded>(*group, *member);
  }
  Result<Answer> on(const RemoveMember& c) const {
    const auto group = changeable(c.group, c.expected);
    if (!group) return group.error();
    const auto member = m.find(m.now(), c.user);
    if (!member) return refusal(Errc::not_found);
    Group before = *m.now().groups[*group];
    if (!place(before, *member).role) return refusal(Errc::not_found);
    Group& changed = m.edit_group(*group);
    place(changed, *member).role.reset();
    ++changed.revision;
    return about_group<MemberRemoved>(*group, *member);
  }

  Result<Answer> on(const IssueApiKey& c) const {
    const auto owner = changeable(c.owner, {});
    if (!owner) return owner.error();
    if (user(*owner).status != Status::active) return refusal(Errc::conflict);
    if (c.expires_at && *c.expires_at <= now) return refusal(Errc::invalid_argument);
    if (m.keys.contains(c.key)) return refusal(Errc::already_exists);
    return issue(*owner, c.key);
  }
  Result<Answer> on(const RevokeApiKey& c) const {
    const auto key = m.keys.find(c.key);
    if (key == m.keys.end()) return refusal(Errc::not_found);
    const std::size_t owner = key->second.owner;
    if (const auto allowed = changeable(owner, {}); !allowed) return allowed.error();
    if (key->second.revoked != 0) return nothing(owner, {});
    key->second.revoked = m.head() + 1;
    ++m.edit_user(owner).revision;
    return about_user<ApiKeyRevoked>(owner, fact());
  }
};

Result<Answer> Model::execute(const CommandRequest& request, Timestamp clock) {
  if (!is_good_text(request.reason)) return refusal(Errc::invalid_argument);
  const Deciding deciding{*this, request, std::max(clock, last_time())};
  return std::visit([&](const auto& command) { return deciding.on(command); }, request.command);
}

// ---- the facts ---------------------------------------------------------------------------------

void Model::record(Fact fact) {
  facts.push_back(std::move(fact));
  worlds.push_back(next_);
}

User& Model::edit_user(std::size_t user) {
  auto copy = std::make_shared<User>(*next_.users[user]);
  User& edited = *copy;
  next_.users[user] = std::move(copy);
  return edited;
}

Group& Model::edit_group(std::size_t group) {
  auto copy = std::make_shared<Group>(*next_.groups[group]);
  Group& edited = *copy;
  next_.groups[group] = std::move(copy);
  return edited;
}

void Model::change_status(std::size_t user, Status status, Fact fact, EventType type) {
  User& changed = edit_user(user);
  changed.status = status;
  if (is_present(status)) changed.last_present = status;
  fact.type = type;
  fact.user = user;
  fact.revision = ++changed.revision;
  record(std::move(fact));
}

void Model::remove(std::size_t user, Fact fact) {
  change_status(user, Status::removed, std::move(fact), type_of<UserRemoved>());
}

void Model::restore(std::size_t user, Fact fact) {
  change_status(user, now().users[user]->last_present, std::move(fact), type_of<UserRestored>());
}

void Model::erase(std::size_t user, Fact fact) {
  edit_user(user).profile_since = head() + 1;
  change_status(user, Status::erased, std::move(fact), type_of<UserErased>());
  for (World& world : worlds) {
    if (user >= world.users.size()) continue;
    auto nameless = std::make_shared<User>(*world.users[user]);
    nameless->profile = {};
    world.users[user] = std::move(nameless);
  }
  next_ = worlds.back();
  for (Fact& about : facts) {
    if (about.user == user) about.reason.clear();
  }
}

bool Model::may_restore(std::size_t user) const {
  const User& removed = *now().users[user];
  return removed.status == Status::removed &&
         !find(now(), UserRef(Username{removed.profile.username})) &&
         (removed.profile.email.empty() || !find_email(now(), removed.profile.email));
}

void Model::name_user(std::size_t user, const UserId& id) {
  user_ids.at(user) = id;
  user_index_[id] = user;
}

void Model::name_group(std::size_t group, const GroupId& id) {
  group_ids.at(group) = id;
  group_index_[id] = group;
}

}  // namespace rolecall::model
