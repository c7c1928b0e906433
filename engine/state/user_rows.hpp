// The users by dense number, and every state each of them has had.
//
// A row is 32 bytes and holds the first state; each later state is a version of 26 bytes. One chain
// serves role, status, revision and profile, at any position. What has changed is noted beside each
// link, so that "since when" takes no longer than "as of", however many events there were since.
// Threads: add() and change() from the writer; everything else from any thread that can see the
//          user, i.e. one whose number is below count_at() of a published head.
#pragma once

#include <cstdint>
#include <optional>

#include "engine/limits.hpp"
#include "engine/snapshot/archive.hpp"
#include "engine/state/profiles.hpp"
#include "engine/state/version_chain.hpp"
#include "engine/types/key_no.hpp"
#include "engine/types/position.hpp"
#include "engine/types/role.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

// Number of a word in InternedWords; 0: the word of the role itself.
enum class WordNo : std::uint16_t {};

// The whole small state of a user after one event.
struct UserVersion {
  Position from{};
  Role role = default_role;
  bool role_is_bound = false;  // until a moment that BoundRoles knows
  Status status = Status::active;
  WordNo role_word{};
  Revision revision{};
  ProfileRef profile{};

  // For good: a role that runs out does not count where somebody must be left.
  bool is_lasting_top() const {
    return role == top_role && !role_is_bound && status == Status::active;
  }
  bool operator==(const UserVersion&) const = default;
};

// What can be asked for the time since when it is so. Sets of them: the bits.
enum class UserAspect : std::uint8_t {
  role = 1 << 0,  // with its word and its end
  profile = 1 << 1,
  // What follows is those members' canonical keys, in the order of NameField.
  username = 1 << 2,
  email = 1 << 3,
  first_name = 1 << 4,
  last_name = 1 << 5,
};
using UserAspects = std::uint8_t;
constexpr UserAspects bits(UserAspect aspect) { return static_cast<UserAspects>(aspect); }
constexpr UserAspect aspect_of(NameField field) {
  return static_cast<UserAspect>(bits(UserAspect::username) << static_cast<unsigned>(field));
}
inline constexpr UserAspects all_user_aspects = 0x3f;

class UserRows {
 public:
  explicit UserRows(std::size_t events_max = limits::events_max);

  // Writer only. Memory for what so many events add; false: there is none.
  bool make_room(std::size_t events) {
    return rows_.make_room(events) && versions_.make_room(events) && keys_.make_room(events);
  }

  // `key` seals the user's personal data, for as long as the log lasts.
  UserNo add(const UserId& id, KeyNo key, const UserVersion& first);
  // `changed`: in what the version differs from the one before.
  void change(UserNo user, const UserVersion& version, UserAspects changed);

  // How many users existed at `at`: those with the numbers below.
  std::uint32_t count_at(Position at) const;
  const UserId& id(UserNo user) const { return rows_[number(user)].id; }
  KeyNo key(UserNo user) const { return keys_[number(user)]; }
  Position created(UserNo user) const { return first_of(rows_[number(user)]).from; }
  // Nothing: created later.
  std::optional<UserVersion> at(UserNo user, Position position) const;
  // The oldest version from which on the aspect was, up to `position`, what it was then. The user
  // existed by then.
  UserVersion since(UserNo user, UserAspect aspect, Position position) const;
  // Whether the user had that profile at `at` or before.
  bool had_profile(UserNo user, ProfileRef profile, Position at) const;
  // Writer only.
  UserVersion newest(UserNo user) const;
  Status last_present_status(UserNo user) const;
  std::uint32_t size() const { return narrow<std::uint32_t>(rows_.size()); }

  // Appends the positions of the user's versions in the range, in order.
  void append_positions(UserNo user, const PositionRange& range,
                        std::vector<Position>& positions) const;
  // Visits the versions of `user` not newer than `at`, newest first, until `visit` answers false.
  template <class Visit>
  void history(UserNo user, Position at, Visit visit) const;

  void serialize(Archive& archive) { archive.pass(rows_, versions_, keys_, count_); }

 private:
  // From-position (40 bits), whether the role is bound (1), role (3), status (4), role word (16).
  using Packed = std::uint64_t;
  struct Row {
    UserId id;
    Packed first;
    std::atomic<VersionNo> newest;
    ProfileRef profile;
  };
  struct [[gnu::packed]] Version {
    Packed state;
    VersionLinks links;
    std::uint32_t revision;
    ProfileRef profile;
    UserAspects changed;          // here
    UserAspects changed_by_jump;  // here, and in what links.jump leaves out
    Position from() const { return Position{state >> 24}; }
    std::uint32_t depth() const { return revision; }
  };
  static_assert(sizeof(Row) == 32 && sizeof(Version) == 26);

  static Packed pack(const UserVersion& version);
  static UserVersion unpack(Packed state, std::uint32_t revision, ProfileRef profile);
  static UserVersion unpack(const Version& version) {
    return unpack(version.state, version.revision, version.profile);
  }
  static UserVersion first_of(const Row& row) { return unpack(row.first, 1, row.profile); }

  // 0: the first one.
  VersionNo number_at(const Row& row, Position at) const {
    return first_reached(versions_, row.newest,
                         [&](const Version& version) { return version.from() <= at; });
  }

  ReservedArray<Row> rows_;
  ReservedArray<Version> versions_;
  ReservedArray<KeyNo> keys_;
  // Readers search only rows that a published head covers; the number itself is published with it.
  std::atomic<std::uint32_t> count_{0};
};

template <class Visit>
void UserRows::history(UserNo user, Position at, Visit visit) const {
  const Row& row = rows_[number(user)];
  Position oldest{limits::position_max};
  VersionNo v = number_at(row, at);
  for (; v != 0; v = versions_[v].links.older) {
    const Version& version = versions_[v];
    oldest = version.from();
    if (!visit(unpack(version))) return;
  }
  const UserVersion first = first_of(row);
  if (first.from <= at && first.from < oldest) visit(first);
}

}  // namespace rolecall
