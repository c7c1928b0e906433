#include "projections/indexes/name_tree.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "projections/indexes/name_order.hpp"
#include "tools/load/population.hpp"

namespace rolecall::test {
namespace {

using References = std::vector<std::uint32_t>;

// Names by reference, and what a naive ordered index says about them.
struct Names {
  std::vector<std::string> texts;

  NameTree::NameOf name_of() const {
    return {[](const void* owner, std::uint32_t reference, std::size_t) {
              return std::string_view(static_cast<const Names*>(owner)->texts[reference]);
            },
            this};
  }
  bool operator()(std::uint32_t a, std::uint32_t b) const {
    const auto order = compare_folded(texts[a], texts[b]);
    return order != 0 ? order < 0 : a < b;
  }
};

// First names are few and short, usernames many and long: both kinds of ties.
Names first_names(std::uint32_t count) {
  Names names;
  for (std::uint32_t i = 0; i < count; ++i) names.texts.push_back(person(i).first);
  return names;
}
Names usernames(std::uint32_t count) {
  Names names;
  for (std::uint32_t i = 0; i < count; ++i) names.texts.push_back(person(i).username);
  return names;
}

References all_of(const Names& names) {
  References references(names.texts.size());
  std::iota(references.begin(), references.end(), 0U);
  return references;
}

References sorted(const Names& names, References references) {
  std::ranges::sort(references, names);
  return references;
}

References forwards(NameTree::Cursor cursor) {
  References found;
  for (; !cursor.done(); cursor.next()) found.push_back(cursor.reference());
  return found;
}

References backwards(NameTree::Cursor cursor) {
  References found;
  for (cursor.previous(); !cursor.done(); cursor.previous()) found.push_back(cursor.reference());
  return found;
}

TEST(NameTree, IsEmptyAtFirst) {
  Epochs epochs;
  const Names names;
  const NameTree tree(epochs, names.name_of());
  EXPECT_TRUE(tree.seek("").done());
  EXPECT_EQ(backwards(tree.seek("")), References{});
}

TEST(NameTree, SeeksInAnyCaseAndOrdersEqualNamesByReference) {
  Epochs epochs;
  const Names names{{"Zoe", "anna", "ANNA", "Anna.Maria.Becker", "anna.maria.adler"}};
  NameTree tree(epochs, names.name_of());
  for (const std::uint32_t reference : {0U, 2U, 1U, 4U, 3U}) tree.insert(reference);
  EXPECT_EQ(forwards(tree.seek("Anna")), (References{1, 2, 4, 3, 0}));
  EXPECT_EQ(forwards(tree.seek("anna", 2)), (References{2, 4, 3, 0}));
  EXPECT_EQ(forwards(tree.seek("anna", 3)), (References{4, 3, 0}));
  EXPECT_EQ(forwards(tree.seek("ANNA.MARIA.B")), (References{3, 0}));
}

TEST(NameTree, WalksBackwardsFromTheLastEntryOfAPrefix) {
  Epochs epochs;
  const Names names{{"zoe", "anna", "annabel", "bert"}};
  NameTree tree(epochs, names.name_of());
  tree.build(all_of(names));
  EXPECT_EQ(backwards(tree.seek("anna\xff")), (References{2, 1}));
  EXPECT_EQ(backwards(tree.seek("\xff")), (References{0, 3, 2, 1}));
}

TEST(NameTree, GoesByTheSecondNameWhereTheFirstIsEqual) {
  Epochs epochs;
  using People = std::vector<std::array<std::string, 2>>;
  const People people{{"Annabella-Maria", "Zoe"},
                      {"annabella-maria", ""},
                      {"", "Zoe"},
                      {"Ann", "Zoe"},
                      {"Ann", "abe"},
                      {"Annabella", "Abe"}};
  const NameTree::NameOf name_of{[](const void* owner, std::uint32_t reference, std::size_t name) {
                                   const auto& all = *static_cast<const People*>(owner);
                                   return std::string_view(all[reference].at(name));
                                 },
                                 &people, 2};
  const References expected{2, 4, 3, 5, 1, 0};
  for (const NameTree::Fanout fanout : {NameTree::Fanout{1, 2}, NameTree::Fanout{128, 512}}) {
    NameTree built(epochs, name_of, fanout);
    built.build(References{0, 1, 2, 3, 4, 5});
    NameTree inserted(epochs, name_of, fanout);
    for (const std::uint32_t reference : {3U, 0U, 5U, 2U, 1U, 4U}) inserted.insert(reference);
    for (const NameTree* const tree : {&built, &inserted}) {
      EXPECT_EQ(forwards(tree->seek("")), expected);
      EXPECT_EQ(backwards(tree->seek("\xff")), References(expected.rbegin(), expected.rend()));
      EXPECT_EQ(forwards(tree->seek_entry(5)), (References{5, 1, 0}));
      EXPECT_EQ(backwards(tree->seek_entry(5)), (References{3, 4, 2}));
    }
    inserted.erase(5);
    EXPECT_EQ(forwards(inserted.seek_entry(5)), (References{1, 0})) << "where it would be";
  }
}

TEST(NameTree, ShowsWhatFollowsInTheSameLeaf) {
  Epochs epochs;
  const Names names{{"a", "b", "c"}};
  NameTree tree(epochs, names.name_of());
  tree.build(all_of(names));
  const NameTree::Cursor cursor = tree.seek("b");
  EXPECT_EQ(References(cursor.ahead().begin(), cursor.ahead().end()), (References{1, 2}));
}

TEST(NameTree, KeepsACursorOnWhatItSawWhileTheWriterGoesOn) {
  Epochs epochs;
  const Names names = usernames(2000);
  NameTree tree(epochs, names.name_of(), {.leaf = 4, .directory = 4});
  References early = all_of(names);
  early.resize(1000);
  tree.build(early);
  NameTree::Cursor cursor = tree.seek("");
  for (std::uint32_t i = 1000; i < 2000; ++i) tree.insert(i), epochs.collect();
  EXPECT_GE(epochs.waiting(), 1000U);
  References found = forwards(std::move(cursor));
  epochs.collect();
  EXPECT_EQ(epochs.waiting(), 0U);
  std::erase_if(found, [](std::uint32_t reference) { return reference >= 1000; });
  EXPECT_EQ(found, sorted(names, early));
}

TEST(NameTree, FreesWhatItReplaced) {
  Epochs epochs;
  const Names names = usernames(1000);
  NameTree tree(epochs, names.name_of(), {.leaf = 4, .directory = 4});
  for (std::uint32_t i = 0; i < 1000; ++i) tree.insert(i);
  EXPECT_GE(epochs.waiting(), 1000U);
  epochs.collect();
  EXPECT_EQ(epochs.waiting(), 0U);
}

class NameTreeOfFanout : public testing::TestWithParam<NameTree::Fanout> {
 protected:
  Epochs epochs_;
  std::mt19937_64 random_{5};
};

TEST_P(NameTreeOfFanout, BuildsTheSameOrderAsInsertingOneByOne) {
  for (const Names& names : {usernames(5000), first_names(5000)}) {
    References references = all_of(names);
    const References expected = sorted(names, references);
    std::ranges::shuffle(references, random_);
    NameTree built(epochs_, names.name_of(), GetParam());
    built.build(references);
    NameTree inserted(epochs_, names.name_of(), GetParam());
    for (const std::uint32_t reference : references) inserted.insert(reference);
    EXPECT_EQ(forwards(built.seek("")), expected);
    EXPECT_EQ(forwards(inserted.seek("")), expected);
  }
}

TEST_P(NameTreeOfFanout, InsertsInRisingAndFallingOrder) {
  const Names names = usernames(3000);
  const References expected = sorted(names, all_of(names));
  NameTree rising(epochs_, names.name_of(), GetParam());
  for (const std::uint32_t reference : expected) rising.insert(reference);
  NameTree falling(epochs_, names.name_of(), GetParam());
  for (auto it = expected.rbegin(); it != expected.rend(); ++it) falling.insert(*it);
  EXPECT_EQ(forwards(rising.seek("")), expected);
  EXPECT_EQ(forwards(falling.seek("")), expected);
}

TEST_P(NameTreeOfFanout, EqualsASetUnderRandomInsertionsErasuresAndSeeks) {
  for (const Names& names : {usernames(1500), first_names(1500)}) {
    std::set<std::uint32_t, Names> model(names);
    NameTree tree(epochs_, names.name_of(), GetParam());
    for (int i = 0; i < 6000; ++i) {
      const auto reference = static_cast<std::uint32_t>(random_() % names.texts.size());
      // Growing at first, shrinking to nothing at last.
      if (!model.contains(reference) && random_() % 6000 > static_cast<unsigned>(i)) {
        model.insert(reference);
        tree.insert(reference);
      } else if (model.erase(reference) != 0) {
        tree.erase(reference);
      }
      epochs_.collect();
      const auto sought = static_cast<std::uint32_t>(random_() % names.texts.size());
      const auto at = model.lower_bound(sought);
      NameTree::Cursor cursor = tree.seek(names.texts[sought], sought);
      ASSERT_EQ(cursor.done(), at == model.end());
      if (!cursor.done()) {
        ASSERT_EQ(cursor.reference(), *at);
      }
      cursor.previous();
      ASSERT_EQ(cursor.done(), at == model.begin());
      if (!cursor.done()) {
        ASSERT_EQ(cursor.reference(), *std::prev(at));
      }
    }
    const References expected(model.begin(), model.end());
    EXPECT_EQ(forwards(tree.seek("")), expected);
    EXPECT_EQ(backwards(tree.seek("\xff")), References(expected.rbegin(), expected.rend()));
    for (const std::uint32_t reference : expected) tree.erase(reference);
    EXPECT_TRUE(tree.seek("").done());
    tree.insert(7);
    EXPECT_EQ(forwards(tree.seek("")), References{7});
  }
}

INSTANTIATE_TEST_SUITE_P(Fanouts, NameTreeOfFanout,
                         testing::Values(NameTree::Fanout{.leaf = 1, .directory = 2},
                                         NameTree::Fanout{.leaf = 4, .directory = 3},
                                         NameTree::Fanout{.leaf = 16, .directory = 512},
                                         NameTree::Fanout{.leaf = 128, .directory = 512}));

}  // namespace
}  // namespace rolecall::test
