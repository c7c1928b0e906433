#include "projections/users/user_query.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <string>

#include "engine/types/canonical_name.hpp"
#include "projections/groups/group_query.hpp"
#include "projections/users/name_order.hpp"

namespace rolecall {
namespace {

// How many candidates are looked at before the epoch is left and entered again.
constexpr std::size_t walk_step = 4096;

// What a walk offers: a user who matches, and the cursor behind that user.
using Visit = std::function<bool(UserNo, const UserVersion&, const Cursor&)>;

// A filter made ready for one position.
class Query {
 public:
  static Result<Query> prepare(const ReadModel& model, const UserFilter& filter, Position at) {
    Query query(model, filter, at);
    if (filter.group) {
      const auto guard = model.enter();
      query.group_ = find_living_group(model.state(), *filter.group, at);
      if (!query.group_) return Error{Errc::not_found, "group", "there is no such group"};
    }
    return query;
  }

  // Offers all matches in order, behind `after`, until `visit` answers false.
  Result<void> walk(UserOrder order, const std::optional<Cursor>& after, const Visit& visit) const {
    if (after && after->position != at_) return bad_cursor();
    if (!username_.empty() || !email_.empty()) return walk_exact(after, visit);
    if (group_) return walk_group(after, visit);
    if (!prefix_.empty()) return walk_names(ReadModel::prefix_fields, after, visit);
    if (order == UserOrder::username) {
      return walk_names(std::span(ReadModel::prefix_fields).first(1), after, visit);
    }
    return walk_classes(order, after, visit);
  }

  // Whether role and status are all that is asked for.
  bool is_by_class_only() const {
    return prefix_.empty() && username_.empty() && email_.empty() && !group_;
  }
  ClassSet classes() const { return classes_; }

 private:
  Query(const ReadModel& model, const UserFilter& filter, Position at)
      : model_(model),
        state_(model.state()),
        at_(at),
        prefix_(canonical_key(filter.prefix)),
        username_(canonical_key(filter.username)),
        email_(canonical_key(filter.email)),
        classes_(classes_of(filter.roles, filter.statuses)) {}

  static Error bad_cursor() { return invalid("cursor", "is not one of this list"); }

  std::string_view name(ProfileRef profile, NameField field) const {
    thread_local std::string scratch;
    return state_.profiles().unfolded_key(profile, field, scratch);
  }

  bool matches(UserNo user, const UserVersion& version) const {
    if ((classes_ & set_of(class_of(version.role, version.status))) == 0) return false;
    const Profiles& profiles = state_.profiles();
    if (!username_.empty() && !profiles.has_key(version.profile, NameField::username, username_)) {
      return false;
    }
    if (!email_.empty() && !profiles.has_key(version.profile, NameField::email, email_)) {
      return false;
    }
    if (group_ && !state_.groups().membership(*group_, user, at_)) return false;
    return prefix_.empty() ||
           std::any_of(ReadModel::prefix_fields.begin(), ReadModel::prefix_fields.end(),
                       [&](NameField field) { return has_prefix(version.profile, field); });
  }

  bool has_prefix(ProfileRef profile, NameField field) const {
    return starts_with_folded(name(profile, field), prefix_);
  }

  Result<void> walk_exact(const std::optional<Cursor>& after, const Visit& visit) const {
    if (after) return {};  // there is at most one, and it was on the page before
    const auto guard = model_.enter();
    const auto user =
        username_.empty() ? state_.find_email(email_, at_) : state_.find_username(username_, at_);
    if (!user) return {};
    const auto version = state_.users().at(*user, at_);
    if (matches(*user, *version)) visit(*user, *version, {at_, number(*user), 0, 0});
    return {};
  }

  // Members, latest joined first.
  Result<void> walk_group(const std::optional<Cursor>& after, const Visit& visit) const {
    const Groups& groups = state_.groups();
    EdgeNo edge = groups.first_edge_of_group(*group_);
    if (after) {
      const auto last = static_cast<EdgeNo>(after->last);
      if (last != after->last || !groups.is_edge_of(last, *group_)) return bad_cursor();
      edge = groups.next_in_group(last);
    }
    const auto guard = model_.enter();
    for (; edge != 0; edge = groups.next_in_group(edge)) {
      const auto membership = groups.membership_at(edge, at_);
      if (!membership) continue;
      const auto version = state_.users().at(membership->user, at_);
      if (!version || !matches(membership->user, *version)) continue;
      if (!visit(membership->user, *version, {at_, edge, 0, 0})) return {};
    }
    return {};
  }

  Result<void> walk_classes(UserOrder order, const std::optional<Cursor>& after,
                            const Visit& visit) const {
    const UserNo end{state_.users().count_at(at_)};
    if (after && after->last >= number(end)) return bad_cursor();
    const auto step = [&](UserNo user) {
      return visit(user, *state_.users().at(user, at_), {at_, number(user), 0, 0});
    };
    if (order == UserOrder::created) {
      const UserNo first{after ? static_cast<std::uint32_t>(after->last) + 1 : 0};
      model_.classes().ascending(at_, classes_, first, end, step);
    } else {
      const UserNo before = after ? UserNo{static_cast<std::uint32_t>(after->last)} : end;
      model_.classes().descending(at_, classes_, UserNo{0}, before, step);
    }
    return {};
  }

  // Where a walk by names stands: behind the entry `profile` in the index of `field`.
  struct NamePlace {
    ProfileRef profile{};
    std::size_t field = 0;
  };

  Result<void> walk_names(std::span<const NameField> fields, const std::optional<Cursor>& after,
                          const Visit& visit) const {
    std::optional<NamePlace> place;
    if (after) {
      place = NamePlace{ProfileRef{after->profile}, after->field};
      if (after->field >= fields.size() || !had_profile(after->last, place->profile)) {
        return bad_cursor();
      }
    }
    while (walk_some_names(fields, place, visit)) {
    }
    return {};
  }

  // Whether a profile that comes from outside was once that user's.
  bool had_profile(std::uint64_t user, ProfileRef profile) const {
    if (user >= state_.users().count_at(at_)) return false;
    bool had = false;
    state_.users().history(UserNo{static_cast<std::uint32_t>(user)}, at_,
                           [&](const UserVersion& version) {
                             had = version.profile == profile;
                             return !had;
                           });
    return had && profile != ProfileRef{0};
  }

  // The entries of one index behind `place`, in the order (name, profile, field) that the indexes
  // are merged by.
  NameTree::Cursor seek(std::span<const NameField> fields, std::size_t index,
                        const std::optional<NamePlace>& place) const {
    const NameTree& tree = model_.users_by(fields[index]);
    if (!place) return tree.seek(prefix_);
    const std::uint32_t passed = index <= place->field ? 1 : 0;
    return tree.seek(name(place->profile, fields[place->field]), number(place->profile) + passed);
  }

  // The entries of one index from a place on, and the name it stands at.
  struct Front {
    NameTree::Cursor cursor;
    NameField field{};
    std::string_view name;
    bool done = true;
  };

  // Reads the name a front has come to; it is done behind the last one with the prefix.
  void arrive(Front& front) const {
    front.done = front.cursor.done();
    if (front.done) return;
    front.name = name(ProfileRef{front.cursor.reference()}, front.field);
    front.done = !starts_with_folded(front.name, prefix_);
  }

  // One step of the walk inside one epoch; true: there is more.
  bool walk_some_names(std::span<const NameField> fields, std::optional<NamePlace>& place,
                       const Visit& visit) const {
    const auto guard = model_.enter();
    std::array<Front, ReadModel::prefix_fields.size()> fronts;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      fronts[i] = {seek(fields, i, place), fields[i], {}, false};
      arrive(fronts[i]);
    }
    for (std::size_t looked_at = 0; looked_at < walk_step; ++looked_at) {
      const auto least = std::ranges::min_element(fronts, is_before);
      if (least->done) return false;
      place = NamePlace{ProfileRef{least->cursor.reference()},
                        static_cast<std::size_t>(least - fronts.begin())};
      least->cursor.next();
      arrive(*least);
      const UserNo user = state_.profiles().owner(place->profile);
      const auto version = state_.users().at(user, at_);
      if (!version || !stands_for(*place, fields, user, *version) || !matches(user, *version)) {
        continue;
      }
      const Cursor here{at_, number(user), number(place->profile),
                        static_cast<std::uint8_t>(place->field)};
      if (!visit(user, *version, here)) return false;
    }
    return true;
  }

  static bool is_before(const Front& a, const Front& b) {
    if (a.done || b.done) return b.done && !a.done;
    const auto order = compare_folded(a.name, b.name);
    return order != 0 ? order < 0 : a.cursor.reference() < b.cursor.reference();
  }

  // Whether this entry is the one that shows the user at this position: the entry of a name the
  // user has then, and of several that match the first in order.
  bool stands_for(const NamePlace& place, std::span<const NameField> fields, UserNo user,
                  const UserVersion& version) const {
    if (entry_of(user, version, fields[place.field]) != place.profile) return false;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (i == place.field || !has_prefix(version.profile, fields[i])) continue;
      const ProfileRef other = entry_of(user, version, fields[i]);
      const auto order =
          compare_folded(name(other, fields[i]), name(place.profile, fields[place.field]));
      const bool is_earlier = order != 0               ? order < 0
                              : other != place.profile ? number(other) < number(place.profile)
                                                       : i < place.field;
      if (is_earlier) return false;
    }
    return true;
  }

  // The profile that brought the name the user has at this position: only that is in the index.
  ProfileRef entry_of(UserNo user, const UserVersion& version, NameField field) const {
    ProfileRef entry = version.profile;
    state_.users().history(user, at_, [&](const UserVersion& earlier) {
      if (earlier.profile != entry) {
        if (compare_folded(name(earlier.profile, field), name(entry, field)) != 0) return false;
        entry = earlier.profile;
      }
      return true;
    });
    return entry;
  }

  const ReadModel& model_;
  const State& state_;
  Position at_;
  std::string prefix_;
  std::string username_;
  std::string email_;
  ClassSet classes_;
  std::optional<GroupNo> group_;
};

}  // namespace

Result<UserPage> list_users(const ReadModel& model, const UserFilter& filter, UserOrder order,
                            std::size_t limit, Position at, const std::optional<Cursor>& after) {
  const auto query = Query::prepare(model, filter, at);
  if (!query) return query.error();
  UserPage page;
  Cursor last;
  const auto walked =
      query->walk(order, after, [&](UserNo user, const UserVersion&, const Cursor& cursor) {
        if (page.users.size() == limit) {
          page.next = last;
          return false;
        }
        page.users.push_back(user);
        last = cursor;
        return true;
      });
  if (!walked) return walked.error();
  return page;
}

Result<Counts::ByClass> count_users(const ReadModel& model, const UserFilter& filter, Position at) {
  const auto query = Query::prepare(model, filter, at);
  if (!query) return query.error();
  Counts::ByClass counts{};
  if (query->is_by_class_only()) {
    counts = model.counts().at(at);
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if ((query->classes() >> i & 1) == 0) counts[i] = 0;
    }
    return counts;
  }
  const auto walked =
      query->walk(UserOrder::created, {}, [&](UserNo, const UserVersion& version, const Cursor&) {
        ++counts[number(class_of(version.role, version.status))];
        return true;
      });
  if (!walked) return walked.error();
  return counts;
}

std::uint32_t sum(const Counts::ByClass& counts, ClassSet classes) {
  std::uint32_t total = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if ((classes >> i & 1) != 0) total += counts[i];
  }
  return total;
}

}  // namespace rolecall
