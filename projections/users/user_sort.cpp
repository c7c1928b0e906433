#include "projections/users/user_sort.hpp"

#include <algorithm>
#include <array>
#include <compare>
#include <string>

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
    if (member_ >= UserMember::username && member_ <= UserMember::external_id) {
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

// Whether `a` comes before `b`.
bool is_before(const Key& a, const Key& b, bool descending) {
  if (a.is_absent != b.is_absent) return b.is_absent;
  std::strong_ordering order = a.number <=> b.number;
  if (order == 0) order = a.text.compare(b.text) <=> 0;
  if (order == 0) return a.user < b.user;
  return descending ? order > 0 : order < 0;
}

bool has_index(const UserFilter& filter, const UserSort& sort) {
  const bool by_class_only =
      filter.prefix.empty() && filter.username.empty() && filter.email.empty() && !filter.group;
  return by_class_only && (sort.by == UserMember::created_at ||
                           (sort.by == UserMember::username && !sort.descending));
}

UserOrder index_order(const UserSort& sort) {
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

Result<UserPage> list_users_sorted(const ReadModel& model, const UserFilter& filter, UserSort sort,
                                   std::size_t limit, Position at,
                                   const std::optional<Cursor>& after) {
  if (has_index(filter, sort)) {
    return list_users(model, filter, index_order(sort), limit, at, after);
  }
  const KeyOf key_of(model, sort.by);
  const auto before = [&](const Key& a, const Key& b) { return is_before(a, b, sort.descending); };
  std::optional<Key> last;
  if (after) {
    if (after->position != at || after->last >= model.state().users().count_at(at)) {
      return invalid("cursor", "is not one of this list");
    }
    const UserNo user{static_cast<std::uint32_t>(after->last)};
    last = key_of(user, *model.state().users().at(user, at));
  }
  // The first `limit` behind the cursor and one more, as a heap with the last of them in front.
  std::vector<Key> first;
  const auto visited = visit_users(model, filter, at, [&](UserNo user, const UserVersion& version) {
    Key key = key_of(user, version);
    if (last && !before(*last, key)) return;
    if (first.size() > limit) {
      if (!before(key, first.front())) return;
      std::pop_heap(first.begin(), first.end(), before);
      first.pop_back();
    }
    first.push_back(std::move(key));
    std::push_heap(first.begin(), first.end(), before);
  });
  if (!visited) return visited.error();
  std::sort_heap(first.begin(), first.end(), before);
  UserPage page;
  if (first.size() > limit) {
    first.pop_back();
    page.next = Cursor{at, number(first.back().user), 0, 0};
  }
  for (const Key& key : first) page.users.push_back(key.user);
  return page;
}

}  // namespace rolecall
