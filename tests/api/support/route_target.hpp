// A route's path with what makes it answer, where something does: a user, a role, a realm.
#pragma once

#include <map>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "api/http/router.hpp"

namespace rolecall::test {

struct RouteSubject {
  std::string username, id, email;
};

inline std::string target_of(const Route& route, const RouteSubject& user) {
  static const std::map<std::string, std::string, std::less<>> queries{
      {"/v1/events/poll", "?wait=0"},
      {"/v1/diff", "?since=0"},
      {"/v1/role-counts", "?since=2024-01-01T00:00:00Z"}};
  std::string target = route.pattern;
  const std::pair<std::string, std::string> values[] = {
      {"{role}", "admin"},       {"{realm}", "master"}, {"{username}", user.username},
      {"{name}", user.username}, {"{user}", user.id},   {"{email}", user.email},
      {"{guid}", user.id},       {"{id}", user.id},     {"{user_guid}", user.id},
      {"{group}", user.id}};
  for (const auto& [name, value] : values) {
    if (const auto at = target.find(name); at != target.npos) {
      target.replace(at, name.size(), value);
    }
  }
  EXPECT_EQ(target.find('{'), target.npos) << target;
  const auto query = queries.find(route.pattern);
  return query == queries.end() ? target : target + query->second;
}

}  // namespace rolecall::test
