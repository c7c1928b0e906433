#include "projections/history/difference.hpp"

#include <algorithm>
#include <utility>

#include "projections/users/user_since.hpp"

namespace rolecall {
namespace {

// The parts of a page, in their order, as the cursor tells them apart.
enum class Part : std::uint8_t { users, groups, members };

class Comparing {
 public:
  Comparing(const ReadModel& model, Position since, Position until, std::size_t limit)
      : model_(model), since_(since), until_(until), limit_(limit) {}

  // Each visits what lies behind `last` (nothing: all of it) until the page is full.
  void users(std::optional<std::uint64_t> last) {
    const UserRows& rows = model_.state().users();
    const std::uint32_t count = rows.count_at(until_);
    for (std::uint64_t i = last ? *last + 1 : 0; i < count && !page_.next; ++i) {
      const UserNo user{static_cast<std::uint32_t>(i)};
      const auto newest = rows.at(user, until_);
      if (newest->from <= since_) continue;
      const UserDifference found{user, present(user, rows.at(user, since_)), present(user, newest)};
      if (!is_same(found)) add(Part::users, i, found);
    }
  }

  void groups(std::optional<std::uint64_t> last) {
    const std::uint32_t count = model_.state().groups().count_at(until_);
    for (std::uint64_t i = last ? *last + 1 : 0; i < count && !page_.next; ++i) {
      const GroupNo group{static_cast<std::uint32_t>(i)};
      const GroupDifference found{group, living(group, since_), living(group, until_)};
      const bool is_same = found.before.has_value() == found.after.has_value() &&
                           (!found.before || found.before->name == found.after->name);
      if (!is_same) add(Part::groups, i, found);
    }
  }

  // `last`: the group's number and the edge's, half each.
  void members(std::optional<std::uint64_t> last) {
    const Groups& groups = model_.state().groups();
    const std::uint32_t count = groups.count_at(until_);
    for (std::uint64_t i = last ? *last >> 32 : 0; i < count && !page_.next; ++i) {
      const GroupNo group{static_cast<std::uint32_t>(i)};
      const Lives lives{living(group, since_).has_value(), living(group, until_).has_value()};
      if (!lives.before && !lives.after) continue;
      const auto behind = last && *last >> 32 == i ? static_cast<EdgeNo>(*last) : EdgeNo{0};
      EdgeNo edge = behind ? groups.next_in_group(behind) : groups.first_edge_of_group(group);
      for (; edge != 0 && !page_.next; edge = groups.next_in_group(edge)) {
        compare(group, edge, lives);
      }
    }
  }

  bool knows(const Cursor& cursor) const {
    const Groups& groups = model_.state().groups();
    const auto group = static_cast<std::uint32_t>(cursor.last >> 32);
    switch (Part{cursor.field}) {
      case Part::users:
        return cursor.last < model_.state().users().count_at(until_);
      case Part::groups:
        return cursor.last < groups.count_at(until_);
      case Part::members:
        return group < groups.count_at(until_) &&
               groups.is_edge_of(static_cast<EdgeNo>(cursor.last), GroupNo{group});
    }
    return false;
  }

  DifferencePage take() && { return std::move(page_); }

 private:
  // Whether a group does, then and then.
  struct Lives {
    bool before, after;
  };

  bool is_same(const UserDifference& found) const {
    if (found.before.has_value() != found.after.has_value()) return false;
    if (!found.before) return true;
    const Profiles& profiles = model_.state().profiles();
    const UserVersion& before = found.before->version;
    const UserVersion& after = found.after->version;
    return before.role == after.role && before.status == after.status &&
           found.before->role_valid_until == found.after->role_valid_until &&
           (before.profile == after.profile ||
            profiles.view(before.profile).copy() == profiles.view(after.profile).copy());
  }

  std::optional<PresentUser> present(UserNo user, const std::optional<UserVersion>& version) const {
    if (!version || !is_present(version->status)) return std::nullopt;
    return PresentUser{*version, role_valid_until(model_.state(), user, *version)};
  }

  std::optional<GroupVersion> living(GroupNo group, Position at) const {
    const auto version = model_.state().groups().at(group, at);
    return version && version->alive ? version : std::nullopt;
  }

  // The membership counts while the user is present.
  std::optional<Membership> membership(EdgeNo edge, Position at) const {
    const auto found = model_.state().groups().membership_at(edge, at);
    if (!found) return std::nullopt;
    const auto user = model_.state().users().at(found->user, at);
    return user && is_present(user->status) ? found : std::nullopt;
  }

  void compare(GroupNo group, EdgeNo edge, Lives lives) {
    const auto before = lives.before ? membership(edge, since_) : std::nullopt;
    const auto after = lives.after ? membership(edge, until_) : std::nullopt;
    if (!before && !after) return;
    MemberDifference found{group, (before ? before : after)->user, {}, {}};
    if (before) found.before = before->role;
    if (after) found.after = after->role;
    if (found.before == found.after) return;
    add(Part::members, std::uint64_t{number(group)} << 32 | edge, found);
  }

  // One more than fits tells that there is a next page.
  void add(Part part, std::uint64_t number, const Difference& found) {
    if (page_.differences.size() == limit_) {
      page_.next = last_;
      return;
    }
    page_.differences.push_back(found);
    last_ = Cursor{until_, number, 0, static_cast<std::uint8_t>(part)};
  }

  const ReadModel& model_;
  Position since_;
  Position until_;
  std::size_t limit_;
  DifferencePage page_;
  Cursor last_;
};

}  // namespace

Result<DifferencePage> list_differences(const View& since, const View& until, std::size_t limit,
                                        const std::optional<Cursor>& after) {
  Comparing comparing(until.model(), since.at(), until.at(), limit);
  if (after && (after->position != until.at() || !comparing.knows(*after))) {
    return invalid("cursor", "is not one of this list");
  }
  const Part part = after ? Part{after->field} : Part::users;
  const auto last = after ? std::optional(after->last) : std::nullopt;
  const std::optional<std::uint64_t> from_start;
  if (part == Part::users) comparing.users(last);
  if (part <= Part::groups) comparing.groups(part == Part::groups ? last : from_start);
  comparing.members(part == Part::members ? last : from_start);
  return std::move(comparing).take();
}

}  // namespace rolecall
