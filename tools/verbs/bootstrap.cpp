// rolecall bootstrap: the first user of an empty directory, with an API key.
#include "tools/exit_code.hpp"
#include "tools/issued_key.hpp"
#include "tools/opened_directory.hpp"

namespace rolecall {

int run_bootstrap(const BootstrapOptions& options) {
  const auto opened = open_directory(options.common, LmdbMode::read_write);
  if (!opened) return fail(opened.error());
  CommandRequest request;
  request.command = Bootstrap{.profile = {.username = options.username,
                                          .email = options.email,
                                          .display_name = options.display_name,
                                          .first_name = options.first_name,
                                          .last_name = options.last_name,
                                          .external_id = {},
                                          .attributes = {}},
                              .key = {}};
  request.actor.kind = ActorKind::bootstrap;
  request.channel = Channel::cli;
  return issue_and_print(**opened, std::move(request), options.common);
}

}  // namespace rolecall
