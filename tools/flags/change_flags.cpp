#include "tools/flags/change_flags.hpp"

#include <string>

#include <CLI/CLI.hpp>
#include <boost/json/parse.hpp>

#include "tools/changes/change.hpp"
#include "tools/flags/common_flags.hpp"
#include "tools/flags/flag_checks.hpp"

namespace rolecall {
namespace {

using Run = int (*)(const ChangeOptions&);

constexpr const char* until = "RFC 3339 time";

CLI::App& add_change_verb(CLI::App& app, const char* name, const char* help, Asked& asked,
                          Run run) {
  ChangeOptions& options = asked.change;
  CLI::App& verb = add_directory_verb(app, name, help, options.common);
  verb.add_flag("--dry-run", options.dry_run, "Tell what would be recorded, and record nothing");
  verb.callback([&asked, run] { asked.run = [&asked, run] { return run(asked.change); }; });
  return verb;
}

void add_reason(CLI::App& verb, Asked& asked) {
  verb.add_option_function<std::string>(
      "--reason",
      [&asked](const std::string& text) {
        asked.change.members.emplace_back("reason", json_text(text));
      },
      "Why; it is kept with what is recorded");
}

void add_if_revision(CLI::App& verb, Asked& asked) {
  verb.add_option("--if-revision", asked.change.if_revision,
                  "Only if nothing else has changed it since: its revision");
}

// A member of the body that is text. What is empty takes it away, where that is possible.
CLI::Option* add_text(CLI::App& verb, Asked& asked, const char* flag, const char* member,
                      const char* help, bool may_be_empty = false) {
  CLI::Option* const option = verb.add_option_function<std::string>(
      flag,
      [&asked, member](const std::string& text) {
        asked.change.members.emplace_back(member, text.empty() ? "null" : json_text(text));
      },
      help);
  if (!may_be_empty) option->check(says_something());
  return option;
}

CLI::Validator is_json_object() {
  return {[](std::string& text) {
            boost::json::error_code failed;
            const auto value = boost::json::parse(text, failed);
            return std::string(failed || !value.is_object() ? "must be a JSON object" : "");
          },
          ""};
}

void add_profile(CLI::App& verb, Asked& asked, bool may_be_empty) {
  add_text(verb, asked, "--email", "email", "Email address", may_be_empty);
  add_text(verb, asked, "--display-name", "display_name", "Display name", may_be_empty);
  add_text(verb, asked, "--first-name", "first_name", "First name", may_be_empty);
  add_text(verb, asked, "--last-name", "last_name", "Last name", may_be_empty);
}

void add_directory_profile(CLI::App& verb, Asked& asked, bool may_be_empty) {
  add_profile(verb, asked, may_be_empty);
  add_text(verb, asked, "--external-id", "external_id", "What another system calls the user",
           may_be_empty);
  verb.add_option_function<std::string>(
          "--attributes",
          [&asked](const std::string& json) {
            asked.change.members.emplace_back("attributes", json);
          },
          "Whatever else is kept: a JSON object, in the place of the one before")
      ->check(is_json_object());
}

CLI::Option* add_role(CLI::App& verb, Asked& asked, const char* help) {
  return add_text(verb, asked, "--role", "role", help)
      ->check(CLI::IsMember({"viewer", "analyst", "admin", "ops"}));
}

// One user or several, who are then rehearsed and asked about.
void add_people(CLI::App& verb, Asked& asked) {
  ChangeOptions& options = asked.change;
  verb.add_option("users", options.subjects,
                  "By name or id; - stands for those of standard input, one on each line");
  verb.add_option(
          "--where", options.where,
          "Instead of names: users as `list` has them, e.g. role=viewer; may be given again")
      ->allow_extra_args(false);
  verb.add_flag("--yes", options.yes, "Several are changed without a question");
}

CLI::App& add_user_change(CLI::App& user, const char* name, const char* help, Asked& asked,
                          Run run) {
  CLI::App& verb = add_change_verb(user, name, help, asked, run);
  add_people(verb, asked);
  add_reason(verb, asked);
  add_if_revision(verb, asked);
  return verb;
}

void add_user_changes(CLI::App& app, Asked& asked) {
  CLI::App& user = verbs_below(app, "user", "One user, or several");
  CLI::App& create = add_change_verb(user, "create", "Create a user", asked, &run_user_create);
  add_text(create, asked, "username", "username", "Username")->required();
  add_directory_profile(create, asked, false);
  add_role(create, asked, "What they may do (default: analyst)");
  create.add_flag_callback(
      "--inactive", [&asked] { asked.change.members.emplace_back("active", "false"); },
      "Deactivated at first");
  add_reason(create, asked);
  CLI::App& update =
      add_user_change(user, "update", "Change the profile; an empty value takes a member away",
                      asked, &run_user_update);
  add_text(update, asked, "--username", "username", "Another username");
  add_directory_profile(update, asked, true);
  add_user_change(user, "deactivate", "Let the user do nothing until activated", asked,
                  &run_user_deactivate);
  add_user_change(user, "activate", "Let a deactivated user in again", asked, &run_user_activate);
  add_user_change(user, "remove", "Remove the user, with memberships, API keys and password", asked,
                  &run_user_remove);
  add_user_change(user, "restore", "Bring back who was removed, if the names are free", asked,
                  &run_user_restore);
  CLI::App& password =
      add_change_verb(user, "password", "Set the password, as asked for or by standard input",
                      asked, &run_user_password);
  password.add_option("user", asked.change.subjects, "Name or id")->required()->expected(1);
  password
      .add_option("--password-file", asked.change.password_file, "File of it instead, mode 0600")
      ->check(says_something());
  add_reason(password, asked);
}

// The last word is the role; the others are the users.
void take_role(ChangeOptions& options) {
  options.members.emplace_back("role", json_text(options.subjects.back()));
  options.subjects.pop_back();
}

void add_role_changes(CLI::App& app, Asked& asked) {
  CLI::App& role = verbs_below(app, "role", "Roles: viewer, analyst, admin, ops");
  CLI::App& set = add_user_change(role, "set", "Give users a role, for good or until a moment",
                                  asked, &run_role_set);
  set.get_option("users")
      ->required()
      ->option_text("USER... viewer|analyst|admin|ops")
      ->description(
          "By name or id, - for those of standard input, one on each line; then the role");
  add_text(set, asked, "--until", "valid_until",
           "RFC 3339 time at which the last lasting one is back");
  set.callback([&asked] {
    take_role(asked.change);
    asked.run = [&asked] { return run_role_set(asked.change); };
  });
}

void add_group_changes(CLI::App& app, Asked& asked) {
  ChangeOptions& options = asked.change;
  CLI::App& group = verbs_below(app, "group", "Groups and their members");
  CLI::App& create = add_change_verb(group, "create", "Make a group", asked, &run_group_create);
  add_text(create, asked, "name", "name", "Its name")->required();
  add_reason(create, asked);
  const auto add_change = [&](const char* name, const char* help, Run run) -> CLI::App& {
    CLI::App& verb = add_change_verb(group, name, help, asked, run);
    verb.add_option("group", options.group, "Name or id")->required();
    add_reason(verb, asked);
    return verb;
  };
  CLI::App& rename = add_change("rename", "Give a group another name", &run_group_rename);
  add_text(rename, asked, "name", "name", "The new name")->required();
  add_if_revision(rename, asked);
  add_if_revision(add_change("delete", "Delete a group; its members stay users", &run_group_delete),
                  asked);
  CLI::App& add =
      add_change("add", "Put users into a group, or give them another role in it", &run_group_add);
  add_people(add, asked);
  add_text(add, asked, "--role", "role", "In the group (default: user)")
      ->check(CLI::IsMember({"user", "owner"}));
  add_people(add_change("remove", "Take users out of a group", &run_group_remove), asked);
}

void add_invitation_changes(CLI::App& app, Asked& asked) {
  CLI::App& invite =
      add_change_verb(app, "invite", "Ask an address to join; prints a token", asked, &run_invite);
  add_text(invite, asked, "email", "email", "Email address")->required();
  add_role(invite, asked, "What they will be (default: analyst)");
  add_text(invite, asked, "--expires-at", "expires_at", "RFC 3339 time (default: in 7 days)");
  add_reason(invite, asked);
  CLI::App& invitations = *app.get_subcommand("invitations");
  const auto add_change = [&](const char* name, const char* help, Run run) -> CLI::App& {
    CLI::App& verb = add_change_verb(invitations, name, help, asked, run);
    verb.add_option("id", asked.change.subjects, "Its id")->required()->expected(1);
    add_reason(verb, asked);
    add_if_revision(verb, asked);
    return verb;
  };
  CLI::App& renew = add_change("renew", "Make a new token; the one before counts no longer",
                               &run_invitations_renew);
  add_role(renew, asked, "Another one than before");
  add_text(renew, asked, "--expires-at", "expires_at", "RFC 3339 time (default: in 7 days)");
  add_change("revoke", "Take an invitation back", &run_invitations_revoke);
}

void add_key_changes(CLI::App& app, Asked& asked) {
  CLI::App& keys = verbs_below(app, "keys", "API keys");
  CLI::App& issue =
      add_change_verb(keys, "issue", "Issue an API key to a user", asked, &run_keys_issue);
  add_text(issue, asked, "user", "user", "Name or id")->required();
  add_text(issue, asked, "--capability", "capability", "What it may be used for")
      ->required()
      ->check(CLI::IsMember({"read", "manage"}));
  add_text(issue, asked, "--expires-at", "expires_at", "RFC 3339 time (default: never)");
  add_reason(issue, asked);
  CLI::App& revoke = add_change_verb(keys, "revoke", "Revoke an API key", asked, &run_keys_revoke);
  revoke.add_option("key", asked.change.subjects, "Its id")->required()->expected(1);
  add_reason(revoke, asked);
}

void add_bootstrap(CLI::App& app, Asked& asked) {
  CLI::App& verb = add_change_verb(app, "bootstrap", "Create the first user and an API key", asked,
                                   &run_bootstrap);
  add_text(verb, asked, "--username", "username", "Username")->required();
  add_profile(verb, asked, false);
  add_text(verb, asked, "--token", "token",
           "What an empty server has printed at its start; not needed on the machine itself");
}

}  // namespace

void add_change_verbs(CLI::App& app, Asked& asked) {
  add_bootstrap(app, asked);
  add_user_changes(app, asked);
  add_role_changes(app, asked);
  add_group_changes(app, asked);
  add_invitation_changes(app, asked);
  add_key_changes(app, asked);
}

}  // namespace rolecall
