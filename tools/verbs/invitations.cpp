// rolecall invitations: who has been asked to join, and what came of it.
#include "tools/local_request.hpp"
#include "tools/table.hpp"

namespace rolecall {
namespace {

using boost::json::value;

std::string format_invitations(const value& body) {
  static constexpr Column columns[] = {
      {"EMAIL", [](const value& invitation) { return text_at(invitation, "/email"); }},
      {"ROLE", [](const value& invitation) { return text_at(invitation, "/role"); }},
      {"STATUS", [](const value& invitation) { return text_at(invitation, "/status"); }},
      {"EXPIRES", [](const value& invitation) { return time_at(invitation, "/expires_at"); }},
      {"INVITED", [](const value& invitation) { return time_at(invitation, "/created_at"); }},
      {"ID", [](const value& invitation) { return text_at(invitation, "/id"); }},
  };
  return format_table(columns, body.at("invitations").as_array());
}

}  // namespace

int run_invitations(const ReadOptions& options) {
  return run_local_request(options, {"v1", "invitations"}, format_invitations);
}

}  // namespace rolecall
