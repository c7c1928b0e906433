// What has become of an invitation.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace rolecall {

// The numbers are in the state hash. `expired` is never stored: it is computed for the moment
// asked about.
enum class InvitationStatus : std::uint8_t { open = 0, revoked = 1, accepted = 2, expired = 3 };

inline constexpr std::uint8_t invitation_status_count = 4;

std::string_view name_of(InvitationStatus status);
std::optional<InvitationStatus> parse_invitation_status(std::string_view text);

}  // namespace rolecall
