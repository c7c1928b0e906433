#include "tools/flags/read_flags.hpp"

#include <algorithm>
#include <string>

#include <CLI/CLI.hpp>

#include "tools/flags/common_flags.hpp"
#include "tools/flags/flag_checks.hpp"

namespace rolecall {
namespace {

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

void add_flags(CLI::App& verb, Asked& asked, std::initializer_list<Flag> flags) {
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
}

CLI::App& add_read_verb(CLI::App& app, const char* name, const char* help, Asked& asked,
                        int (*run)(const ReadOptions&), std::initializer_list<Flag> flags) {
  CLI::App& verb = add_directory_verb(app, name, help, asked.read.common);
  add_flags(verb, asked, flags);
  verb.callback([&asked, &verb, run] {
    const bool is_another_below = !verb.get_subcommands().empty();
    if (!is_another_below) asked.run = [&asked, run] { return run(asked.read); };
  });
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
  add_read_verb(verbs_below(app, "user", "One user, or several"), "show", "All there is of a user",
                asked, &run_user_show, {as_of})
      .add_option("user", asked.read.subject, name_or_id)
      ->required();
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
  CLI::App& replay = add_folder_verb(app, "replay", "Fold the log anew and tell the state's hash",
                                     asked.read.common);
  add_flags(replay, asked, {as_of});
  replay.callback([&asked] { asked.run = [&asked] { return run_replay(asked.read); }; });
}

void add_key_verbs(CLI::App& app, Asked& asked) {
  add_read_verb(verbs_below(app, "keys", "API keys"), "list", "The API keys, newest first", asked,
                &run_keys_list, {{"user", "Of this user; name or id"}, limit, cursor, as_of});
}

// For the scripts of `completion`: not told of in the help.
void add_names(CLI::App& app, Asked& asked) {
  CLI::App& names = add_read_verb(app, "names", "Names that begin so", asked, &run_names, {limit});
  names.add_option("kind", asked.read.subject, "users or groups")
      ->required()
      ->check(CLI::IsMember({"users", "groups"}));
  names.add_option_function<std::string>(
      "beginning",
      [&asked](const std::string& text) {
        if (!text.empty()) asked.read.parameters.emplace_back("q", text);
      },
      "Of the name");
  names.group("");
}

}  // namespace

void add_read_verbs(CLI::App& app, Asked& asked) {
  add_user_verbs(app, asked);
  add_group_verbs(app, asked);
  add_history_verbs(app, asked);
  add_key_verbs(app, asked);
  add_names(app, asked);
}

}  // namespace rolecall
