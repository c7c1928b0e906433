// Asks a directory and the model the same, and fails the property where they differ.
#pragma once

#include <optional>
#include <vector>

#include "projections/directory/directory.hpp"
#include "projections/model/cursor.hpp"
#include "projections/users/user_query.hpp"
#include "tests/property/model.hpp"
#include "tests/property/random.hpp"

namespace rolecall::test::model {

struct Subject {
  const Directory& directory;
  const Model& model;
};

// Every query with random filters, pages and limits, at one position.
void compare_at(const Subject& subject, std::uint64_t position, Random& random);
// Every user, group, membership, invitation, key and event, one by one, and the state hash.
void compare_all(const Subject& subject, std::uint64_t position);
// What a dry run has told.
void compare_planned(const Model& model, const Answer& expected, const Outcome& found);

// A list that is walked while further commands are written.
class PinnedWalk {
 public:
  PinnedWalk(const Subject& subject, std::uint64_t position, Random& random);
  // Compares one more page; false: that was the last.
  bool step(const Subject& subject);

 private:
  UserFilter filter_;
  UserOrder order_;
  std::size_t limit_;
  std::uint64_t position_;
  std::vector<std::size_t> expected_;
  std::size_t shown_ = 0;
  std::optional<Cursor> after_;
};

}  // namespace rolecall::test::model
