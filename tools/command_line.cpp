#include "tools/command_line.hpp"

#include <algorithm>
#include <sstream>

#include <CLI/CLI.hpp>

#include "tools/bench_flags.hpp"
#include "tools/exit_code.hpp"
#include "tools/flag_checks.hpp"
#include "tools/output.hpp"
#include "tools/serve_flags.hpp"
#include "tools/usage_error.hpp"
#include "tools/verbs.hpp"

namespace rolecall {
namespace {

// All options of all verbs, and which verb was asked for.
struct Asked {
  ReadOptions read;
  ServeOptions serve;
  BootstrapOptions bootstrap;
  Common accept_log;
  KeysIssueOptions keys_issue;
  KeysRevokeOptions keys_revoke;
  ImportOptions import_from;
  ExportOptions export_to;
  BenchOptions bench;
  std::function<int()> run;
};

// A parameter of the route, and as a flag of the verb: with - for _.
struct Flag {
  const char* parameter;
  const char* help;
};

constexpr Flag as_of{"as_of", "The state asked about: a position or an RFC 3339 time"};
constexpr Flag limit{"limit", "How many at most, up to 1000 (default 50)"};
constexpr Flag cursor{"cursor", "Where the page before ended"};
constexpr Flag role{"role", "viewer, analyst, admin, ops; several with commas"};
constexpr Flag status{"status", "active, deactivated, removed, erased; several with commas"};
constexpr Flag prefix{"q", "Beginning of the username, first or last name"};
constexpr Flag username{"username", "The whole username"};
constexpr Flag email{"email", "The whole email address"};
constexpr Flag group{"group", "Members of this group, by name or id"};

constexpr const char* byte_order_mark = "With CSV: a byte order mark first, for spreadsheets";
constexpr const char* name_or_id = "Name at the moment asked about, or id";

CLI::App& add_verb(CLI::App& app, const char* name, const char* help, Common& common) {
  CLI::App& verb = *app.add_subcommand(name, help);
  verb.add_option("--data", common.data, "The data folder")
      ->check(says_something())
      ->capture_default_str();
  verb.add_option("--master-key", common.master_key,
                  "File of the master key (default: the data folder's path and .master-key)")
      ->check(says_something());
  verb.add_flag("--json", common.json, "The JSON of the HTTP API instead of tables");
  return verb;
}

CLI::App& add_read_verb(CLI::App& app, const char* name, const char* help, Asked& asked,
                        int (*run)(const ReadOptions&), std::initializer_list<Flag> flags) {
  CLI::App& verb = add_verb(app, name, help, asked.read.common);
  for (const Flag& flag : flags) {
    std::string option = std::string("--") + flag.parameter;
    std::replace(option.begin(), option.end(), '_', '-');
    verb.add_option_function<std::string>(
        option,
        [&asked, parameter = flag.parameter](const std::string& value) {
          asked.read.parameters.emplace_back(parameter, value);
        },
        flag.help);
  }
  verb.callback([&asked, run] { asked.run = [&asked, run] { return run(asked.read); }; });
  return verb;
}

// What a verb prints in place of its table: either this or --json.
void add_other_form(CLI::App& verb, const char* option, bool& is_asked, const char* help) {
  verb.add_flag(option, is_asked, help)->excludes(verb.get_option("--json"));
}

void add_user_verbs(CLI::App& app, Asked& asked) {
  CLI::App& count = add_read_verb(
      app, "count", "How many users there are", asked, &run_count,
      {{"by", "role or status"}, role, status, prefix, username, email, group, as_of});
  count.add_option("--over", asked.read.over, "With --by role: a period, e.g. 2018..2026")
      ->check(says_something());
  add_other_form(count, "--svg", asked.read.svg, "With --over: a picture");
  add_read_verb(app, "list", "The users", asked, &run_list,
                {role,
                 status,
                 prefix,
                 username,
                 email,
                 group,
                 {"sort", "A member as --json shows it; - before it turns the order"},
                 limit,
                 cursor,
                 as_of});
  add_read_verb(app, "holders", "The active users who hold a role", asked, &run_holders,
                {limit, cursor, as_of})
      .add_option("role", asked.read.subject, "viewer, analyst, admin or ops")
      ->required();
  add_read_verb(app, "expiring", "Whose roles run out, soonest first", asked, &run_expiring,
                {{"before", "RFC 3339 time"}, limit, cursor, as_of});
  add_read_verb(app, "invitations", "Who has been asked to join", asked, &run_invitations,
                {{"status", "open, accepted, revoked, expired; several with commas"},
                 email,
                 limit,
                 cursor,
                 as_of});
}

void add_group_verbs(CLI::App& app, Asked& asked) {
  add_read_verb(app, "groups", "The groups", asked, &run_groups,
                {{"q", "Beginning of the name"},
                 {"user", "Of this member; name or id"},
                 limit,
                 cursor,
                 as_of});
  add_read_verb(app, "members", "Who is in a group", asked, &run_members, {limit, cursor, as_of})
      .add_option("group", asked.read.subject, name_or_id)
      ->required();
}

void add_history_verbs(CLI::App& app, Asked& asked) {
  CLI::App& history = add_read_verb(app, "history", "Everything that happened to a user", asked,
                                    &run_history, {limit, cursor, as_of});
  history.add_option("user", asked.read.subject, name_or_id)->required();
  add_other_form(history, "--svg", asked.read.svg, "A picture of the roles instead");
  add_read_verb(app, "timeline", "The roles a user has had", asked, &run_timeline,
                {limit, cursor, as_of})
      .add_option("user", asked.read.subject, name_or_id)
      ->required();
  add_read_verb(app, "role-changes", "Who changed which role when", asked, &run_role_changes,
                {{"user", "Whose role; name or id"},
                 {"actor", "Who changed it; name or id"},
                 {"role", "Given or taken away"},
                 {"group", "Of those who were members then; name or id"},
                 {"since", "RFC 3339 time"},
                 {"until", "RFC 3339 time"},
                 limit,
                 cursor,
                 as_of});
  CLI::App& diff = add_read_verb(app, "diff", "What differs between two moments", asked, &run_diff,
                                 {{"since", "A position or an RFC 3339 time"},
                                  {"until", "A position or an RFC 3339 time (default: now)"},
                                  limit,
                                  cursor});
  add_other_form(diff, "--csv", asked.read.csv,
                 "CSV instead of a table; without --limit: of all pages");
  diff.add_flag("--bom", asked.read.bom, byte_order_mark)->needs(diff.get_option("--csv"));
  add_read_verb(app, "events", "The log", asked, &run_events,
                {{"after", "Only events behind this position"},
                 {"user", "About whom; name or id"},
                 {"actor", "By whom; name or id"},
                 {"group", "Of this group; name or id"},
                 {"type", "Of this type, e.g. RoleAssigned; several with commas"},
                 limit,
                 cursor,
                 as_of})
      .add_flag("--follow", asked.read.follow, "Go on with what a running server stores");
  add_read_verb(app, "replay", "Fold the log anew and tell the state's hash", asked, &run_replay,
                {as_of});
}

void add_serve(CLI::App& app, Asked& asked) {
  CLI::App& verb = add_verb(app, "serve", "Serve the directory over HTTP", asked.serve.common);
  add_serve_flags(verb, asked.serve);
  verb.callback([&asked] { asked.run = [&asked] { return run_serve(asked.serve); }; });
}

void add_writing_verbs(CLI::App& app, Asked& asked) {
  CLI::App& bootstrap =
      add_verb(app, "bootstrap", "Create the first user and an API key", asked.bootstrap.common);
  bootstrap.add_option("--username", asked.bootstrap.username, "Username")->required();
  bootstrap.add_option("--email", asked.bootstrap.email, "Email address");
  bootstrap.add_option("--display-name", asked.bootstrap.display_name, "Display name");
  bootstrap.add_option("--first-name", asked.bootstrap.first_name, "First name");
  bootstrap.add_option("--last-name", asked.bootstrap.last_name, "Last name");
  bootstrap.callback([&asked] { asked.run = [&asked] { return run_bootstrap(asked.bootstrap); }; });

  CLI::App& keys = *app.add_subcommand("keys", "API keys");
  keys.require_subcommand(1);
  add_read_verb(keys, "list", "The API keys, newest first", asked, &run_keys_list,
                {{"user", "Of this user; name or id"}, limit, cursor, as_of});
  CLI::App& revoke = add_verb(keys, "revoke", "Revoke an API key", asked.keys_revoke.common);
  revoke.add_option("key", asked.keys_revoke.key, "Its id")->required();
  revoke.callback(
      [&asked] { asked.run = [&asked] { return run_keys_revoke(asked.keys_revoke); }; });
  CLI::App& issue = add_verb(keys, "issue", "Issue an API key to a user", asked.keys_issue.common);
  issue.add_option("user", asked.keys_issue.user, "Name or id")->required();
  issue.add_option("--capability", asked.keys_issue.capability, "read or manage")->required();
  issue.add_option("--expires-at", asked.keys_issue.expires_at, "RFC 3339 time (default: never)")
      ->check(says_something());
  issue.callback([&asked] { asked.run = [&asked] { return run_keys_issue(asked.keys_issue); }; });
}

void add_accept_log(CLI::App& app, Asked& asked) {
  add_verb(app, "accept-log", "Take the log that was put back from a backup for the one wanted",
           asked.accept_log)
      .callback([&asked] { asked.run = [&asked] { return run_accept_log(asked.accept_log); }; });
}

void add_import(CLI::App& app, Asked& asked) {
  ImportOptions& options = asked.import_from;
  CLI::App& verb =
      add_verb(app, "import", "Import a history of NDJSON events, or people", options.common);
  verb.add_option("file", options.file, "File, or - for standard input")->required();
  CLI::Option* const people =
      verb.add_flag("--people", options.people, "Create a user for each row of the file");
  verb.add_option("--format", options.format,
                  "How the people are written: csv or ndjson (default: by the file's extension)")
      ->check(CLI::IsMember({"csv", "ndjson"}))
      ->needs(people);
  verb.add_flag("--dry-run", options.dry_run, "Tell what would come of it, and store nothing")
      ->needs(people);
  verb.callback([&asked] { asked.run = [&asked] { return run_import(asked.import_from); }; });
}

void add_export(CLI::App& app, Asked& asked) {
  ExportOptions& options = asked.export_to;
  CLI::App& verb =
      add_verb(app, "export", "Print all events as NDJSON, or all people", options.common);
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

void add_bench(CLI::App& app, Asked& asked) {
  CLI::App& verb = *app.add_subcommand("bench", "Measure what a server makes of a load");
  add_bench_flags(verb, asked.bench);
  verb.callback([&asked] { asked.run = [&asked] { return run_bench(asked.bench); }; });
}

}  // namespace

int run_command_line(int argc, const char* const* argv) {
  Asked asked;
  CLI::App app("A user directory whose only truth is an append-only event log", "rolecall");
  app.set_version_flag("--version", ROLECALL_VERSION);
  app.require_subcommand(1);
  app.footer("rolecall help VERB tells more of one of them.");
  add_serve(app, asked);
  add_writing_verbs(app, asked);
  add_import(app, asked);
  add_export(app, asked);
  add_accept_log(app, asked);
  add_user_verbs(app, asked);
  add_group_verbs(app, asked);
  add_history_verbs(app, asked);
  add_bench(app, asked);
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
