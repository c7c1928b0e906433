// rolecall bootstrap: the first user of an empty directory, with an API key.
#include "tools/changes/issued_secret.hpp"
#include "tools/exit_code.hpp"

namespace rolecall {

int run_bootstrap(const ChangeOptions& options) {
  Common common = options.common;
  common.opens_empty = true;
  const auto backend = open_backend(common, LmdbMode::read_write);
  if (!backend) return fail(backend.error());
  return issue_api_key_by(
      **backend, options,
      {.method = Method::post, .path = {"v1", "bootstrap"}, .body = object_of(options.members)});
}

}  // namespace rolecall
