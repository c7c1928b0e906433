// Random commands that mean something: mostly about what there is, by actors there are; and now and
// then about nothing at all.
#pragma once

#include <string>

#include "tests/property/model.hpp"
#include "tests/property/random_values.hpp"

namespace rolecall::test::model {

CommandRequest random_command(Random& random, const Model& model, Timestamp clock);

// For queries too.
UserRef random_user(Random& random, const Model& model);
GroupRef random_group(Random& random, const Model& model);

// One line, for whoever reads a counterexample.
std::string describe(const CommandRequest& request, const Model& model);

}  // namespace rolecall::test::model
