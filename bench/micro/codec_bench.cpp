// Events to bytes and back, what of that is the seal, and the keys that seal.
#include <algorithm>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/history.hpp"
#include "bench/micro/directories.hpp"
#include "engine/events/codec.hpp"
#include "engine/secrets/seal.hpp"

namespace rolecall {
namespace {

constexpr std::size_t event_count = 8192;

// One key for all: where keys come from is measured on its own.
class OneKey final : public KeySource {
 public:
  Result<std::optional<SubjectKey>> key(KeyNo) const override { return std::optional(subject); }

  SubjectKey subject{};
};

enum class Mix { all, created, role_assigned, deactivated, member_added };

template <class Wanted>
bool is_a(const Recorded& recorded) {
  return std::holds_alternative<Wanted>(recorded.event);
}

bool is_in(Mix mix, const Recorded& recorded) {
  switch (mix) {
    case Mix::all:
      return true;
    case Mix::created:
      return is_a<UserCreated>(recorded);
    case Mix::role_assigned:
      return is_a<RoleAssigned>(recorded);
    case Mix::deactivated:
      return is_a<UserDeactivated>(recorded);
    case Mix::member_added:
      return is_a<MemberAdded>(recorded);
  }
  return false;
}

std::vector<Recorded> sample(Mix mix) {
  std::vector<Recorded> events = events_of(10'000, 30'000);
  std::erase_if(events, [&](const Recorded& recorded) { return !is_in(mix, recorded); });
  events.resize(std::min(events.size(), event_count));
  return events;
}

std::string encode_with(const OneKey& keys, const Recorded& recorded) {
  return expect(encode(recorded, recorded.key == KeyNo{0} ? nullptr : &keys.subject));
}

void encode_event(benchmark::State& state, Mix mix) {
  const OneKey keys;
  const std::vector<Recorded> events = sample(mix);
  std::size_t i = 0;
  std::size_t bytes = 0;
  for (auto _ : state) bytes += encode_with(keys, events[i++ % events.size()]).size();
  state.counters["bytes"] = static_cast<double>(bytes) / static_cast<double>(state.iterations());
}

void decode_event(benchmark::State& state, Mix mix, Open open) {
  const OneKey keys;
  std::vector<std::string> records;
  for (const Recorded& recorded : sample(mix)) records.push_back(encode_with(keys, recorded));
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        expect(decode(records[i++ % records.size()], Position{1}, keys, open)));
  }
}

constexpr SealBinding binding{{}, {}, KeyNo{1}, EventType{1}, 1};

bool is_missing(benchmark::State& state, AesGcm with) {
  if (with == AesGcm::openssl || best_aes_gcm() == with) return false;
  state.SkipWithError("this processor has no AES instructions");
  return true;
}

void seal_bytes(benchmark::State& state, AesGcm with) {
  if (is_missing(state, with)) return;
  const SubjectKey key{};
  const std::string plaintext(static_cast<std::size_t>(state.range(0)), 'x');
  for (auto _ : state) benchmark::DoNotOptimize(seal(key, binding, plaintext, with));
}

void open_bytes(benchmark::State& state, AesGcm with) {
  if (is_missing(state, with)) return;
  const SubjectKey key{};
  const std::string plaintext(static_cast<std::size_t>(state.range(0)), 'x');
  const std::string sealed = seal(key, binding, plaintext, with);
  std::string opened;
  for (auto _ : state) {
    if (!open_seal(key, binding, sealed, opened, with)) fail("the seal does not open");
  }
}

// The key of anyone, as a change of role with a reason needs it.
void key_pool_random_key(benchmark::State& state) {
  const KeyPool& keys = log_of(state.range(0)).keys();
  const auto users = static_cast<std::uint32_t>(state.range(0));
  std::mt19937_64 random(1);
  for (auto _ : state) {
    benchmark::DoNotOptimize(expect(keys.key(KeyNo{random_below(users, random) + 1})));
  }
}

BENCHMARK_CAPTURE(encode_event, mixed, Mix::all);
BENCHMARK_CAPTURE(encode_event, user_created, Mix::created);
BENCHMARK_CAPTURE(encode_event, role_assigned_with_reason, Mix::role_assigned);
BENCHMARK_CAPTURE(encode_event, user_deactivated, Mix::deactivated);
BENCHMARK_CAPTURE(encode_event, member_added, Mix::member_added);
BENCHMARK_CAPTURE(decode_event, mixed_everything, Mix::all, Open::everything);
BENCHMARK_CAPTURE(decode_event, mixed_personal, Mix::all, Open::personal);
BENCHMARK_CAPTURE(decode_event, mixed_nothing, Mix::all, Open::nothing);
BENCHMARK_CAPTURE(decode_event, user_created_everything, Mix::created, Open::everything);
BENCHMARK_CAPTURE(decode_event, user_created_nothing, Mix::created, Open::nothing);
BENCHMARK_CAPTURE(decode_event, role_assigned_everything, Mix::role_assigned, Open::everything);
BENCHMARK_CAPTURE(decode_event, role_assigned_nothing, Mix::role_assigned, Open::nothing);
BENCHMARK_CAPTURE(decode_event, user_deactivated, Mix::deactivated, Open::everything);
BENCHMARK_CAPTURE(decode_event, member_added, Mix::member_added, Open::everything);
BENCHMARK_CAPTURE(seal_bytes, libsodium, AesGcm::libsodium)->ArgName("bytes")->Arg(16)->Arg(120);
BENCHMARK_CAPTURE(seal_bytes, openssl, AesGcm::openssl)->ArgName("bytes")->Arg(16)->Arg(120);
BENCHMARK_CAPTURE(open_bytes, libsodium, AesGcm::libsodium)->ArgName("bytes")->Arg(16)->Arg(120);
BENCHMARK_CAPTURE(open_bytes, openssl, AesGcm::openssl)->ArgName("bytes")->Arg(16)->Arg(120);
BENCHMARK(key_pool_random_key)->Apply(sizes);

}  // namespace
}  // namespace rolecall
