// rolecall names users|groups [BEGINNING]: what shells complete, a line each; of a server only, as
// a folder may take long to open.
#include "tools/calls/answers.hpp"
#include "tools/calls/server_access.hpp"
#include "tools/exit_code.hpp"
#include "tools/output.hpp"
#include "tools/plain_text.hpp"
#include "tools/table.hpp"

namespace rolecall {

int run_names(const ReadOptions& options) {
  const auto access = server_asked(options.common);
  if (!access) return fail(access.error());
  if (!*access) return exit_ok;
  const auto backend = open_backend(options.common, LmdbMode::read_only);
  if (!backend) return fail(backend.error());
  const char* const name = options.subject == "users" ? "/username" : "/name";
  const auto body = get_json(**backend, {"v1", options.subject}, options.parameters);
  if (!body) return fail(body.error());
  std::string lines;
  for (const auto& row : body->at(options.subject).as_array()) {
    lines += in_one_line(text_at(row, name)) + "\n";
  }
  return print(lines);
}

}  // namespace rolecall
