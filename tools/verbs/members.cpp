// rolecall members GROUP: who is in a group, named by id or by name.
#include "tools/calls/subjects.hpp"
#include "tools/exit_code.hpp"
#include "tools/tables.hpp"

namespace rolecall {
int run_members(const ReadOptions& options) {
  const auto backend = open_backend(options.common, LmdbMode::read_only);
  if (!backend) return fail(backend.error());
  const auto group = find_group(**backend, options.subject, moment_of(options));
  if (!group) return fail(group.error());
  return run_read(**backend, options, {"v1", "groups", group->id, "members"}, format_members);
}

}  // namespace rolecall
