#include "tools/import/history_line.hpp"

#include "api/http/body.hpp"

namespace rolecall {
namespace {

using Made = Result<Command>;

// A member that is one of a few words.
template <class Value>
Result<Value> take_word(Members& members, std::string_view name,
                        std::optional<Value> (*parse)(std::string_view)) {
  if (const auto value = parse(members.text(name))) return *value;
  return members.error().value_or(invalid(std::string(name), "is no word known here"));
}

Username take_user(Members& members) { return {std::string(members.text("username"))}; }
GroupName take_group(Members& members) { return {std::string(members.text("group"))}; }

Made create_user(Members& members) {
  CreateUser command;
  for (const ProfileMember& member : profile_members) {
    if (member.name == "attributes") continue;
    command.profile.*member.value = members.optional_text(member.name).value_or("");
  }
  const auto role = take_word(members, "role", &parse_role);
  if (!role) return role.error();
  command.role.role = *role;
  return Command(std::move(command));
}

Made assign_role(Members& members) {
  const auto role = take_word(members, "role", &parse_role);
  if (!role) return role.error();
  return Command(AssignRole{take_user(members), RoleGrant{*role, Channel::native, {}}, {}});
}

Made put_member(Members& members) {
  const auto role = take_word(members, "member_role", &parse_member_role);
  if (!role) return role.error();
  return Command(PutMember{take_group(members), take_user(members), *role, {}});
}

Made take_command(std::string_view type, Members& members) {
  if (type == "UserCreated") return create_user(members);
  if (type == "RoleAssigned") return assign_role(members);
  if (type == "UserDeactivated") return Command(DeactivateUser{take_user(members), {}});
  if (type == "UserReactivated") return Command(ActivateUser{take_user(members), {}});
  if (type == "GroupCreated") return Command(CreateGroup{take_group(members).text});
  if (type == "GroupDeleted") return Command(DeleteGroup{take_group(members), {}});
  if (type == "MemberAdded") return put_member(members);
  if (type == "MemberRemoved") {
    return Command(RemoveMember{take_group(members), take_user(members), {}});
  }
  return invalid("type", "is none that can be imported");
}

}  // namespace

Result<CommandRequest> parse_history_line(std::string_view line) {
  const auto value = parse_json(line);
  if (!value) return invalid("", value.error().detail);
  const auto* const object = value->if_object();
  if (object == nullptr) return invalid("", "is not a JSON object");
  Members members(*object);
  CommandRequest request;
  request.actor.kind = ActorKind::import;
  request.channel = Channel::import;
  request.reason = members.optional_text("reason").value_or("");
  const auto time = parse_timestamp(members.text("time"));
  request.past = {time.value_or(Timestamp{}), std::string(members.text("actor"))};
  const std::string_view type = members.text("type");
  if (const auto& error = members.error()) return *error;
  if (!time) return invalid("time", "must be an RFC 3339 time");
  if (*time < Timestamp{}) return invalid("time", "lies before 1970");
  auto command = take_command(type, members);
  if (!command) return command.error();
  if (const auto error = members.done()) return *error;
  request.command = *std::move(command);
  return request;
}

}  // namespace rolecall
