#include "projections/users/user_sort.hpp"

#include <algorithm>
#include <array>
#include <compare>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/types/canonical_name.hpp"
#include "projections/users/user_since.hpp"

namespace rolecall {
namespace {

constexpr std::array<std::string_view, 14> member_names{"created_at",
                                                        "username",
                                                        "email",
                                                        "display_name",
                                                        "first_name",
                                                        "last_name",
                                                        "external_id",
                                                        "role",
                                                        "status",
                                                        "updated_at",
                                                        "profile_updated_at",
                                                        "role_changed_at",
                                                        "role_valid_until",
                                                        "last_active_on"};

// What a user is ordered by: one of both is used, by the member.
struct Key {
  bool is_absent = false;
  std::int64_t number = 0;
  std::string text;
  UserNo user{};
};

class KeyOf {
 public:
  KeyOf(const ReadModel& model, UserMember member) : model_(model), member_(member) {}

  Key operator()(UserNo user, const UserVersion& version) const {
    Key key;
    key.user = user;
    if (member_ == UserMember::shown_names || member_ == UserMember::shown_last_name) {
      key.text = shown_text(version.profile);
    } else if (member_ >= UserMember::username && member_ <= UserMember::external_id) {
      key.text = canonical_key(text(model_.state().profiles().view(version.profile)));
      key.is_absent = key.text.empty();
    } else if (const auto found = number_of(user, version)) {
      key.number = *found;
    } else {
      key.is_absent = true;
    }
    return key;
  }

 private:
  std::string shown_text(ProfileRef profile) const {
    std::string text;
    std::string unused;
    for (const NameField field : ReadModel::shown_fields) {
      const bool is_asked = member_ == UserMember::shown_names || field == NameField::last_name;
      if (!is_asked) continue;
      for (const char c : model_.state().profiles().unfolded_key(profile, field, unused)) {
        text += fold_ascii(c);
      }
      text += '\0';  // a name comes before the longer ones that begin with it
    }
    return text;
  }

  std::string text(const ProfileView& profile) const {
    std::string text;
    switch (member_) {
      case UserMember::username:
        return std::string(profile.username);
      case UserMember::email:
        profile.append_email(text);
        return text;
      case UserMember::display_name:
        profile.append_display_name(text);
        return text;
      case UserMember::first_name:
        return std::string(profile.first_name);
      case UserMember::last_name:
        return std::string(profile.last_name);
      default:
        return std::string(profile.external_id);
    }
  }

  std::optional<std::int64_t> number_of(UserNo user, const UserVersion& version) const {
    const State& state = model_.state();
    const auto position = [](Position at) { return static_cast<std::int64_t>(number(at)); };
    switch (member_) {
      case UserMember::role:
        return static_cast<std::int64_t>(version.role);
      case UserMember::status:
        return static_cast<std::int64_t>(version.status);
      case UserMember::updated_at:
        return position(version.from);
      case UserMember::profile_updated_at:
        return position(user_since(state, user, version).profile);
      case UserMember::role_changed_at: {
        const UserSince since = user_since(state, user, version);
        return since.role == since.created ? std::nullopt : std::optional(position(since.role));
      }
      case UserMember::role_valid_until: {
        const auto end = role_valid_until(state, user, version);
        return end ? std::optional(end->us) : std::nullopt;
      }
      case UserMember::last_active_on:
        return model_.last_activity().of_user(user);
      default:
        return rolecall::number(user);
    }
  }

  const ReadModel& model_;
  UserMember member_;
};

// Absent values come last either way.
std::weak_ordering compare(const Key& a, const Key& b, bool descending) {
  if (a.is_absent != b.is_absent) return a.is_absent <=> b.is_absent;
  std::strong_ordering order = a.number <=> b.number;
  if (order == 0) order = a.text.compare(b.text) <=> 0;
  return descending ? 0 <=> order : order;
}

// Users in an order of several members. Keys are those of the first; the others are looked up where
// it takes them.
class Ordering {
 public:
  Ordering(const View& view, std::span<const UserSort> order) : view_(view), order_(order) {
    for (const UserSort& sort : order) keys_.emplace_back(view.model(), sort.by);
  }

  Key key(UserNo user, const UserVersion& version) const { return keys_.front()(user, version); }

  // Whether `a` comes before `b`.
  bool operator()(const Key& a, const Key& b) const {
    std::weak_ordering order = compare(a, b, order_.front().descending);
    for (std::size_t i = 1; order == 0 && i < order_.size(); ++i) {
      order = compare(key_of(i, a.user), key_of(i, b.user), order_[i].descending);
    }
    return order == 0 ? a.user < b.user : order < 0;
  }

 private:
  Key key_of(std::size_t i, UserNo user) const {
    return keys_[i](user, *view_.state().users().at(user, view_.at()));
  }

  View view_;
  std::span<const UserSort> order_;
  std::vector<KeyOf> keys_;
};

// The first `limit` of the keys that are added, in order.
class FirstKeys {
 public:
  FirstKeys(const Ordering& before, std::size_t limit) : before_(before), limit_(limit) {}

  // A heap with the last of them in front.
  void add(Key key) {
    if (keys_.size() == limit_) {
      if (limit_ == 0 || !before_(key, keys_.front())) return;
      std::pop_heap(keys_.begin(), keys_.end(), std::cref(before_));
      keys_.pop_back();
    }
    keys_.push_back(std::move(key));
    std::push_heap(keys_.begin(), keys_.end(), std::cref(before_));
  }
  std::vector<Key> take() && {
    std::sort_heap(keys_.begin(), keys_.end(), std::cref(before_));
    return std::move(keys_);
  }

 private:
  const Ordering& before_;
  std::size_t limit_;
  std::vector<Key> keys_;
};

bool has_index(const UserFilter& filter, const UserSort& sort) {
  const bool by_class_only =
      filter.prefix.empty() && filter.username.empty() && filter.email.empty() && !filter.group;
  return by_class_only &&
         (sort.by == UserMember::created_at || sort.by == UserMember::shown_names ||
          (sort.by == UserMember::username && !sort.descending));
}

UserOrder index_order(const UserSort& sort) {
  if (sort.by == UserMember::shown_names) {
    return sort.descending ? UserOrder::shown_names_descending : UserOrder::shown_names;
  }
  if (sort.by == UserMember::username) return UserOrder::username;
  return sort.descending ? UserOrder::created_descending : UserOrder::created;
}

}  // namespace

std::optional<UserSort> parse_user_sort(std::string_view text) {
  UserSort sort;
  sort.descending = text.starts_with('-');
  if (sort.descending) text.remove_prefix(1);
  const auto found = std::find(member_names.begin(), member_names.end(), text);
  if (found == member_names.end()) return std::nullopt;
  sort.by = static_cast<UserMember>(found - member_names.begin());
  return sort;
}

Result<UserPage> list_users_sorted(const View& view, const UserFilter& filter, UserSort sort,
                                   std::size_t limit, const std::optional<Cursor>& after) {
  const Position at = view.at();
  if (has_index(filter, sort)) {
    return list_users(view, filter, index_order(sort), limit, after);
  }
  const Ordering before(view, std::span(&sort, 1));
  std::optional<Key> last;
  if (after) {
    if (after->position != at || after->last >= view.state().users().count_at(at)) {
      return invalid("cursor", "is not one of this list");
    }
    const UserNo user{static_cast<std::uint32_t>(after->last)};
    last = before.key(user, *view.state().users().at(user, at));
  }
  FirstKeys first(before, limit + 1);
  const auto visited = visit_users(view, filter, [&](UserNo user, const UserVersion& version) {
    Key key = before.key(user, version);
    if (!last || before(*last, key)) first.add(std::move(key));
  });
  if (!visited) return visited.error();
  std::vector<Key> keys = std::move(first).take();
  UserPage page;
  if (keys.size() > limit) {
    keys.pop_back();
    page.next = Cursor{at, number(keys.back().user), 0, 0};
  }
  for (const Key& key : keys) page.users.push_back(key.user);
  return page;
}

Result<NumberedPage> list_numbered(const View& view, const NumberedQuery& query) {
  const std::size_t end = query.offset + query.limit;
  const auto& order = query.order;
  const bool in_own_order =
      order.empty() || (order.size() == 1 && has_index(query.filter, order[0]));
  NumberedPage page;
  const auto keep = [&](const auto& users, auto user_of) {
    for (std::size_t i = query.offset; i < users.size(); ++i)
      page.users.push_back(user_of(users[i]));
  };
  if (in_own_order && !query.accept) {
    const auto counts = count_users(view, query.filter);
    if (!counts) return counts.error();
    const UserOrder own = order.empty() ? UserOrder::created : index_order(order[0]);
    const auto listed = list_users(view, query.filter, own, end, {});
    if (!listed) return listed.error();
    page.total = sum(*counts, classes_of(all_roles, all_statuses));
    keep(listed->users, [](UserNo user) { return user; });
    return page;
  }
  const UserSort as_created;
  const Ordering before(view, order.empty() ? std::span(&as_created, 1) : std::span(order));
  FirstKeys first(before, end);
  const auto visited =
      visit_users(view, query.filter, [&](UserNo user, const UserVersion& version) {
        if (query.accept && !query.accept(user, version)) return;
        ++page.total;
        first.add(before.key(user, version));
      });
  if (!visited) return visited.error();
  keep(std::move(first).take(), [](const Key& key) { return key.user; });
  return page;
}

}  // namespace rolecall
