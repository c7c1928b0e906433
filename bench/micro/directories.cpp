#include "bench/micro/directories.hpp"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <utility>

#include "bench/history.hpp"
#include "engine/events/codec.hpp"
#include "engine/types/canonical_name.hpp"

namespace rolecall {
namespace {

constexpr std::size_t fill_batch_records = 4096;

void fill(DataFolder& folder, std::uint32_t users) {
  std::vector<SubjectKey> keys;
  for (std::uint32_t user = 0; user < users; ++user) {
    keys.push_back(expect(folder.keys().issue()).key);
  }
  std::vector<std::string> batch;
  const auto append = [&] {
    if (folder.log().append(batch) != Append::stored) fail(folder.log().failure().detail);
    batch.clear();
  };
  History history(users);
  while (const auto next = history.next()) {
    const SubjectKey* key = next->key == KeyNo{0} ? nullptr : &keys[number(next->key) - 1];
    batch.push_back(expect(encode(*next, key)));
    if (batch.size() == fill_batch_records) append();
  }
  append();
}

}  // namespace

ScratchFolder::ScratchFolder()
    : folder(expect(DataFolder::open({
          .directory = directory.path() / "data",
          .master_key = {},
          .mode = LmdbMode::read_write,
          .now = wall_clock(),
          .unicode_version = std::string(unicode_version()),
          .texts = {},
      }))) {}

ReadModel& model_of(std::int64_t users, std::uint32_t role_changes) {
  static std::map<std::pair<std::int64_t, std::uint32_t>, ReadModel> models;
  const auto [at, is_new] = models.try_emplace({users, role_changes});
  ReadModel& model = at->second;
  if (is_new) {
    History history(static_cast<std::uint32_t>(users), role_changes);
    while (const auto next = history.next()) expect(model.apply(*next));
    model.order_names();
    model.publish();
  }
  return model;
}

std::vector<Recorded> events_of(std::int64_t users, std::size_t count) {
  std::vector<Recorded> events;
  History history(static_cast<std::uint32_t>(users));
  while (events.size() < count) {
    auto next = history.next();
    if (!next) break;
    events.push_back(*std::move(next));
  }
  return events;
}

DataFolder& log_of(std::int64_t users) {
  static std::map<std::int64_t, ScratchFolder> folders;
  const auto [at, is_new] = folders.try_emplace(users);
  if (is_new) fill(*at->second.folder, static_cast<std::uint32_t>(users));
  return *at->second.folder;
}

void fail(const std::string& why) {
  std::fprintf(stderr, "rolecall_bench: %s\n", why.c_str());
  std::exit(1);
}

void sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgName("users");
  for (const std::int64_t users : {10'000, 1'000'000, 10'000'000}) benchmark->Arg(users);
}

void sizes_now_and_past(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"users", "past"});
  for (const std::int64_t users : {10'000, 1'000'000, 10'000'000}) {
    for (const std::int64_t past : {0, 1}) benchmark->Args({users, past});
  }
}

Position asked_position(const benchmark::State& state, const ReadModel& model) {
  const std::uint64_t head = number(model.head());
  return Position{state.range(1) == 0 ? head : head / 2};
}

}  // namespace rolecall
