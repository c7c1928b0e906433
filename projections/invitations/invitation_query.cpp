#include "projections/invitations/invitation_query.hpp"

#include "engine/types/canonical_name.hpp"

namespace rolecall {
namespace {

// The moment, in microseconds, takes the upper half of `last` and `profile`.
Cursor cursor_behind(InvitationNo invitation, Position at, Timestamp moment) {
  const auto us = static_cast<std::uint64_t>(moment.us);
  return {at, us >> 32 << 32 | number(invitation), static_cast<std::uint32_t>(us), 0};
}
std::uint32_t number_in(const Cursor& cursor) { return static_cast<std::uint32_t>(cursor.last); }

}  // namespace

Timestamp moment_of_walk(const std::optional<Cursor>& after, Timestamp moment) {
  if (!after) return moment;
  const std::uint64_t us = after->last >> 32 << 32 | after->profile;
  return {static_cast<std::int64_t>(us)};
}

Result<InvitationPage> list_invitations(const View& view, const InvitationFilter& filter,
                                        std::size_t limit, const std::optional<Cursor>& after) {
  const Position at = view.at();
  const Timestamp moment = view.time();
  const Invitations& invitations = view.state().invitations();
  std::uint32_t end = invitations.count_at(at);
  if (after) {
    if (after->position != at || number_in(*after) >= end) {
      return invalid("cursor", "is not one of this list");
    }
    end = number_in(*after);
  }
  const std::string email = canonical_key(filter.email);
  std::string text;
  const auto matches = [&](InvitationNo invitation) {
    const InvitationVersion version = *invitations.at(invitation, at);
    if ((filter.statuses & set_of(version.status_at(moment))) == 0) return false;
    if (email.empty()) return true;
    text.clear();
    invitations.addressee(invitation).append_email(text);
    return canonical_key(text) == email;
  };
  InvitationPage page;
  for (std::uint32_t i = end; i-- > 0;) {
    const InvitationNo invitation{i};
    if (!matches(invitation)) continue;
    if (page.invitations.size() == limit) {
      page.next = cursor_behind(page.invitations.back(), at, moment);
      break;
    }
    page.invitations.push_back(invitation);
  }
  return page;
}

}  // namespace rolecall
