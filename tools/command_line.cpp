#include "tools/command_line.hpp"

#include <algorithm>
#include <sstream>

#include <CLI/CLI.hpp>

#include "tools/documents/document_verbs.hpp"
#include "tools/exit_code.hpp"
#include "tools/flags/asked.hpp"
#include "tools/flags/backup_flags.hpp"
#include "tools/flags/bench_flags.hpp"
#include "tools/flags/change_flags.hpp"
#include "tools/flags/common_flags.hpp"
#include "tools/flags/flag_checks.hpp"
#include "tools/flags/help_formatter.hpp"
#include "tools/flags/read_flags.hpp"
#include "tools/flags/serve_flags.hpp"
#include "tools/flags/settings.hpp"
#include "tools/flags/usage_error.hpp"
#include "tools/output.hpp"

namespace rolecall {
namespace {

constexpr const char* byte_order_mark = "With CSV: a byte order mark first, for spreadsheets";

void add_serve(CLI::App& app, Asked& asked) {
  CLI::App& verb =
      add_folder_verb(app, "serve", "Serve the directory over HTTP", asked.serve.common);
  add_serve_flags(verb, asked.serve);
  verb.callback([&asked] { asked.run = [&asked] { return run_serve(asked.serve); }; });
}

void add_config(CLI::App& app, Asked& asked) {
  CLI::App& verb = add_folder_verb(
      app, "config", "Which settings `serve` would have, and where from", asked.serve.common);
  add_serve_flags(verb, asked.serve);
  verb.callback([&asked, &verb] {
    asked.run = [&asked, &verb] {
      return print_settings(verb, asked.settings, asked.serve.common.json);
    };
  });
}

void add_accept_log(CLI::App& app, Asked& asked) {
  add_folder_verb(app, "accept-log",
                  "Take the log that was put back from a backup for the one wanted",
                  asked.accept_log)
      .callback([&asked] { asked.run = [&asked] { return run_accept_log(asked.accept_log); }; });
}

void add_backup_verbs(CLI::App& app, Asked& asked) {
  CLI::App& backup = add_folder_verb(
      app, "backup", "Back up into a folder what has come since last time", asked.backup.common);
  add_backup_flags(backup, asked.backup);
  backup.callback([&asked] { asked.run = [&asked] { return run_backup(asked.backup); }; });
  CLI::App& restore =
      add_folder_verb(app, "restore", "Make a data folder of a backup", asked.restore.common);
  add_restore_flags(restore, asked.restore);
  restore.callback([&asked] { asked.run = [&asked] { return run_restore(asked.restore); }; });
  CLI::App& master_key = verbs_below(app, "master-key", "The master key");
  add_folder_verb(master_key, "rotate", "Put a new one in its place", asked.master_key_rotate)
      .callback([&asked] {
        asked.run = [&asked] { return run_master_key_rotate(asked.master_key_rotate); };
      });
}

void add_import(CLI::App& app, Asked& asked) {
  ImportOptions& options = asked.import_from;
  CLI::App& verb = add_folder_verb(app, "import", "Import a history of NDJSON events, or people",
                                   options.common);
  verb.add_option("file", options.file, "File, or - for standard input")->required();
  CLI::Option* const people =
      verb.add_flag("--people", options.people, "Create a user for each row of the file");
  verb.add_option("--format", options.format,
                  "How the people are written: ndjson, csv, ldif, or as a realm of Keycloak or a "
                  "listing of SCIM (default: by the file's extension)")
      ->check(CLI::IsMember({"ndjson", "csv", "ldif", "keycloak", "scim"}))
      ->needs(people);
  verb.add_option("--role-from", options.role_from,
                  "With ldif, keycloak, scim: which words are which roles, "
                  "e.g. staff=analyst,lead=admin (default: all are analysts)")
      ->check(says_something())
      ->needs(people);
  verb.add_flag("--groups", options.groups,
                "With ldif, keycloak, scim: the groups that the people are in, too")
      ->needs(people);
  verb.add_option("--map", options.map,
                  "With ldif: an attribute and the member it becomes, e.g. "
                  "userPrincipalName=username or mobile=attributes.mobile; as often as needed")
      ->check(says_something())
      ->allow_extra_args(false)
      ->needs(people);
  verb.add_flag("--dry-run", options.dry_run, "Tell what would come of it, and store nothing")
      ->needs(people);
  verb.callback([&asked] { asked.run = [&asked] { return run_import(asked.import_from); }; });
}

void add_export(CLI::App& app, Asked& asked) {
  ExportOptions& options = asked.export_to;
  CLI::App& verb = add_directory_verb(app, "export", "Print all events as NDJSON, or all people",
                                      options.common);
  CLI::Option* const people =
      verb.add_flag("--people", options.people, "The users who are not removed");
  verb.add_option_function<std::string>(
          "--as-of", [&options](const std::string& value) { options.as_of = value; },
          "The people as they were: a position or an RFC 3339 time")
      ->needs(people);
  verb.add_option("--format", options.format, "ndjson; for people also csv and ldif")
      ->check(CLI::IsMember({"ndjson", "csv", "ldif"}))
      ->capture_default_str();
  verb.add_flag("--bom", options.bom, byte_order_mark);
  verb.add_option("--base", options.base,
                  "Name that the entries of ldif are below (default: dc=example,dc=org)")
      ->check(says_something());
  verb.callback([&asked] { asked.run = [&asked] { return run_export(asked.export_to); }; });
}

void add_login(CLI::App& app, Asked& asked) {
  LoginOptions& options = asked.login;
  CLI::App& login =
      *app.add_subcommand("login", "Keep how you are known at a server, for verbs that ask one");
  login.add_option("url", options.url, "Its URL, e.g. https://people.example.org")->required();
  login
      .add_option("--api-key-file", options.api_key_file,
                  "File of the API key (default: ROLECALL_API_KEY, or it is asked for)")
      ->check(says_something());
  login
      .add_option("--ca", options.ca,
                  "File of the authorities whose certificate the server may have (PEM)")
      ->check(says_something());
  login.callback([&asked] { asked.run = [&asked] { return run_login(asked.login); }; });
  CLI::App& logout = *app.add_subcommand("logout", "Forget that");
  logout.callback([&asked] { asked.run = [&asked] { return run_logout(asked.login); }; });
  for (CLI::App* const verb : {&login, &logout}) {
    verb->add_option("--profile", options.profile, "Under which name")->capture_default_str();
    verb->add_flag("--json", options.json, "JSON instead of a sentence");
  }
}

void add_bench(CLI::App& app, Asked& asked) {
  CLI::App& verb = *app.add_subcommand("bench", "Measure what a server makes of a load");
  add_bench_flags(verb, asked.bench);
  verb.callback([&asked] { asked.run = [&asked] { return run_bench(asked.bench); }; });
}

}  // namespace

int run_command_line(int argc, const char* const* argv) {
  Asked asked;
  CLI::App app("A user directory whose only truth is an append-only event log", "rolecall");
  app.formatter(std::make_shared<HelpFormatter>());  // of the verbs too, which are added behind it
  app.set_version_flag("--version", ROLECALL_VERSION);
  app.require_subcommand(1);
  app.footer("rolecall help VERB tells more of one of them.");
  add_serve(app, asked);
  add_config(app, asked);
  add_import(app, asked);
  add_export(app, asked);
  add_accept_log(app, asked);
  add_backup_verbs(app, asked);
  add_read_verbs(app, asked);
  add_change_verbs(app, asked);
  add_login(app, asked);
  add_bench(app, asked);
  add_document_verbs(app, asked.run);
  std::vector<std::string> words(argv + 1, argv + argc);
  if (std::ranges::find(words, "--json") != words.end()) tell_programs_of_failures();
  if (!words.empty() && words[0] == "help") {
    words.erase(words.begin());
    const CLI::App* verb = &app;
    for (const std::string& word : words) {
      const CLI::App* const found = find_verb(*verb, word);
      if (found == nullptr && !word.starts_with('-')) return refuse_verb(*verb, word);
      if (found != nullptr) verb = found;
    }
    words.emplace_back("--help");
  }
  auto settings = read_settings(app, words);
  if (!settings) return fail(settings.error());
  asked.settings = *std::move(settings);
  tell_origins_of_flags(origins_of(asked.settings));
  const auto others = words_of(asked.settings);
  words.insert(words.begin() + !words.empty(), others.begin(), others.end());
  std::ranges::reverse(words);  // as CLI11 takes them
  try {
    app.parse(std::move(words));
  } catch (const CLI::ParseError& stop) {  // --help and --version too
    std::ostringstream help, nowhere;
    if (app.exit(stop, help, nowhere) != 0) return refuse_usage(app, stop);
    return print(help.str());
  }
  return asked.run();
}

}  // namespace rolecall
