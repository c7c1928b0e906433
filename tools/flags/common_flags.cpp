#include "tools/flags/common_flags.hpp"

#include <CLI/CLI.hpp>

#include "tools/flags/flag_checks.hpp"
#include "tools/flags/usage_error.hpp"

namespace rolecall {

CLI::App& add_folder_verb(CLI::App& app, const char* name, const char* help, Common& common) {
  CLI::App& verb = *app.add_subcommand(name, help);
  verb.add_option("--data", common.data, "The data folder")
      ->check(says_something())
      ->each([&common](const std::string&) { common.is_data_given = true; })
      ->capture_default_str();
  verb.add_option("--master-key", common.master_key,
                  "File of the master key (default: the data folder's path and .master-key)")
      ->check(says_something());
  verb.add_flag("--json", common.json, "The JSON of the HTTP API instead of tables");
  return verb;
}

CLI::App& add_directory_verb(CLI::App& app, const char* name, const char* help, Common& common) {
  CLI::App& verb = add_folder_verb(app, name, help, common);
  verb.add_option("--server", common.server, "Ask the server at this URL instead")
      ->check(says_something());
  verb.add_option("--profile", common.profile, "Ask the server of this profile of `login`")
      ->check(says_something());
  verb.add_option("--api-key-file", common.api_key_file,
                  "File of the API key for the server (default: ROLECALL_API_KEY, or as logged in)")
      ->check(says_something());
  verb.add_option("--ca", common.ca,
                  "File of the authorities whose certificate the server may have (PEM)")
      ->check(says_something());
  return verb;
}

CLI::App& verbs_below(CLI::App& app, const char* name, const char* help) {
  for (CLI::App* const verb : app.get_subcommands({})) {
    if (verb->get_name() == name) return *verb;
  }
  CLI::App& verbs = *app.add_subcommand(name, help);
  verbs.require_subcommand(1);
  return verbs;
}

}  // namespace rolecall
