// The invitations, each under the id of the user it will become, and every state each has had.
//
// Whether one is open depends on the moment asked about: it runs out by itself at `expires_at`.
#pragma once

#include <optional>
#include <string_view>

#include "engine/snapshot/archive.hpp"
#include "engine/state/candidate_index.hpp"
#include "engine/state/profiles.hpp"
#include "engine/state/user_rows.hpp"
#include "engine/state/version_chain.hpp"
#include "engine/types/invitation_status.hpp"
#include "engine/types/key_no.hpp"
#include "engine/types/timestamp.hpp"

namespace rolecall {

enum class InvitationNo : std::uint32_t {};
constexpr std::uint32_t number(InvitationNo n) { return static_cast<std::uint32_t>(n); }

struct InvitationVersion {
  Position from{};
  InvitationStatus status = InvitationStatus::open;  // `expired` only by status_at()
  Role role = default_role;
  WordNo role_word{};
  Revision revision{};
  Timestamp expires_at;
  // The user who invited or was the last to renew; nothing: the operator, or imported history.
  std::optional<UserNo> inviter{};
  RequestId request{};  // of the UserInvited or the last InvitationRenewed: whose token opens

  InvitationStatus status_at(Timestamp moment) const {
    const bool ran_out = status == InvitationStatus::open && expires_at <= moment;
    return ran_out ? InvitationStatus::expired : status;
  }
};

// Threads: add() and change() from the writer; reads from any thread.
class Invitations {
 public:
  Invitations(Epochs& epochs, Profiles& profiles, std::size_t events_max = limits::events_max);

  // Writer only. Memory for what so many events add, profiles apart; false: there is none.
  bool make_room(std::size_t events) {
    return rows_.make_room(events) && versions_.make_room(events) && by_id_.make_room(events) &&
           by_email_.make_room(events);
  }

  // `key` seals the address, and all that is personal of the user who comes of it.
  InvitationNo add(const UserId& id, KeyNo key, std::string_view email,
                   const InvitationVersion& first);
  void change(InvitationNo invitation, const InvitationVersion& version);

  // How many had been made by then: those with the numbers below.
  std::uint32_t count_at(Position at) const;
  const UserId& id(InvitationNo invitation) const { return rows_[number(invitation)].id; }
  KeyNo key(InvitationNo invitation) const { return rows_[number(invitation)].key; }
  Position created(InvitationNo invitation) const { return rows_[number(invitation)].created; }
  ProfileView addressee(InvitationNo invitation) const;  // only its email is filled
  // Nothing: made later.
  std::optional<InvitationVersion> at(InvitationNo invitation, Position position) const;

  // Appends the positions of the invitation's versions in the range, in order.
  void append_positions(InvitationNo invitation, const PositionRange& range,
                        std::vector<Position>& positions) const {
    rolecall::append_positions(versions_, rows_[number(invitation)].newest, range, positions);
  }

  std::optional<InvitationNo> find(const UserId& id) const;
  // The one for that address that was open at `at`, as of `moment`.
  std::optional<InvitationNo> find_open(std::string_view canonical_email, Position at,
                                        Timestamp moment) const;

  void serialize(Archive& archive) { archive.pass(rows_, versions_, count_, by_id_, by_email_); }

 private:
  struct Row {
    UserId id;
    KeyNo key;
    ProfileRef email;  // a profile that has only an email address
    Position created;
    std::atomic<VersionNo> newest;
  };
  struct Version {
    InvitationVersion state;
    VersionLinks links;
    Position from() const { return state.from; }
    std::uint32_t depth() const { return number(state.revision); }
  };

  Profiles& profiles_;
  ReservedArray<Row> rows_;
  ReservedArray<Version> versions_;
  std::atomic<std::uint32_t> count_{0};
  CandidateIndex by_id_;
  CandidateIndex by_email_;
};

}  // namespace rolecall
