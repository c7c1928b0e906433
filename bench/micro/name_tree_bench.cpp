// The ordered name index over usernames that lie, as profiles do, one behind the other in memory.
// Arguments: number of names. `--benchmark_filter=/10000000` runs the largest alone.
#include <cstdint>
#include <malloc.h>
#include <memory>
#include <random>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>

#include "projections/indexes/name_tree.hpp"
#include "tools/load/population.hpp"

namespace rolecall {
namespace {

// Records of a length byte, a username, the other names; a reference is an offset in words.
class Profiles {
 public:
  explicit Profiles(std::size_t count) {
    references_.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      const Person one = person(i);
      references_.push_back(static_cast<std::uint32_t>(bytes_.size() / 4));
      bytes_.push_back(static_cast<char>(one.username.size()));
      bytes_.insert(bytes_.end(), one.username.begin(), one.username.end());
      bytes_.insert(bytes_.end(), one.display.begin(), one.display.end());
      bytes_.resize((bytes_.size() + 3) / 4 * 4);
    }
  }
  static const Profiles& of(std::int64_t count) {
    static std::unique_ptr<Profiles> last;
    if (!last || last->references_.size() != static_cast<std::size_t>(count)) {
      last.reset();
      last = std::make_unique<Profiles>(count);
    }
    return *last;
  }

  const std::vector<std::uint32_t>& references() const { return references_; }
  NameTree::NameOf username() const {
    return {[](const void* bytes, std::uint32_t reference, std::size_t) {
              const char* at = static_cast<const char*>(bytes) + std::size_t{reference} * 4;
              return std::string_view(at + 1, static_cast<unsigned char>(*at));
            },
            bytes_.data()};
  }

 private:
  std::vector<char> bytes_;
  std::vector<std::uint32_t> references_;
};

double allocated_bytes() {
  const struct mallinfo2 info = ::mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd);
}

void insert_all(NameTree& tree, Epochs& epochs, const Profiles& profiles) {
  std::size_t inserted = 0;
  for (const std::uint32_t reference : profiles.references()) {
    tree.insert(reference);
    if (++inserted % 64 == 0) epochs.collect();
  }
  epochs.collect();
}

void name_tree_insert(benchmark::State& state) {
  const Profiles& profiles = Profiles::of(state.range(0));
  for (auto _ : state) {
    const double before = allocated_bytes();
    Epochs epochs;
    NameTree tree(epochs, profiles.username());
    insert_all(tree, epochs, profiles);
    state.counters["bytes_per_name"] =
        (allocated_bytes() - before) / static_cast<double>(state.range(0));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void name_tree_build(benchmark::State& state) {
  const Profiles& profiles = Profiles::of(state.range(0));
  for (auto _ : state) {
    const double before = allocated_bytes();
    Epochs epochs;
    NameTree tree(epochs, profiles.username());
    tree.build(profiles.references());
    state.counters["bytes_per_name"] =
        (allocated_bytes() - before) / static_cast<double>(state.range(0));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

// Seeks a random name and reads the 20 references from there on, in a tree grown by insertions.
void name_tree_seek_and_20(benchmark::State& state) {
  const Profiles& profiles = Profiles::of(state.range(0));
  Epochs epochs;
  NameTree tree(epochs, profiles.username());
  insert_all(tree, epochs, profiles);
  std::mt19937_64 random(1);
  for (auto _ : state) {
    const std::uint32_t sought = profiles.references()[random() % profiles.references().size()];
    const auto guard = epochs.enter();
    auto cursor = tree.seek(profiles.username()(sought), sought);
    for (int i = 0; i < 20 && !cursor.done(); ++i, cursor.next()) {
      benchmark::DoNotOptimize(cursor.reference());
    }
  }
}

void sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgName("names")->Arg(10'000)->Arg(1'000'000)->Arg(10'000'000);
}

BENCHMARK(name_tree_insert)->Apply(sizes)->Unit(benchmark::kMillisecond);
BENCHMARK(name_tree_build)->Apply(sizes)->Unit(benchmark::kMillisecond);
BENCHMARK(name_tree_seek_and_20)->Apply(sizes);

}  // namespace
}  // namespace rolecall
