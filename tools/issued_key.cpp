#include "tools/issued_key.hpp"

#include <cstdio>

#include "api/dialects/native/user_json.hpp"
#include "engine/writer/issue_api_key.hpp"
#include "projections/users/user_at.hpp"
#include "tools/exit_code.hpp"
#include "tools/output.hpp"

namespace rolecall {

namespace {

std::string how_to_go_on(const NewApiKey& issued, Capability capability, const Common& common) {
  std::string folder = " --data " + common.data.string();
  if (!common.master_key.empty()) folder += " --master-key " + common.master_key.string();
  return "The user and the API key exist all the same, but nobody has seen the key. For another:\n"
         "  rolecall keys issue " +
         issued.outcome.user.text() + " --capability " + std::string(name_of(capability)) + folder +
         "\nand to take back the one that is lost:\n"
         "  rolecall keys revoke " +
         issued.id.text() + folder;
}

}  // namespace

int issue_and_print(OpenedDirectory& opened, CommandRequest request, const Common& common) {
  const auto* const command = std::get_if<IssueApiKey>(&request.command);
  const Capability capability = command == nullptr ? Capability::manage : command->capability;
  const auto issued = issue_api_key(opened.directory.writer(),
                                    *opened.folder->client_secrets().api_keys, std::move(request));
  if (!issued) return fail(issued.error());
  const UserAt user =
      *UserAt::find(View(opened.directory.model(), issued->outcome.position), issued->outcome.user);
  std::string text;
  if (common.json) {
    JsonWriter json(text);
    native::append_issued_key(json, opened.directory.model(), *issued);
  } else {
    std::fprintf(stderr, "For %s (id %s, role %s). This API key is shown only once:\n",
                 std::string(user.profile().username).c_str(), user.id().text().c_str(),
                 std::string(name_of(user.version().role)).c_str());
    text = std::string(issued->api_key);
  }
  return print(text + "\n", how_to_go_on(*issued, capability, common));
}

}  // namespace rolecall
