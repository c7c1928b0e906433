#include "engine/state/candidate_index.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace rolecall::test {
namespace {

using References = std::vector<std::uint32_t>;

// Everything that find() offers.
References offered(const CandidateIndex& index, std::uint64_t hash) {
  References found;
  index.find(hash, [&](std::uint32_t reference) {
    found.push_back(reference);
    return false;
  });
  return found;
}

constexpr auto no_other = [](std::uint32_t) { return false; };

TEST(CandidateIndex, IsEmptyAtFirst) {
  Epochs epochs;
  const CandidateIndex index(epochs);
  EXPECT_EQ(offered(index, 0), References{});
  EXPECT_EQ(offered(index, ~std::uint64_t{0}), References{});
}

TEST(CandidateIndex, AnswersTheFirstAcceptedCandidate) {
  Epochs epochs;
  CandidateIndex index(epochs);
  index.add(7, 1, no_other);
  index.add(7, 2, no_other);
  EXPECT_EQ(index.find(7, [](std::uint32_t reference) { return reference == 2; }), 2U);
  EXPECT_EQ(index.find(7, [](std::uint32_t) { return false; }), std::nullopt);
}

TEST(CandidateIndex, KeepsEveryReferenceValue) {
  Epochs epochs;
  CandidateIndex index(epochs);
  index.add(0, 0, no_other);
  index.add(~std::uint64_t{0}, UINT32_MAX, no_other);
  EXPECT_EQ(offered(index, 0), References{0});
  EXPECT_EQ(offered(index, ~std::uint64_t{0}), References{UINT32_MAX});
}

TEST(CandidateIndex, OffersClaimsOfOneKeyNewestFirst) {
  Epochs epochs;
  CandidateIndex index(epochs);
  for (std::uint32_t reference = 0; reference < 1000; ++reference) {
    index.add(42, reference, [&](std::uint32_t other) {
      EXPECT_EQ(other, reference - 1);  // the newest of the key is asked
      return true;
    });
  }
  References newest_first;
  for (std::uint32_t reference = 1000; reference-- != 0;) newest_first.push_back(reference);
  EXPECT_EQ(offered(index, 42), newest_first);
}

TEST(CandidateIndex, KeepsKeysOfTheSameTagApart) {
  Epochs epochs;
  CandidateIndex index(epochs);
  // Even and odd references are two keys; all have one hash.
  for (std::uint32_t reference = 0; reference < 10; ++reference) {
    index.add(42, reference, [&](std::uint32_t other) { return other % 2 == reference % 2; });
  }
  EXPECT_EQ(offered(index, 42), (References{8, 6, 4, 2, 0, 9, 7, 5, 3, 1}));
}

TEST(CandidateIndex, HoldsManyKeysOfTheSameTag) {
  Epochs epochs;
  CandidateIndex index(epochs);
  for (std::uint32_t reference = 0; reference < 3000; ++reference) {
    index.add(42, reference, no_other);
  }
  References found = offered(index, 42);
  std::ranges::sort(found);
  ASSERT_EQ(found.size(), 3000U);
  for (std::uint32_t i = 0; i < 3000; ++i) ASSERT_EQ(found[i], i);
}

TEST(CandidateIndex, WrapsAroundTheEndOfATable) {
  Epochs epochs;
  CandidateIndex index(epochs);
  const std::uint64_t last_home = std::uint64_t{0x7fffffff} << 25;
  for (std::uint32_t reference = 0; reference < 100; ++reference) {
    index.add(last_home, reference, no_other);
  }
  EXPECT_EQ(offered(index, last_home).size(), 100U);
}

// Few hashes, so that tags collide; the key is the hash with a number below 3.
RC_GTEST_PROP(CandidateIndex, OffersOfAKeyWhatAMultimapHolds, ()) {
  Epochs epochs;
  CandidateIndex index(epochs);
  struct Key {
    std::uint64_t hash;
    std::uint32_t no;
    auto operator<=>(const Key&) const = default;
  };
  std::vector<Key> keys;
  std::map<Key, References> model;
  const auto hashes = *rc::gen::resize(
      2000, rc::gen::arbitrary<std::vector<std::pair<std::uint16_t, std::uint8_t>>>());
  for (const auto& [bits, no] : hashes) {
    const Key key{(bits % 50 + 1) * 0x9e3779b97f4a7c15u, no % 3u};
    const auto reference = static_cast<std::uint32_t>(keys.size());
    index.add(key.hash, reference, [&](std::uint32_t other) { return keys[other] == key; });
    keys.push_back(key);
    auto& of_key = model[key];
    of_key.insert(of_key.begin(), reference);
    epochs.collect();
  }
  for (const auto& wanted : model) {
    const Key& key = wanted.first;
    References found = offered(index, key.hash);
    std::erase_if(found, [&](std::uint32_t reference) { return keys[reference] != key; });
    RC_ASSERT(found == wanted.second);
  }
}

TEST(CandidateIndex, FindsEverythingAfterManyGrowths) {
  Epochs epochs;
  CandidateIndex index(epochs);
  const auto hash = [](std::uint32_t reference) { return reference * 0x9e3779b97f4a7c15u; };
  for (std::uint32_t reference = 0; reference < 200'000; ++reference) {
    index.add(hash(reference), reference, no_other);
    if (reference % 1000 == 0) epochs.collect();
  }
  for (std::uint32_t reference = 0; reference < 200'000; ++reference) {
    const auto is_it = [&](std::uint32_t candidate) { return candidate == reference; };
    ASSERT_EQ(index.find(hash(reference), is_it), reference);
  }
}

TEST(CandidateIndex, KeepsASupersededTableForWhoIsFindingInIt) {
  Epochs epochs;
  CandidateIndex index(epochs);
  index.add(42, 0, no_other);
  const auto found = index.find(42, [&](std::uint32_t) {
    for (std::uint32_t reference = 1; reference < 100; ++reference) {
      index.add(42, reference, no_other);
      epochs.collect();
    }
    return true;
  });
  EXPECT_EQ(found, 0U);
  EXPECT_GT(epochs.waiting(), 0U);
  epochs.collect();
  EXPECT_EQ(epochs.waiting(), 0U);
}

}  // namespace
}  // namespace rolecall::test
