#include <cstdio>
#include <exception>

#include "engine/storage/damaged_store.hpp"
#include "tools/command_line.hpp"
#include "tools/exit_code.hpp"
#include "tools/output.hpp"
#include "tools/process_limits.hpp"

int main(int argc, char** argv) {
  rolecall::guard_standard_streams();
  rolecall::catch_damage();
  rolecall::keep_memory_private();
  int code = rolecall::exit_failure;
  try {
    code = rolecall::run_command_line(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "rolecall: %s\n", error.what());
  }
  rolecall::end_as_told_by_readers();
  return code;
}
