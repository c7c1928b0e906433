#include <boost/mp11/algorithm.hpp>

#include "tests/property/commands.hpp"

namespace rolecall::test::model {
namespace {

struct Describing {
  const Model& model;

  std::string operator()(const UserRef& ref) const {
    if (const auto* name = std::get_if<Username>(&ref)) return "'" + name->text + "'";
    for (std::size_t i = 0; i < model.user_ids.size(); ++i) {
      if (model.user_ids[i] == std::get<UserId>(ref)) return "user " + std::to_string(i);
    }
    for (std::size_t i = 0; i < model.invitation_ids.size(); ++i) {
      if (model.invitation_ids[i] == std::get<UserId>(ref)) return "invited " + std::to_string(i);
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
    return " " + std::string(name_of(role.role)) + "/" + role.native_word;
  }
  std::string operator()(const std::optional<RoleGrant>& role) const {
    return role ? (*this)(*role) : "";
  }
  std::string operator()(const std::optional<Timestamp>& end) const {
    return end ? " until " + to_text(*end) : "";
  }
};

}  // namespace

std::string describe(const CommandRequest& request, const Model& model) {
  const Describing of{model};
  std::string text = request.dry_run ? "dry run: " : "";
  text += std::string(name_of(request.actor.kind)) + " ";
  if (request.actor.kind == ActorKind::user) text += of(UserRef(request.actor.user)) + " ";
  return std::visit(
      [&](const auto& c) {
        using C = std::decay_t<decltype(c)>;
        text += std::to_string(boost::mp11::mp_find<Command, C>::value) + ":";
        if constexpr (requires { c.profile; }) text += c.profile.username + " " + c.profile.email;
        if constexpr (requires { c.user; }) text += of(c.user);
        if constexpr (requires { c.group; }) text += " in " + of(c.group);
        if constexpr (requires { c.invitation; }) text += of(UserRef(c.invitation));
        if constexpr (requires { c.email; }) text += " " + c.email;
        if constexpr (requires { c.unique; }) text += c.unique ? " unique" : " shared";
        if constexpr (requires { of(c.role); }) text += of(c.role);
        if constexpr (requires { of(c.role.grant); }) text += of(c.role.grant);
        if constexpr (requires { c.valid_until; }) text += of(c.valid_until);
        if constexpr (requires { c.expires_at; }) text += of(std::optional(c.expires_at));
        if constexpr (requires { " '" + c.name; }) text += " '" + c.name + "'";
        if constexpr (requires { *c.name; }) text += " '" + c.name.value_or("") + "'";
        if constexpr (requires { *c.owner; }) text += c.owner ? " of " + of(UserRef(*c.owner)) : "";
        if constexpr (requires { c.change.username; }) {
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

}  // namespace rolecall::test::model
