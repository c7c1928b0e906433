#include "api/dialects/wallaroo/admin_event_list.hpp"

#include <algorithm>
#include <utility>

#include "api/dialects/wallaroo/wildcard.hpp"
#include "engine/limits.hpp"
#include "projections/history/event_query.hpp"

namespace rolecall::wallaroo {
bool AdminEventFilter::accepts(const Recorded& recorded, const AdminEvent& event) const {
  const auto has = [](const std::vector<std::string>& words, std::string_view word) {
    return words.empty() || std::find(words.begin(), words.end(), word) != words.end();
  };
  return has(operations, event.operation) && has(resources, event.resource) &&
         (path.empty() || matches(event.path, path)) &&
         (user.empty() || recorded.actor.user.text() == user) &&
         (client.empty() || name_of(recorded.channel) == client) && address.empty();
}

AdminEventList::AdminEventList(const Directory& directory, AdminEventFilter filter,
                               const Slice& slice, std::string realm)
    : directory_(directory),
      filter_(std::move(filter)),
      realm_(std::move(realm)),
      head_(directory.model().head()),
      to_skip_(slice.first),
      to_write_(slice.max) {
  const State& state = directory.model().state();
  const auto before = [&](Timestamp time) { return state.position_at({time.us - 1}, head_); };
  after_ = filter_.from ? before(*filter_.from) : Position{0};
  last_ = filter_.until ? before(*filter_.until) : head_;
}

Result<void> AdminEventList::next(std::string& out) {
  const auto visited =
      visit_events_newest_first(directory_, after_, last_, [&](const Recorded& recorded) {
        if (to_write_ == 0) return false;
        last_ = previous(recorded.position);
        add(recorded, out);
        return out.size() < limits::answer_piece_bytes;
      });
  if (!visited) return visited;
  is_done_ = to_write_ == 0 || last_ <= after_;
  if (is_done_) out += before_ == "[" ? "[]" : "]";
  return {};
}

void AdminEventList::add(const Recorded& recorded, std::string& out) {
  const AdminEvent event = admin_event_of(recorded.event);
  if (!filter_.accepts(recorded, event)) return;
  if (to_skip_ > 0) {
    --to_skip_;
    return;
  }
  out += std::exchange(before_, ",");
  JsonWriter json(out);
  append_admin_event(json, recorded, event, realm_);
  --to_write_;
}

}  // namespace rolecall::wallaroo
