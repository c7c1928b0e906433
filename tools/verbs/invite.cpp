// rolecall invite EMAIL; rolecall invitations, renew ID, revoke ID: who is asked to join.
#include "tools/calls/answers.hpp"
#include "tools/changes/issued_secret.hpp"
#include "tools/exit_code.hpp"
#include "tools/tables.hpp"

namespace rolecall {
namespace {

std::string format_invitation(const boost::json::value& invitation) {
  return format_invitations(boost::json::object{{"invitations", boost::json::array{invitation}}});
}

Call invitation_call(const ChangeOptions& options, const std::string& what) {
  return {.method = Method::post,
          .path = {"v1", "invitations", options.subjects.front(), what},
          .body = object_of(options.members)};
}

}  // namespace

int run_invitations(const ReadOptions& options) {
  return run_read(options, {"v1", "invitations"}, format_invitations);
}

int run_invite(const ChangeOptions& options) {
  const auto backend = open_backend(options.common, LmdbMode::read_write);
  if (!backend) return fail(backend.error());
  return invite_by(
      **backend, options,
      {.method = Method::post, .path = {"v1", "invitations"}, .body = object_of(options.members)});
}

int run_invitations_renew(const ChangeOptions& options) {
  const auto backend = open_backend(options.common, LmdbMode::read_write);
  if (!backend) return fail(backend.error());
  return invite_by(**backend, options, invitation_call(options, "renew"));
}

int run_invitations_revoke(const ChangeOptions& options) {
  const auto backend = open_backend(options.common, LmdbMode::read_write);
  if (!backend) return fail(backend.error());
  return run_change(**backend, options, invitation_call(options, "revoke"), format_invitation);
}

}  // namespace rolecall
