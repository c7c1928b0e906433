#include "tools/load/known_directory.hpp"

#include <algorithm>
#include <optional>

#include <boost/json/value.hpp>

namespace rolecall::load {
namespace {

namespace json = boost::json;

constexpr std::uint64_t users_max = 1'000'000;  // more than the server's caches hold

Error not_understood() {
  return {Errc::unavailable, {}, "the server's answer is not understood: is it a rolecall server?"};
}

std::optional<std::uint64_t> number_at(const json::value& body, std::string_view name) {
  const json::object* const object = body.if_object();
  const json::value* const value = object == nullptr ? nullptr : object->if_contains(name);
  if (value == nullptr || !value->is_int64() || value->get_int64() < 0) return std::nullopt;
  return static_cast<std::uint64_t>(value->get_int64());
}

// Empty: it has none.
std::string text_of(const json::value& body, std::string_view name) {
  const json::object* const object = body.if_object();
  const json::value* const value = object == nullptr ? nullptr : object->if_contains(name);
  return value == nullptr || !value->is_string() ? std::string() : std::string(value->get_string());
}

const json::array* list_at(const json::value& body, std::string_view name) {
  const json::object* const object = body.if_object();
  const json::value* const value = object == nullptr ? nullptr : object->if_contains(name);
  return value == nullptr ? nullptr : value->if_array();
}

// When the event at that position was: users that were created before it were there then.
Result<std::string> time_of(HttpCalls& calls, std::uint64_t position) {
  const auto body = calls.get("/v1/events?limit=1&after=" + std::to_string(position - 1));
  if (!body) return body.error();
  const json::array* const events = list_at(*body, "events");
  if (events == nullptr || events->empty()) return not_understood();
  return text_of(events->front(), "time");
}

// Times are of one length, so that their texts are in their order.
Result<void> take_user(KnownDirectory& known, const json::value& user, const std::string& past) {
  const auto id = UserId::parse(text_of(user, "id"));
  if (!id) return not_understood();
  const std::string username = text_of(user, "username");
  if (username.empty()) return {};  // erased
  known.users.push_back({*id, username});
  if (text_of(user, "created_at") < past) known.past_users = known.users.size();
  const std::string role = text_of(user, "role");
  const bool is_lent = !text_of(user, "role_valid_until").empty();
  if (text_of(user, "status") == "active" && (role == "viewer" || role == "analyst") && !is_lent) {
    known.changeable.push_back({*id, role == "analyst"});
  }
  return {};
}

}  // namespace

Result<KnownDirectory> learn_directory(
    HttpCalls& calls, bool with_past,
    const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  const auto counted = calls.get("/v1/users/count");
  if (!counted) return counted.error();
  const auto count = number_at(*counted, "count");
  const auto head = number_at(*counted, "position");
  if (!count || !head) return not_understood();
  KnownDirectory known;
  known.past_begin = *head / 2 + 1;
  known.past_end = *head;
  std::string past;
  if (with_past && *head != 0) {
    auto time = time_of(calls, known.past_begin);
    if (!time) return time.error();
    past = *std::move(time);
  }
  const std::uint64_t wanted = std::min(*count, users_max);
  std::string cursor;
  do {
    const auto page = calls.get("/v1/users?limit=1000" + cursor);
    if (!page) return page.error();
    const json::array* const users = list_at(*page, "users");
    if (users == nullptr) return not_understood();
    for (const json::value& user : *users) {
      if (auto taken = take_user(known, user, past); !taken) return taken.error();
    }
    progress(std::min<std::uint64_t>(known.users.size(), wanted), wanted);
    const std::string next = text_of(*page, "next_cursor");
    cursor = next.empty() ? "" : "&cursor=" + next;
    if (!next.empty()) known.cursors.push_back(next);
  } while (!cursor.empty() && known.users.size() < users_max);
  if (known.past_users == 0) {  // all came later: then there is only the present
    known.past_begin = known.past_end;
    known.past_users = known.users.size();
  }
  return known;
}

}  // namespace rolecall::load
