// The words of all small enumerations, each list in one place.
#include <array>

#include "engine/types/actor.hpp"
#include "engine/types/channel.hpp"
#include "engine/types/invitation_status.hpp"
#include "engine/types/role.hpp"

namespace rolecall {
namespace {

using namespace std::string_view_literals;

constexpr std::array roles{"viewer"sv, "analyst"sv, "admin"sv, "ops"sv};
// Lowest rank first; Wallaroo has realm roles for the two highest only.
using RoleWordsOfDialect = std::array<std::string_view, role_count>;
constexpr RoleWordsOfDialect graph_olap_roles{"analyst", "analyst", "admin", "ops"};
constexpr RoleWordsOfDialect posit_connect_roles{"viewer", "publisher", "administrator",
                                                 "administrator"};
constexpr RoleWordsOfDialect paradime_roles{"BUSINESS", "DEVELOPER", "ADMIN", "ADMIN"};
constexpr RoleWordsOfDialect wallaroo_roles{"", "", "admin", "ops"};
// Words that a dialect has beside these, and that it reads back as they were given.
struct OtherRoleWord {
  std::string_view word;
  Role role;
};
constexpr std::array other_paradime_roles{
    OtherRoleWord{"SANDBOX_USER"sv, Role::viewer},
    OtherRoleWord{"ANALYST"sv, Role::analyst},
    OtherRoleWord{"BILLING_ADMIN"sv, Role::analyst},
    OtherRoleWord{"SECURITY_ADMIN"sv, Role::analyst},
    OtherRoleWord{"WORKSPACE_SETTINGS_ADMIN"sv, Role::analyst},
    OtherRoleWord{"WORKSPACE_ADMIN"sv, Role::admin},
};
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
std::string_view word_of(const std::array<std::string_view, N>& words, Enum value, unsigned first) {
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

const RoleWordsOfDialect& roles_in(Channel dialect) {
  switch (dialect) {
    case Channel::graph_olap:
      return graph_olap_roles;
    case Channel::posit_connect:
      return posit_connect_roles;
    case Channel::paradime:
      return paradime_roles;
    case Channel::wallaroo:
      return wallaroo_roles;
    case Channel::native:
    case Channel::cli:
    case Channel::import:
    case Channel::system:
      break;
  }
  return roles;
}

}  // namespace

std::string_view word(Role role) { return word_of(roles, role, 1); }
std::optional<Role> parse_role(std::string_view text) { return value_of<Role>(roles, text, 1); }

std::string_view word_in(Channel dialect, const RoleGrant& grant) {
  if (grant.given_in == dialect && !grant.native_word.empty()) return grant.native_word;
  return word_of(roles_in(dialect), grant.role, 1);
}

// Of a word that stands for two roles, what is asked is the higher one it certainly means: for
// `analyst` the contributor, for `administrator` the admin.
std::optional<RoleGrant> parse_role_in(Channel dialect, std::string_view word) {
  std::optional<Role> role;
  const RoleWordsOfDialect& words = roles_in(dialect);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool is_ops_too = role == Role::admin;
    if (!word.empty() && words[i] == word && !is_ops_too) role = static_cast<Role>(i + 1);
  }
  for (const OtherRoleWord& other : other_paradime_roles) {
    if (dialect == Channel::paradime && other.word == word) role = other.role;
  }
  if (!role) return std::nullopt;
  return RoleGrant{*role, dialect, std::string(word)};
}

bool tells_ops_from_admin(Channel dialect) {
  const RoleWordsOfDialect& words = roles_in(dialect);
  return word_of(words, Role::ops, 1) != word_of(words, Role::admin, 1);
}

bool tells_valid_until(Channel dialect) { return dialect == Channel::native; }

std::string_view word(Capability capability) { return word_of(capabilities, capability, 1); }
std::optional<Capability> parse_capability(std::string_view text) {
  return value_of<Capability>(capabilities, text, 1);
}

std::string_view word(MemberRole role) { return word_of(member_roles, role, 1); }
std::optional<MemberRole> parse_member_role(std::string_view text) {
  return value_of<MemberRole>(member_roles, text, 1);
}

std::string_view word(Status status) { return word_of(statuses, status, 0); }
std::optional<Status> parse_status(std::string_view text) {
  return value_of<Status>(statuses, text, 0);
}

std::string_view word(InvitationStatus status) { return word_of(invitation_statuses, status, 0); }
std::optional<InvitationStatus> parse_invitation_status(std::string_view text) {
  return value_of<InvitationStatus>(invitation_statuses, text, 0);
}

std::string_view word(Channel channel) { return word_of(channels, channel, 1); }

std::string_view word(ActorKind kind) { return word_of(actor_kinds, kind, 1); }

}  // namespace rolecall
