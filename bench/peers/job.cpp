#include "bench/peers/job.hpp"

#include <algorithm>
#include <numeric>
#include <random>

namespace rolecall::peers {
namespace {

constexpr std::size_t topics_max = 100'000;
constexpr std::size_t prefix_chars = 3;  // usernames are ASCII

std::string lower_case(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// The numbers of those who are wanted, in random order.
template <class Wanted>
std::vector<std::size_t> drawn(const Filled& filled, Wanted wanted) {
  std::vector<std::size_t> numbers;
  for (std::size_t i = 0; i < filled.subjects.size(); ++i) {
    if (wanted(i)) numbers.push_back(i);
  }
  std::ranges::shuffle(numbers, std::mt19937_64(1));
  numbers.resize(std::min(numbers.size(), topics_max));
  return numbers;
}

std::vector<std::size_t> drawn_of_all(const Filled& filled) {
  return drawn(filled, [](std::size_t) { return true; });
}

std::vector<Topic> lookups(const Filled& filled) {
  std::vector<Topic> topics;
  for (const std::size_t i : drawn_of_all(filled)) {
    topics.push_back({Kind::lookup, {i}, {}, {filled.subjects[i].email}, 1});
  }
  return topics;
}

std::vector<Topic> batches(const Filled& filled) {
  const auto numbers = drawn_of_all(filled);
  std::vector<Topic> topics;
  for (std::size_t at = 0; at < numbers.size(); at += batch_users) {
    const std::size_t count = std::min(batch_users, numbers.size() - at);
    Topic topic{Kind::batch, {}, {}, {}, count};
    for (std::size_t i = at; i < at + count; ++i) {
      topic.subjects.push_back(numbers[i]);
      topic.says.push_back(filled.subjects[numbers[i]].email);
    }
    if (count == batch_users || topics.empty()) topics.push_back(std::move(topic));
  }
  return topics;
}

std::vector<Topic> prefixes(const Filled& filled) {
  std::vector<std::string> names;
  for (const Subject& subject : filled.subjects) names.push_back(lower_case(subject.username));
  std::ranges::sort(names);
  std::vector<Topic> topics;
  for (const std::size_t i : drawn_of_all(filled)) {
    const std::string prefix = lower_case(filled.subjects[i].username).substr(0, prefix_chars);
    auto name = std::ranges::lower_bound(names, prefix);
    std::size_t rows = 0;
    for (; name != names.end() && name->starts_with(prefix) && rows < page_rows; ++name) ++rows;
    topics.push_back({Kind::find, {}, prefix, {}, rows});
  }
  return topics;
}

std::vector<Topic> counts(Kind kind, const Filled& filled) {
  const std::string role = kind == Kind::count_role ? "admin" : "analyst";
  const auto count = std::ranges::count_if(filled.subjects, [&](const Subject& subject) {
    return subject.role == role && (kind == Kind::count_role || subject.status == "active");
  });
  return {{kind, {}, role, {std::to_string(count)}, 1}};
}

// Where rolecall has told a cursor. With few users there is none: then it is the first page.
std::vector<Topic> pages(const Filled& filled) {
  std::vector<Topic> topics;
  const auto last_ones = drawn(filled, [&](std::size_t i) {
    return (i + 1) % cursor_step == 0 && i / cursor_step < filled.cursors.size();
  });
  for (const std::size_t i : last_ones) {
    const std::size_t left = filled.subjects.size() - i - 1;
    topics.push_back(
        {Kind::page, {i}, {}, {filled.subjects[i + 1].username}, std::min(left, page_rows)});
  }
  return topics;
}

std::vector<Topic> role_changes(const Filled& filled) {
  std::vector<Topic> topics;
  const auto busy =
      drawn(filled, [&](std::size_t i) { return has_many_roles(filled.subjects[i]); });
  for (const std::size_t i : busy) {
    topics.push_back({Kind::roles, {i}, {}, {std::string(change_reason)}, page_rows});
  }
  return topics;
}

}  // namespace

std::vector<Job> all_jobs() {
  return {{"lookup by username", Kind::lookup, 32, 1},
          {"lookup by username", Kind::lookup, 32, 16},
          {"lookup of 100 (users)", Kind::batch, 32, 1},
          {"find by prefix, 20 rows", Kind::find, 32, 1},
          {"count by role", Kind::count_role, 32, 1},
          {"count by role and status", Kind::count_active, 32, 1},
          {"page of 20 by cursor", Kind::page, 32, 1},
          {"newest 20 role changes of a user", Kind::roles, 32, 1},
          {"durable create", Kind::create, 1, 1},
          {"durable create", Kind::create, 8, 1},
          {"durable create", Kind::create, 64, 1},
          {"durable create", Kind::create, 64, 16}};
}

std::vector<Topic> topics_of(Kind kind, const Filled& filled) {
  switch (kind) {
    case Kind::lookup:
      return lookups(filled);
    case Kind::batch:
      return batches(filled);
    case Kind::find:
      return prefixes(filled);
    case Kind::count_role:
    case Kind::count_active:
      return counts(kind, filled);
    case Kind::page:
      return pages(filled);
    case Kind::roles:
      return role_changes(filled);
    case Kind::create:
      break;
  }
  return {};
}

}  // namespace rolecall::peers
