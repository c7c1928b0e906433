// Users in the order of their names, at a position: several ordered indexes merged into one walk.
//
// A user is met once, at the name that comes first of those with the prefix; names that the user
// has given up, or did not have yet, are passed over.
// Threads: from any. Each step enters and leaves the epoch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "projections/model/cursor.hpp"
#include "projections/model/view.hpp"

namespace rolecall {

class NameWalk {
 public:
  // How many entries are looked at before the epoch is left and entered again.
  static constexpr std::size_t step_entries = 4096;

  // Return false to stop; the cursor is that behind this user.
  using Visit = std::function<bool(UserNo, const UserVersion&, const Cursor&)>;

  // `prefix` is canonical; `fields` are of ReadModel::prefix_fields and must outlive the walk.
  NameWalk(const View& view, std::span<const NameField> fields, std::string prefix)
      : model_(view.model()),
        state_(view.state()),
        at_(view.at()),
        fields_(fields),
        prefix_(std::move(prefix)) {}

  // Begins behind a cursor of this walk. False: it is none, the walk is where it was.
  bool continue_behind(const Cursor& cursor);

  void run(const Visit& visit);

  // Whether one of the user's names has the prefix.
  bool matches(const UserVersion& version) const;

 private:
  // Behind this entry the walk goes on: a profile in the index of fields_[field].
  struct Place {
    ProfileRef profile{};
    std::size_t field = 0;
  };
  struct Front;

  std::string_view name(ProfileRef profile, std::size_t field) const;
  bool has_prefix(ProfileRef profile, std::size_t field) const;
  bool is_before(const Place& a, const Place& b) const;
  NameTree::Cursor seek(std::size_t field) const;
  void arrive(Front& front, std::size_t field) const;
  bool step(const Visit& visit);
  bool stands_for(const Place& entry, UserNo user, const UserVersion& version) const;
  ProfileRef entry_of(UserNo user, const UserVersion& version, std::size_t field) const;

  const ReadModel& model_;
  const State& state_;
  Position at_;
  std::span<const NameField> fields_;
  std::string prefix_;
  std::optional<Place> place_;
};

}  // namespace rolecall
