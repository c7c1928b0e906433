// The names of all small enumerations, each list in one place. Those that dialects have for roles
// are theirs.
#include <array>

#include "engine/types/actor.hpp"
#include "engine/types/channel.hpp"
#include "engine/types/invitation_status.hpp"
#include "engine/types/role.hpp"

namespace rolecall {
namespace {

using namespace std::string_view_literals;

constexpr std::array roles{"viewer"sv, "analyst"sv, "admin"sv, "ops"sv};
constexpr std::array capabilities{"read"sv, "manage"sv};
constexpr std::array member_roles{"user"sv, "owner"sv};
constexpr std::array statuses{"active"sv, "deactivated"sv, "removed"sv, "erased"sv};
constexpr std::array invitation_statuses{"open"sv, "revoked"sv, "accepted"sv, "expired"sv};
constexpr std::array channels{"native"sv,   "graph_olap"sv, "posit_connect"sv, "paradime"sv,
                              "wallaroo"sv, "cli"sv,        "import"sv,        "system"sv};
constexpr std::array actor_kinds{"user"sv, "system"sv, "operator"sv, "bootstrap"sv, "import"sv};

static_assert(roles.size() == role_count && statuses.size() == status_count);
static_assert(invitation_statuses.size() == invitation_status_count);
static_assert(channels.size() == channel_count && actor_kinds.size() == actor_kind_count);

template <class Enum, std::size_t N>
std::string_view name_in(const std::array<std::string_view, N>& words, Enum value, unsigned first) {
  return words.at(static_cast<unsigned>(value) - first);
}

template <class Enum, std::size_t N>
std::optional<Enum> value_of(const std::array<std::string_view, N>& words, std::string_view text,
                             unsigned first) {
  for (std::size_t i = 0; i < N; ++i) {
    if (words[i] == text) return static_cast<Enum>(i + first);
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(Role role) { return name_in(roles, role, 1); }
std::optional<Role> parse_role(std::string_view text) { return value_of<Role>(roles, text, 1); }

std::string_view name_of(Capability capability) { return name_in(capabilities, capability, 1); }
std::optional<Capability> parse_capability(std::string_view text) {
  return value_of<Capability>(capabilities, text, 1);
}

std::string_view name_of(MemberRole role) { return name_in(member_roles, role, 1); }
std::optional<MemberRole> parse_member_role(std::string_view text) {
  return value_of<MemberRole>(member_roles, text, 1);
}

std::string_view name_of(Status status) { return name_in(statuses, status, 0); }
std::optional<Status> parse_status(std::string_view text) {
  return value_of<Status>(statuses, text, 0);
}

std::string_view name_of(InvitationStatus status) {
  return name_in(invitation_statuses, status, 0);
}
std::optional<InvitationStatus> parse_invitation_status(std::string_view text) {
  return value_of<InvitationStatus>(invitation_statuses, text, 0);
}

std::string_view name_of(Channel channel) { return name_in(channels, channel, 1); }

std::string_view name_of(ActorKind kind) { return name_in(actor_kinds, kind, 1); }

}  // namespace rolecall
