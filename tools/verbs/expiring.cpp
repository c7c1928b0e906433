// rolecall expiring: whose roles run out, soonest first.
#include "tools/calls/answers.hpp"
#include "tools/table.hpp"

namespace rolecall {
namespace {

using boost::json::value;

std::string format_expiring(const value& body) {
  static constexpr Column columns[] = {
      {"USERNAME", [](const value& user) { return text_at(user, "/username"); }},
      {"ROLE", [](const value& user) { return text_at(user, "/role"); }},
      {"UNTIL", [](const value& user) { return time_at(user, "/role_valid_until"); }},
      {"STATUS", [](const value& user) { return text_at(user, "/status"); }},
      {"ID", [](const value& user) { return text_at(user, "/id"); }},
  };
  return format_table(columns, body.at("users").as_array());
}

}  // namespace

int run_expiring(const ReadOptions& options) {
  return run_read(options, {"v1", "roles", "expiring"}, format_expiring);
}

}  // namespace rolecall
