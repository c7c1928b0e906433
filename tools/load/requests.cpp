#include "tools/load/requests.hpp"

#include <algorithm>
#include <iterator>

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include "tools/load/population.hpp"

namespace rolecall::load {
namespace {

constexpr std::size_t prefix_chars = 3;

// Of a path or query.
std::string encoded(std::string_view text) {
  return boost::urls::encode(text, boost::urls::unreserved_chars);
}

bool begins_a_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }

std::string_view prefix_of(std::string_view name) {
  std::size_t chars = 0;
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (begins_a_character(name[at]) && ++chars > prefix_chars) return name.substr(0, at);
  }
  return name;
}

}  // namespace

Result<void> check_known(const Mix& mix, const KnownDirectory& known) {
  if (known.users.empty() && !is_all(mix, RequestKind::create)) {
    return Error{Errc::conflict, {}, "the directory has no users to ask about"};
  }
  if (known.changeable.empty() && has(mix, RequestKind::role)) {
    return Error{Errc::conflict,
                 {},
                 "the directory has no active viewer or analyst whose role could be changed"};
  }
  return {};
}

Requests::Requests(Caller caller, KnownDirectory& known, NewPeople& people, const Mix& mix,
                   unsigned share, unsigned shares)
    : caller_(std::move(caller)),
      known_(known),
      people_(people),
      share_(share),
      shares_(shares),
      next_changed_(share),
      kinds_(mix.begin(), mix.end()),
      random_(share + 1) {}

bool Requests::append_next(std::string& out) {
  const auto kind = static_cast<RequestKind>(kinds_(random_));
  if (kind == RequestKind::create) return append_create(out);
  if (kind == RequestKind::batch) {
    append_batch(out);
  } else if (kind == RequestKind::role) {
    append_role(out);
  } else {
    append_read(out, kind);
  }
  return true;
}

void Requests::append_read(std::string& out, RequestKind kind) {
  std::string target = "/v1/users";
  switch (kind) {
    case RequestKind::id:
      target += "/" + someone().id.text();
      break;
    case RequestKind::find:
      target += "?limit=20&q=" + encoded(prefix_of(someone().username));
      break;
    case RequestKind::count:
      target += "/count?role=analyst&status=active";
      break;
    case RequestKind::page:
      target += "?limit=20";
      if (!known_.cursors.empty()) {
        target += "&cursor=" + known_.cursors[random_() % known_.cursors.size()];
      }
      break;
    case RequestKind::holders:
      target = "/v1/roles/admin/holders?limit=20";
      break;
    case RequestKind::history:
      target += "/" + someone().id.text() + "/history";
      break;
    case RequestKind::as_of: {
      std::uniform_int_distribution position(known_.past_begin, known_.past_end);
      const KnownUser& user = known_.users[random_() % known_.past_users];
      target +=
          "/by-username/" + encoded(user.username) + "?as_of=" + std::to_string(position(random_));
      break;
    }
    default:
      target += "/by-username/" + encoded(someone().username);
  }
  append_request(out, caller_, "GET", target);
}

// Each of them once, and far from each other.
void Requests::append_batch(std::string& out) {
  const std::size_t count = std::min(batch_users, known_.users.size());
  const std::size_t step = known_.users.size() / count;
  std::size_t at = random_() % known_.users.size();
  std::string body = R"({"ids":[)";
  for (std::size_t i = 0; i < count; ++i, at = (at + step) % known_.users.size()) {
    body += i == 0 ? "\"" : ",\"";
    append_text(body, known_.users[at].id);
    body += '"';
  }
  append_request(out, caller_, "POST", "/v1/users/lookup", body + "]}");
}

void Requests::append_role(std::string& out) {
  ChangeableUser& user = known_.changeable[next_changed_];
  next_changed_ += shares_;
  if (next_changed_ >= known_.changeable.size()) next_changed_ = share_;
  user.is_analyst = !user.is_analyst;
  append_request(out, caller_, "PUT", "/v1/users/" + user.id.text() + "/role",
                 user.is_analyst ? R"({"role":"analyst"})" : R"({"role":"viewer"})");
}

bool Requests::append_create(std::string& out) {
  const std::uint64_t number = people_.next.fetch_add(1, std::memory_order_relaxed);
  if (number >= people_.end) return false;
  append_request(out, caller_, "POST", "/v1/users", json_of(person(number)));
  return true;
}

}  // namespace rolecall::load
