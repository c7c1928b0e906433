#include "bench/peers/fill.hpp"

#include <algorithm>

#include <boost/asio/ip/address_v4.hpp>
#include <boost/json/serialize.hpp>

#include "bench/peers/fill_files.hpp"
#include "bench/peers/http_peers.hpp"
#include "engine/log/lmdb_log.hpp"
#include "tools/load/driver.hpp"
#include "tools/load/http_calls.hpp"

namespace rolecall::peers {
namespace {

namespace json = boost::json;
using boost::asio::ip::tcp;

constexpr unsigned depth = 16;
constexpr std::uint64_t deactivated_step = 10;
constexpr std::uint64_t busy_step = 100;

struct Listed {
  std::vector<std::string> users;  // in JSON
  std::vector<std::string> cursors;
};

Error not_understood() { return {Errc::unavailable, {}, "rolecall's list is not understood"}; }

// All there are, as created.
Result<Listed> list_users(load::HttpCalls& calls) {
  Listed listed;
  for (std::string cursor;;) {
    const auto page = calls.get("/v1/users?limit=" + std::to_string(cursor_step) + cursor);
    if (!page) return page.error();
    const json::object* const object = page->if_object();
    const json::value* const users = object == nullptr ? nullptr : object->if_contains("users");
    const json::value* const next =
        object == nullptr ? nullptr : object->if_contains("next_cursor");
    if (users == nullptr || next == nullptr || !users->is_array()) return not_understood();
    for (const json::value& user : users->get_array()) listed.users.push_back(serialize(user));
    if (!next->is_string()) return listed;
    listed.cursors.emplace_back(next->get_string());
    cursor = "&cursor=" + listed.cursors.back();
  }
}

// Sends what `next` appends until there is no more; with one connection in that order.
Result<void> send_all(const tcp::endpoint& server, unsigned connections, load::NextRequest next) {
  load::Load all;
  all.connections = connections;
  all.depth = depth;
  const auto result = load::run_load(server, all, {std::move(next)}, [](std::uint64_t, double) {});
  if (!result) return result.error();
  if (result->tally.refused == 0) return {};
  return Error{
      Errc::unavailable,
      {},
      "rolecall refuses to be filled, with status " + std::to_string(result->tally.first_refusal)};
}

Result<void> create_users(load::HttpCalls& calls, std::uint64_t users) {
  const auto connections = static_cast<unsigned>(std::min<std::uint64_t>(users, 64));
  return send_all(calls.server(), connections, [&, number = std::uint64_t{0}](auto& out) mutable {
    if (number == users) return false;
    load::append_request(out, calls.caller(), "POST", "/v1/users", creation_json(person(number++)));
    return true;
  });
}

Result<void> change_roles(load::HttpCalls& calls, const std::vector<Subject>& subjects) {
  std::vector<const Subject*> busy;
  for (std::size_t i = busy_step / 2; i < subjects.size(); i += busy_step) {
    const auto viewer =
        std::find_if(subjects.begin() + static_cast<std::ptrdiff_t>(i), subjects.end(),
                     [](const Subject& one) { return one.role == "viewer"; });
    if (viewer != subjects.end() && (busy.empty() || busy.back() != &*viewer)) {
      busy.push_back(&*viewer);
    }
  }
  if (busy.empty()) return Error{Errc::conflict, {}, "more users are needed, 100 at least"};
  return send_all(calls.server(), 1, [&, number = std::size_t{0}](auto& out) mutable {
    if (number == busy.size() * many_changes) return false;
    const std::string role = number / busy.size() % 2 == 0 ? "analyst" : "viewer";
    load::append_request(
        out, calls.caller(), "PUT", "/v1/users/" + busy[number % busy.size()]->id + "/role",
        R"({"role":")" + role + R"(","reason":")" + std::string(change_reason) + "\"}");
    ++number;
    return true;
  });
}

Result<void> deactivate(load::HttpCalls& calls, const std::vector<Subject>& subjects) {
  std::size_t number = deactivated_step - 1;
  return send_all(calls.server(), 1, [&](auto& out) {
    if (number >= subjects.size()) return false;
    load::append_request(out, calls.caller(), "POST",
                         "/v1/users/" + subjects[number].id + "/deactivate",
                         R"({"reason":"has left"})");
    number += deactivated_step;
    return true;
  });
}

Result<std::vector<Subject>> subjects_of(const std::vector<std::string>& users) {
  std::vector<Subject> subjects;
  for (const std::string& user : users) {
    auto subject = subject_of(user);
    if (!subject) return subject.error();
    subjects.push_back(*std::move(subject));
  }
  return subjects;
}

// The mean of what creations take in the log, with their checksum. Behind the first user and key,
// a thousand or all of them.
Result<std::size_t> record_bytes(const Fill& asked) {
  constexpr std::size_t checksum_bytes = 4;
  constexpr std::uint64_t creations_max = 1000;
  const auto log = LmdbLog::open(asked.data / "log", LmdbMode::read_only);
  if (!log) return log.error();
  std::uint64_t creations = 0;
  std::size_t bytes = 0;
  const auto read = (*log)->read(Position{2}, [&](Position, std::string_view record) {
    bytes += record.size() + checksum_bytes;
    return ++creations < std::min(asked.users, creations_max);
  });
  if (!read) return read.error();
  return bytes / std::max<std::uint64_t>(creations, 1);
}

// The bytes of an answer to a lookup.
Result<std::string> answer_about(load::HttpCalls& calls, const Subject& subject) {
  const auto socket = load::TcpSocket::connect(calls.server());
  if (!socket) return socket.error();
  std::string request;
  load::append_request(request, calls.caller(), "GET", "/v1/users/by-username/" + subject.username);
  int status = 0;
  return load::exchange(*socket, &load::http_answer_length, request, 1, status);
}

}  // namespace

Result<void> fill(const Fill& asked) {
  const tcp::endpoint endpoint(boost::asio::ip::address_v4::loopback(), asked.rolecall.port);
  auto calls = load::HttpCalls::open(
      {endpoint}, {"127.0.0.1:" + std::to_string(asked.rolecall.port), asked.api_key});
  if (!calls) return calls.error();
  if (auto created = create_users(*calls, asked.users); !created) return created;
  const auto as_created = list_users(*calls);
  if (!as_created) return as_created.error();
  const auto people = subjects_of(as_created->users);
  if (!people) return people.error();
  if (auto changed = change_roles(*calls, *people); !changed) return changed;
  if (auto deactivated = deactivate(*calls, *people); !deactivated) return deactivated;

  const auto listed = list_users(*calls);
  if (!listed) return listed.error();
  const auto subjects = subjects_of(listed->users);
  if (!subjects) return subjects.error();
  const auto answer = answer_about(*calls, subjects->back());
  if (!answer) return answer.error();
  const auto bytes = record_bytes(asked);
  if (!bytes) return bytes.error();
  return write_files(asked.folder, {*subjects, listed->cursors, *bytes}, listed->users, *answer);
}

}  // namespace rolecall::peers
