// The verbs of the command line, one file each in tools/verbs/. Each answers the exit code.
//
// Data goes to stdout, everything else to stderr.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/limits.hpp"
#include "tools/serving/server_log.hpp"

namespace rolecall {

// What every verb takes.
struct Common {
  std::filesystem::path data = "./rolecall-data";
  bool is_data_given = false;
  std::filesystem::path master_key;  // empty: beside the data folder
  bool json = false;                 // the shapes of the native dialect instead of tables
  // Of verbs that a server can answer too (calls/backend.hpp).
  std::string server;        // its URL
  std::string profile;       // how one is known there, as `login` has kept it
  std::string api_key_file;  // empty: the environment or the profile has the key
  std::string ca;            // file of the authorities to trust; empty: those of the system
  // What a verb asks for by itself.
  bool accepts_log = false;       // the log is the one wanted (log/data_folder.hpp)
  bool without_snapshot = false;  // the whole log is to be folded
  bool opens_empty = false;       // a folder that is not there is made; a server wants no key
};

// The verbs that read: the parameters are those of the HTTP route that answers.
struct ReadOptions {
  Common common;
  bool csv = false;     // diff: CSV instead of a table
  bool bom = false;     // and a byte order mark before it
  bool svg = false;     // history, count: a picture instead
  bool follow = false;  // events: go on as more are stored
  std::string over;     // count: a period instead of a moment
  std::string subject;  // holders: the role; history, timeline, members: a name or id
  std::vector<std::pair<std::string, std::string>> parameters;

  // What a parameter was given as; nothing: it was not.
  std::optional<std::string> given(std::string_view parameter) const {
    for (const auto& [name, value] : parameters) {
      if (name == parameter) return value;
    }
    return std::nullopt;
  }
};
int run_count(const ReadOptions& options);
int run_list(const ReadOptions& options);
int run_user_show(const ReadOptions& options);
int run_names(const ReadOptions& options);
int run_holders(const ReadOptions& options);
int run_history(const ReadOptions& options);
int run_role_changes(const ReadOptions& options);
int run_events(const ReadOptions& options);
int run_expiring(const ReadOptions& options);
int run_diff(const ReadOptions& options);
int run_groups(const ReadOptions& options);
int run_members(const ReadOptions& options);
int run_invitations(const ReadOptions& options);
int run_keys_list(const ReadOptions& options);
int run_timeline(const ReadOptions& options);
int run_replay(const ReadOptions& options);

struct ServeOptions {
  Common common;
  std::string config;                // a file of settings, which have been read; empty: none
  std::vector<std::string> listen;   // empty: what systemd hands over, else the default
  std::string tls_certificate_file;  // empty: no TLS
  std::string tls_key_file;
  std::string tls_client_ca_file;    // empty: clients need no certificate
  std::vector<std::string> proxies;  // that are trusted to tell of their clients
  bool insecure = false;             // keys may travel in the clear
  unsigned threads = 0;              // 0: one per core
  std::size_t connections_max = limits::http_connections_max;
  unsigned idle_timeout_s = limits::http_idle_timeout_s;
  ServerLogOptions log;
  std::string access_log;  // a file; empty: none
  std::string access_log_format = "json";
  bool log_peers = false;                 // the client's address into its lines
  std::vector<std::string> cors_origins;  // whose pages may read answers
  bool demo = false;
  bool trust_username_header = false;
  std::string proxy_secret_file;              // empty: none
  std::string connect_bootstrap_secret_file;  // empty: none
  std::vector<std::string> realms;            // of Keycloak's clients; empty: any
  std::optional<std::uint32_t> seats;         // how many users may be active
};
int run_serve(const ServeOptions& options);

// The verbs that change something: the members are those of the body that the HTTP route takes.
struct ChangeOptions {
  Common common;
  // What is changed, by name or id. Where it may be several users, `-` stands for those that
  // standard input names, one on each line.
  std::vector<std::string> subjects;
  std::vector<std::string> where;  // instead of names: NAME=VALUE, users as `list` filters them
  std::string group;               // whose members they become or were
  std::vector<std::pair<std::string, std::string>> members;  // the values are JSON
  std::string password_file;                                 // empty: it is asked for
  std::optional<std::uint32_t> if_revision;
  bool dry_run = false;
  bool yes = false;  // nobody is asked
};
int run_bootstrap(const ChangeOptions& options);
int run_user_create(const ChangeOptions& options);
int run_user_update(const ChangeOptions& options);
int run_user_deactivate(const ChangeOptions& options);
int run_user_activate(const ChangeOptions& options);
int run_user_remove(const ChangeOptions& options);
int run_user_restore(const ChangeOptions& options);
int run_user_password(const ChangeOptions& options);
int run_role_set(const ChangeOptions& options);
int run_group_create(const ChangeOptions& options);
int run_group_rename(const ChangeOptions& options);
int run_group_delete(const ChangeOptions& options);
int run_group_add(const ChangeOptions& options);
int run_group_remove(const ChangeOptions& options);
int run_invite(const ChangeOptions& options);
int run_invitations_renew(const ChangeOptions& options);
int run_invitations_revoke(const ChangeOptions& options);
int run_keys_issue(const ChangeOptions& options);
int run_keys_revoke(const ChangeOptions& options);

// How one is known at a server, kept by profile: `server` and the like of `common`.
struct LoginOptions {
  std::string url;
  std::string profile = "default";
  std::string api_key_file;  // empty: the environment has the key, or it is asked for
  std::string ca;
  bool json = false;
};
int run_login(const LoginOptions& options);
int run_logout(const LoginOptions& options);

int run_accept_log(const Common& common);

struct BackupOptions {
  Common common;
  std::string directory;
  std::string key;  // a file
  bool new_key = false;
};
int run_backup(const BackupOptions& options);

struct RestoreOptions {
  Common common;
  std::string directory;
  std::string key;                  // a file
  std::optional<std::uint64_t> to;  // a position; nothing: all of it
  bool verify = false;
};
int run_restore(const RestoreOptions& options);

int run_master_key_rotate(const Common& common);

struct ImportOptions {
  Common common;
  std::string file;       // "-": standard input
  bool people = false;    // not a history
  std::string format;     // of people (people/people_format.hpp); empty: by the file's extension
  std::string role_from;  // which words of the file are which roles
  bool groups = false;    // those that people are in are taken too
  std::vector<std::string> map;  // ldif: attributes and the members that they become
  bool dry_run = false;
};
int run_import(const ImportOptions& options);

struct ExportOptions {
  Common common;
  bool people = false;               // not the events
  std::string format = "ndjson";     // of people also csv and ldif
  bool bom = false;                  // of csv: a byte order mark before it
  std::string base;                  // of ldif; empty: dc=example,dc=org
  std::optional<std::string> as_of;  // of people: a position or a time; nothing: now
};
int run_export(const ExportOptions& options);

struct BenchOptions {
  bool json = false;  // one object a job instead of a table
  bool svg = false;   // a picture instead
  double seconds = 2;
  unsigned threads = 0;           // 0: one for two cores
  std::uint64_t users = 100'000;  // of the server of its own
  std::string server;             // the URL of another; empty: one of its own
  std::string api_key_file;       // empty: the environment has the key
  bool write = false;             // the other server's directory may be changed
  std::optional<int> server_pid;
  std::string mix;  // of the one job; empty: the series
  unsigned connections = 32;
  unsigned depth = 1;
  std::optional<std::uint64_t> rate;  // requests per second; nothing: as many as are answered
};
int run_bench(const BenchOptions& options);

}  // namespace rolecall
