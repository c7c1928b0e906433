#include "projections/users/user_query.hpp"

#include <span>
#include <string>

#include "engine/types/canonical_name.hpp"
#include "projections/groups/group_query.hpp"
#include "projections/users/name_walk.hpp"

namespace rolecall {
namespace {

using Visit = NameWalk::Visit;

// A filter made ready for one position.
class Query {
 public:
  static Result<Query> prepare(const View& view, const UserFilter& filter) {
    Query query(view, filter);
    if (filter.group) {
      query.group_ = find_living_group(view, *filter.group);
      if (!query.group_) return Error{Errc::not_found, "group", "there is no such group"};
    }
    return query;
  }

  // Offers all matches in order, behind `after`, until `visit` answers false.
  Result<void> walk(UserOrder order, const std::optional<Cursor>& after, const Visit& visit) const {
    if (after && after->position != at_) return bad_cursor();
    if (!username_.empty() || !email_.empty()) return walk_exact(after, visit);
    if (group_) return walk_group(after, visit);
    if (!prefix_.empty()) return walk_names(ReadModel::prefix_fields.size(), after, visit);
    if (order == UserOrder::username) {
      return walk_names(1, after, visit);
    }
    if (order == UserOrder::shown_names || order == UserOrder::shown_names_descending) {
      return walk_shown_names(order == UserOrder::shown_names_descending, after, visit);
    }
    return walk_classes(order, after, visit);
  }

  // Whether role and status are all that is asked for.
  bool is_by_class_only() const {
    return prefix_.empty() && username_.empty() && email_.empty() && !group_;
  }
  ClassSet classes() const { return classes_; }

 private:
  Query(const View& view, const UserFilter& filter)
      : view_(view),
        state_(view.state()),
        at_(view.at()),
        prefix_(canonical_key(filter.prefix)),
        username_(canonical_key(filter.username)),
        email_(canonical_key(filter.email)),
        classes_(classes_of(filter.roles, filter.statuses)) {}

  static Error bad_cursor() { return invalid("cursor", "is not one of this list"); }

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
    return prefix_.empty() || NameWalk(view_, ReadModel::prefix_fields, prefix_).matches(version);
  }

  // One present user at most has the username that is asked for, but any number of removed ones.
  Result<void> walk_exact(const std::optional<Cursor>& after, const Visit& visit) const {
    for (const UserNo user : holders()) {
      if (after && number(user) <= after->last) continue;
      const auto version = state_.users().at(user, at_);
      if (!matches(user, *version)) continue;
      if (!visit(user, *version, {at_, number(user), 0, 0})) break;
    }
    return {};
  }

  std::vector<UserNo> holders() const {
    const NameField field = username_.empty() ? NameField::email : NameField::username;
    const std::string& name = username_.empty() ? email_ : username_;
    const bool asks_for_present = (classes_ & ~classes_of(all_roles, present_statuses)) == 0;
    if (field == NameField::email || !asks_for_present) return state_.holders(field, name, at_);
    const auto holder = state_.find_username(name, at_);
    return holder ? std::vector{*holder} : std::vector<UserNo>{};
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
      view_.model().classes().ascending(at_, classes_, first, end, step);
    } else {
      const UserNo before = after ? UserNo{static_cast<std::uint32_t>(after->last)} : end;
      view_.model().classes().descending(at_, classes_, UserNo{0}, before, step);
    }
    return {};
  }

  Result<void> walk_names(std::size_t fields, const std::optional<Cursor>& after,
                          const Visit& visit) const {
    NameWalk names(view_, std::span(ReadModel::prefix_fields).first(fields), prefix_);
    if (after && !names.continue_behind(*after)) return bad_cursor();
    names.run([&](UserNo user, const UserVersion& version, const Cursor& here) {
      return !matches(user, version) || visit(user, version, here);
    });
    return {};
  }

  Result<void> walk_shown_names(bool descending, const std::optional<Cursor>& after,
                                const Visit& visit) const {
    std::optional<ProfileRef> place;
    if (after) {
      if (after->last >= state_.users().count_at(at_)) return bad_cursor();
      const UserNo user{static_cast<std::uint32_t>(after->last)};
      place = ProfileRef{after->profile};
      if (place == ProfileRef{0} || !state_.users().had_profile(user, *place, at_)) {
        return bad_cursor();
      }
    }
    while (step_shown_names(descending, place, visit)) {
    }
    return {};
  }

  // Some entries behind `place`, inside one epoch; true: there are more.
  bool step_shown_names(bool descending, std::optional<ProfileRef>& place,
                        const Visit& visit) const {
    const NameTree& tree = view_.model().users_by_shown_names();
    NameTree::Cursor entry =
        place ? tree.seek_entry(number(*place)) : tree.seek(descending ? "\xff" : "");
    const bool is_at_place = place && !entry.done() && entry.reference() == number(*place);
    if (descending) {
      entry.previous();
    } else if (is_at_place) {
      entry.next();
    }
    for (std::size_t looked_at = 0; looked_at < NameWalk::step_entries; ++looked_at) {
      if (entry.done()) return false;
      const ProfileRef profile{entry.reference()};
      place = profile;
      if (descending) {
        entry.previous();
      } else {
        entry.next();
      }
      const UserNo user = state_.profiles().owner(profile);
      const auto version = state_.users().at(user, at_);
      if (!version || !matches(user, *version)) continue;
      if (shown_entry_of(user, *version) != profile) continue;
      if (!visit(user, *version, {at_, number(user), number(profile), 0})) return false;
    }
    return true;
  }

  // The profile that brought the last of the names the user has at this position: that of then's
  // entry.
  ProfileRef shown_entry_of(UserNo user, const UserVersion& version) const {
    UserVersion latest;
    for (const NameField field : ReadModel::shown_fields) {
      const auto since = state_.users().since(user, aspect_of(field), version.from);
      if (since.from >= latest.from) latest = since;
    }
    return latest.profile;
  }

  View view_;
  const State& state_;
  Position at_;
  std::string prefix_;
  std::string username_;
  std::string email_;
  ClassSet classes_;
  std::optional<GroupNo> group_;
};

}  // namespace

Result<UserPage> list_users(const View& view, const UserFilter& filter, UserOrder order,
                            std::size_t limit, const std::optional<Cursor>& after) {
  const auto query = Query::prepare(view, filter);
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

Result<void> visit_users(const View& view, const UserFilter& filter, const VisitUser& visit) {
  const auto query = Query::prepare(view, filter);
  if (!query) return query.error();
  return query->walk(UserOrder::created, {},
                     [&](UserNo user, const UserVersion& version, const Cursor&) {
                       visit(user, version);
                       return true;
                     });
}

Result<Counts::ByClass> count_users(const View& view, const UserFilter& filter) {
  const auto query = Query::prepare(view, filter);
  if (!query) return query.error();
  Counts::ByClass counts{};
  if (query->is_by_class_only()) {
    counts = view.model().counts().at(view.at());
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
