#include "tools/issued_key.hpp"

#include <cstdio>

#include "api/dialects/native/user_json.hpp"
#include "engine/writer/issue_api_key.hpp"
#include "projections/users/user_at.hpp"
#include "tools/exit_code.hpp"

namespace rolecall {

int issue_and_print(OpenedDirectory& opened, CommandRequest request, bool as_json) {
  const auto issued = issue_api_key(opened.directory.writer(),
                                    *opened.folder->client_secrets().api_keys, std::move(request));
  if (!issued) return fail(issued.error());
  if (as_json) {
    std::string text;
    JsonWriter json(text);
    native::append_issued_key(json, opened.directory.model(), *issued);
    std::printf("%s\n", text.c_str());
  } else {
    const UserAt user = *UserAt::find(View(opened.directory.model(), issued->outcome.position),
                                      issued->outcome.user);
    std::fprintf(stderr, "For %s (id %s, role %s). This API key is shown only once:\n",
                 std::string(user.profile().username).c_str(), user.id().text().c_str(),
                 std::string(word(user.version().role)).c_str());
    std::printf("%s\n", std::string(issued->api_key).c_str());
  }
  return exit_ok;
}

}  // namespace rolecall
