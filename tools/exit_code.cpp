#include "tools/exit_code.hpp"

#include <cstdio>

namespace rolecall {

ExitCode exit_code(Errc code) {
  switch (code) {
    case Errc::invalid_argument:
      return exit_usage;
    case Errc::unauthenticated:
    case Errc::forbidden:
      return exit_failure;
    case Errc::not_found:
      return exit_not_found;
    case Errc::already_exists:
    case Errc::no_seat:
    case Errc::conflict:
    case Errc::precondition_failed:
      return exit_conflict;
    case Errc::unavailable:
    case Errc::storage_full:
      return exit_unavailable;
    case Errc::corrupt:
      return exit_verification_failed;
  }
  return exit_failure;
}

int fail(const Error& error) {
  const std::string field = error.field.empty() ? "" : error.field + ": ";
  std::fprintf(stderr, "rolecall: %s%s\n", field.c_str(), error.detail.c_str());
  return exit_code(error.code);
}

}  // namespace rolecall
