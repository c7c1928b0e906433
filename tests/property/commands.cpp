#include "tests/property/commands.hpp"

#include <array>

#include <boost/mp11/algorithm.hpp>

namespace rolecall::model {
namespace {

// With capitals, letters that fold by more than ASCII, and names longer than eight bytes.
constexpr std::array<std::string_view, 20> stems{
    "ann", "Ann",      "ANN", "bob",     "Bob", "äda", "ÄDA", "Äda", "straße",    "STRASSE",
    "kim", "\u212aim", "fin", "\ufb01n", "eve", "zoë", "ZOË", "o",   "anna.long", "Anna.Longer"};
constexpr std::array<std::string_view, 6> bad_names{"", " a", "a ", "a\tb", "\xff", "a\x7f"};
constexpr std::array<std::string_view, 4> bad_emails{"none", "@x.org", "a@", "a b@x.org"};
constexpr std::array<std::string_view, 3> domains{"x.org", "X.org", "y.de"};
constexpr std::array<std::string_view, 14> prefixes{
    "a", "A", "an", "ann1", "b", "ä", "Ä", "straß", "\u212a", "f", "\ufb01", "zo", "x", "anna.lo"};
constexpr std::array roles{Role::viewer, Role::analyst, Role::admin, Role::ops};
constexpr std::array<std::string_view, 3> posit_words{"viewer", "publisher", "administrator"};

std::string random_name(Random& random) {
  if (random.one_in(300)) return std::string(256, 'x');
  return std::string(random.one_in(60) ? random.pick(bad_names) : random.pick(stems));
}

Profile random_profile(Random& random) {
  Profile p;
  p.username = random.one_in(30) ? random_name(random) : random_username(random);
  if (!random.one_in(3)) p.email = random_email(random);
  if (random.one_in(4)) p.email = p.username + "@x.org";
  if (!random.one_in(3)) p.first_name = random_name(random);
  if (!random.one_in(3)) p.last_name = random_name(random);
  const bool has_both = !p.first_name.empty() && !p.last_name.empty();
  if (has_both && !random.one_in(3)) p.display_name = p.first_name + " " + p.last_name;
  if (random.one_in(5)) p.display_name = random_name(random);
  if (random.one_in(5)) p.external_id = "ext-" + std::to_string(random.below(9));
  if (random.one_in(5)) p.attributes = R"({"team":)" + std::to_string(random.below(3)) + "}";
  return p;
}

ProfilePatch random_patch(Random& random) {
  const Profile profile = random_profile(random);
  ProfilePatch patch;
  for (const ProfileMember& member : profile_members) {
    if (random.one_in(3)) patch.*member.change = profile.*member.value;
  }
  return patch;
}

RoleGrant random_grant(Random& random) {
  if (!random.one_in(4)) return {random.pick(roles), Channel::native, {}};
  const std::size_t rank = random.below(posit_words.size());
  const bool says_word = !random.one_in(4);
  return {roles[rank], Channel::posit_connect, std::string(says_word ? posit_words[rank] : "")};
}

std::uint32_t revision_of(const Model& model, const UserRef& ref) {
  const auto user = model.find(model.now(), ref);
  return user ? model.now().users[*user]->revision : 1;
}

std::uint32_t revision_of(const Model& model, const GroupRef& ref) {
  const auto group = model.find(model.now(), ref);
  return group ? model.now().groups[*group]->revision : 1;
}

template <class Ref>
Expected random_expected(Random& random, const Model& model, const Ref& ref) {
  if (!random.one_in(4)) return std::nullopt;
  return Revision{revision_of(model, ref) + (random.one_in(4) ? 1 : 0)};
}

Command random_user_command(Random& random, const Model& model) {
  UserRef user = random_user(random, model);
  const Expected expected = random_expected(random, model, user);
  switch (random.below(9)) {
    case 0:
    case 1:
    case 2:
      return ChangeProfile{std::move(user), random_patch(random), expected};
    case 3:
    case 4:
    case 5:
      return AssignRole{std::move(user), random_grant(random), expected};
    case 6:
      return DeactivateUser{std::move(user), expected};
    default:
      return ActivateUser{std::move(user), expected};
  }
}

std::string random_group_name(Random& random) {
  return random_name(random) + (random.one_in(2) ? "" : "s");
}

Command random_group_command(Random& random, const Model& model) {
  GroupRef group = random_group(random, model);
  const Expected expected = random_expected(random, model, group);
  switch (random.below(16)) {
    case 0:
    case 1:
    case 2:
      return CreateGroup{random_group_name(random)};
    case 3:
    case 4:
      return RenameGroup{std::move(group), random_group_name(random), expected};
    case 5:
      return DeleteGroup{std::move(group), expected};
    case 6:
    case 7:
    case 8:
      return RemoveMember{std::move(group), random_user(random, model), expected};
    default:
      return PutMember{std::move(group), random_user(random, model),
                       random.one_in(3) ? MemberRole::owner : MemberRole::user, expected};
  }
}

Command random_key_command(Random& random, const Model& model, Timestamp clock) {
  CredentialId key(random_id(random));
  if (!model.keys.empty() && !random.one_in(4)) key = random.pick(model.keys).first;
  if (random.one_in(2)) return RevokeApiKey{key};
  IssueApiKey command{random_user(random, model), key, Capability::manage, {}};
  if (random.one_in(2)) command.key = CredentialId(random_id(random));
  if (random.one_in(3))
    command.expires_at = Timestamp{clock.us - 5 + static_cast<std::int64_t>(random.below(9))};
  return command;
}

Actor random_actor(Random& random, const Model& model) {
  if (random.one_in(3)) return {ActorKind::op, {}, {}};
  Actor actor{ActorKind::user, UserId(random_id(random)), {}};
  // Most often somebody who may change something.
  for (int tries = 0; tries < 9 && !model.user_ids.empty(); ++tries) {
    const std::size_t no = random.below(model.user_ids.size());
    const User& user = *model.now().users[no];
    if (!model.user_id(no).is_nil()) actor.user = model.user_id(no);
    const bool may = user.status == Status::active && user.role.role >= Role::admin;
    if (may || random.one_in(12)) break;
  }
  return actor;
}

}  // namespace

Uuid random_id(Random& random) {
  Uuid id;
  for (auto& byte : id.bytes) byte = static_cast<std::uint8_t>(random.bits());
  id.bytes[0] |= 1;  // never nil
  return id;
}

std::string random_username(Random& random) {
  std::string name(random.pick(stems));
  if (!random.one_in(4)) name += std::to_string(random.below(10));
  return name;
}

std::string random_email(Random& random) {
  if (random.one_in(50)) return std::string(random.pick(bad_emails));
  return random_username(random) + "@" + std::string(random.pick(domains));
}

std::string random_prefix(Random& random) { return std::string(random.pick(prefixes)); }

UserRef random_user(Random& random, const Model& model) {
  const auto& users = model.now().users;
  if (users.empty() || random.one_in(25)) return UserId(random_id(random));
  if (random.one_in(10)) return Username{random_username(random)};
  const std::size_t user = random.below(users.size());
  const std::string& name = users[user]->profile.username;
  if (model.user_id(user).is_nil() || random.one_in(4)) return Username{name};
  return model.user_id(user);
}

GroupRef random_group(Random& random, const Model& model) {
  const auto& groups = model.now().groups;
  if (groups.empty() || random.one_in(25)) return GroupId(random_id(random));
  const std::size_t group = random.below(groups.size());
  if (model.group_id(group).is_nil() || random.one_in(4)) return GroupName{groups[group]->name};
  return model.group_id(group);
}

CommandRequest random_command(Random& random, const Model& model, Timestamp clock) {
  CommandRequest request;
  const std::size_t kind = random.below(100);
  if (kind < 1 || (model.now().users.empty() && random.one_in(4))) {
    request.command = Bootstrap{random_profile(random), CredentialId(random_id(random))};
  } else if (kind < 20) {
    request.command = CreateUser{random_profile(random), random_grant(random), !random.one_in(5)};
  } else if (kind < 65) {
    request.command = random_user_command(random, model);
  } else if (kind < 95) {
    request.command = random_group_command(random, model);
  } else {
    request.command = random_key_command(random, model, clock);
  }
  request.actor = random_actor(random, model);
  request.channel = random.one_in(4) ? Channel::posit_connect : Channel::native;
  if (random.one_in(4)) request.reason = "ticket " + std::to_string(random.below(100));
  if (random.one_in(100)) request.reason = "\x01";
  return request;
}

// ---- for people --------------------------------------------------------------------------------

namespace {

struct Describing {
  const Model& model;

  std::string operator()(const UserRef& ref) const {
    if (const auto* name = std::get_if<Username>(&ref)) return "'" + name->text + "'";
    for (std::size_t i = 0; i < model.user_ids.size(); ++i) {
      if (model.user_ids[i] == std::get<UserId>(ref)) return "user " + std::to_string(i);
    }
    return "nobody";
  }
  std::string operator()(const GroupRef& ref) const {
    if (const auto* name = std::get_if<GroupName>(&ref)) return "'" + name->text + "'";
    for (std::size_t i = 0; i < model.group_ids.size(); ++i) {
      if (model.group_ids[i] == std::get<GroupId>(ref)) return "group " + std::to_string(i);
    }
    return "no group";
  }
  std::string operator()(const RoleGrant& role) const {
    return " " + std::string(word(role.role)) + "/" + role.native_word;
  }
};

}  // namespace

std::string describe(const CommandRequest& request, const Model& model) {
  const Describing of{model};
  std::string text = std::string(word(request.actor.kind)) + " ";
  if (request.actor.kind == ActorKind::user) text += of(UserRef(request.actor.user)) + " ";
  return std::visit(
      [&](const auto& c) {
        using C = std::decay_t<decltype(c)>;
        text += std::to_string(boost::mp11::mp_find<Command, C>::value) + ":";
        if constexpr (requires { c.profile; }) text += c.profile.username + " " + c.profile.email;
        if constexpr (requires { c.user; }) text += of(c.user);
        if constexpr (requires { c.group; }) text += " in " + of(c.group);
        if constexpr (requires { c.role.role; }) text += of(c.role);
        if constexpr (requires { c.name; }) text += " '" + c.name + "'";
        if constexpr (requires { c.change; }) {
          for (const ProfileMember& member : profile_members) {
            if (const auto& value = c.change.*member.change) {
              text += " " + std::string(member.name) + "='" + *value + "'";
            }
          }
        }
        return text;
      },
      request.command);
}

}  // namespace rolecall::model
