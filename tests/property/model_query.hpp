// What a query must answer, by looking at each user.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "projections/users/user_filter.hpp"
#include "projections/users/user_query.hpp"
#include "tests/property/model.hpp"

namespace rolecall::test::model {

// Indexes of users in order; nothing: the filter names no living group.
std::optional<std::vector<std::size_t>> list_users(const Model& model, const World& world,
                                                   const UserFilter& filter, UserOrder order);
std::optional<Counts::ByClass> count_users(const Model& model, const World& world,
                                           const UserFilter& filter);
// Living groups by name, or those of a member by first joining, latest first; nothing: no such
// user.
std::optional<std::vector<std::size_t>> list_groups(const Model& model, const World& world,
                                                    std::string_view prefix,
                                                    const std::optional<UserRef>& member);
// Present members, latest first joined first.
std::vector<Member> list_members(const World& world, std::size_t group);

// The bytes whose SHA-256 is the state hash (hashed_state.cpp).
std::string hashed_state(const Model& model, std::uint64_t position);

}  // namespace rolecall::test::model
