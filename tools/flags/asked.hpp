// All options of all verbs, and which verb was asked for.
#pragma once

#include <functional>
#include <vector>

#include "tools/flags/settings.hpp"
#include "tools/verbs.hpp"

namespace rolecall {

struct Asked {
  ReadOptions read;
  ChangeOptions change;
  ServeOptions serve;
  Common accept_log;
  BackupOptions backup;
  RestoreOptions restore;
  Common master_key_rotate;
  LoginOptions login;
  ImportOptions import_from;
  ExportOptions export_to;
  BenchOptions bench;
  std::vector<Setting> settings;  // what does not come from the command line
  std::function<int()> run;
};

}  // namespace rolecall
