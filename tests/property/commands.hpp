// Random commands that mean something: mostly about what there is, by actors there are, with names
// from a small pool, so that they often collide; and now and then about nothing at all.
#pragma once

#include <string>

#include "tests/property/model.hpp"
#include "tests/property/random.hpp"

namespace rolecall::model {

CommandRequest random_command(Random& random, const Model& model, Timestamp clock);

// For queries too.
std::string random_username(Random& random);
std::string random_email(Random& random);
std::string random_prefix(Random& random);
UserRef random_user(Random& random, const Model& model);
GroupRef random_group(Random& random, const Model& model);
Uuid random_id(Random& random);

// One line, for whoever reads a counterexample.
std::string describe(const CommandRequest& request, const Model& model);

}  // namespace rolecall::model
