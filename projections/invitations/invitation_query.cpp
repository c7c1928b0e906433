#include "projections/invitations/invitation_query.hpp"

#include "engine/types/canonical_name.hpp"

namespace rolecall {

Result<InvitationPage> list_invitations(const ReadModel& model, const InvitationFilter& filter,
                                        std::size_t limit, Position at, Timestamp moment,
                                        const std::optional<Cursor>& after) {
  const Invitations& invitations = model.state().invitations();
  std::uint32_t end = invitations.count_at(at);
  if (after) {
    if (after->position != at || after->last >= end) {
      return invalid("cursor", "is not one of this list");
    }
    end = static_cast<std::uint32_t>(after->last);
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
      page.next = Cursor{at, number(page.invitations.back()), 0, 0};
      break;
    }
    page.invitations.push_back(invitation);
  }
  return page;
}

}  // namespace rolecall
