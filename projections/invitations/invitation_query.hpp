// Invitations at a position.
//
// Threads: from any.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "engine/result.hpp"
#include "projections/model/cursor.hpp"
#include "projections/model/view.hpp"

namespace rolecall {

// Bit n is the nth of the enumeration.
using InvitationStatusSet = std::uint8_t;
constexpr InvitationStatusSet set_of(InvitationStatus status) {
  return static_cast<InvitationStatusSet>(1U << static_cast<unsigned>(status));
}
inline constexpr InvitationStatusSet all_invitation_statuses = (1U << invitation_status_count) - 1;

struct InvitationFilter {
  InvitationStatusSet statuses = all_invitation_statuses;
  std::string email{};  // the whole address, whatever the case; empty: any
};

struct InvitationPage {
  std::vector<InvitationNo> invitations;
  std::optional<Cursor> next;
};

// As of when an invitation counts as expired: a walk goes on with the moment it began with.
Timestamp moment_of_walk(const std::optional<Cursor>& after, Timestamp moment);

// In order of invitation, newest first. The view is of the moment above. Fails with
// invalid_argument (field "cursor").
Result<InvitationPage> list_invitations(const View& view, const InvitationFilter& filter,
                                        std::size_t limit, const std::optional<Cursor>& after);

}  // namespace rolecall
