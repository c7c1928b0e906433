// The personal data in memory: packed records in one append-only arena, never changed in place.
//
// A record knows its owner, so that an index of names needs to hold only the record's reference.
// Saved bytes: an email address whose local part is the username keeps only the number of its
// domain, a display name that is first + last name only a flag. A name whose canonical key is more
// than ASCII folding keeps the key beside the typed text. A changed profile is kept as a version of
// the former one: what did not change, and is longer than a reference, is a reference to the bytes
// that hold it, never to another reference.
// Threads: add() from the writer; reads from any thread that can see the reference.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/unordered/unordered_flat_map.hpp>

#include "engine/events/profile.hpp"
#include "engine/snapshot/archive.hpp"
#include "engine/state/amounts.hpp"
#include "engine/state/reserved_array.hpp"
#include "engine/types/position.hpp"

namespace rolecall {

// Offset in the arena in units of 4 bytes (16 GiB in all); 0: no profile, or an erased one.
enum class ProfileRef : std::uint32_t {};
constexpr std::uint32_t number(ProfileRef ref) { return static_cast<std::uint32_t>(ref); }

// The members with a canonical key; first and last name as they are shown (shown_profile.hpp).
enum class NameField : std::uint8_t { username, email, first_name, last_name };
inline constexpr std::size_t name_field_count = 4;

// A profile's texts where they lie in the arena; empty means absent.
struct ProfileView {
  std::string_view username;
  std::string_view email_local;  // all of the address where `email_domain` is empty
  std::string_view email_domain;
  std::string_view display_name;  // empty too where it is first + ' ' + last
  std::string_view first_name;
  std::string_view last_name;
  std::string_view external_id;
  std::string_view attributes;
  bool display_is_first_last = false;

  bool has_email() const { return !email_local.empty(); }
  void append_email(std::string& out) const;
  bool has_display_name() const { return display_is_first_last || !display_name.empty(); }
  void append_display_name(std::string& out) const;
  Profile copy() const;
};

class Profiles {
 public:
  explicit Profiles(const Amounts& capacities = memory_capacities);

  // `former`: the same owner's, that this one follows; none: ProfileRef{0}.
  ProfileRef add(UserNo owner, const Profile& profile, ProfileRef former = ProfileRef{0});

  UserNo owner(ProfileRef ref) const;
  ProfileView view(ProfileRef ref) const;  // all empty for ProfileRef{0}
  // The text whose ASCII fold is the canonical key of that member; empty where it is absent. An
  // address in two parts is put together in `scratch`.
  std::string_view unfolded_key(ProfileRef ref, NameField field, std::string& scratch) const;
  // Whether the canonical key of that member is `key`; is the same in both.
  bool has_key(ProfileRef ref, NameField field, std::string_view key) const;
  bool have_same_key(ProfileRef a, ProfileRef b, NameField field) const;

  // Writer only. How many bytes there are, with so many more; memory for what is to be added,
  // false: there is none.
  std::size_t size_bytes() const { return arena_.size(); }
  std::uint64_t bytes_with(std::uint64_t bytes) const {
    return arena_.size_with(bytes, limits::profile_max_bytes);
  }
  bool make_room(const Amounts& added) {
    return arena_.make_room(added.profile_bytes, limits::profile_max_bytes) &&
           domains_.make_room(added.events);
  }

  void serialize(Archive& archive);

 private:
  struct Places;
  Places places(ProfileRef ref) const;
  const char* flags(ProfileRef ref) const;  // a record, from its flags on
  std::string_view text_at(std::size_t offset, std::size_t size) const {
    return {&arena_[offset], size};
  }
  std::uint32_t domain_no(std::string_view domain);

  ReservedArray<char> arena_;
  struct Domain {
    std::uint32_t offset;  // in the arena, in units of 4 bytes
    std::uint32_t size;
  };
  ReservedArray<Domain> domains_;
  boost::unordered_flat_map<std::string, std::uint32_t> domain_nos_;  // the writer's
};

}  // namespace rolecall
