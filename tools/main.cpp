#include <cstdio>
#include <exception>

#include "engine/storage/damaged_store.hpp"
#include "tools/command_line.hpp"
#include "tools/exit_code.hpp"
#include "tools/process_limits.hpp"

int main(int argc, char** argv) {
  rolecall::catch_damage();
  rolecall::keep_memory_private();
  try {
    const int code = rolecall::run_command_line(argc, argv);
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
    std::fputs("rolecall: the output could not be written\n", stderr);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "rolecall: %s\n", error.what());
  }
  return rolecall::exit_failure;
}
