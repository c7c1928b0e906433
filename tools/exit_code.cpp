#include "tools/exit_code.hpp"

#include <cstdio>
#include <string>
#include <utility>

#include "api/json/writer.hpp"
#include "tools/output.hpp"
#include "tools/plain_text.hpp"

namespace rolecall {
namespace {

bool tells_programs = false;
std::map<std::string, std::string> origins_of_flags;

std::string problem_of(const Error& error) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.member("code", name_of(error.code));
  json.member("detail", std::string_view(error.detail));
  if (!error.field.empty()) json.member("field", std::string_view(error.field));
  json.end_object();
  return text + '\n';
}

}  // namespace

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
  const auto origin = origins_of_flags.find(error.field);
  const std::string& place = origin == origins_of_flags.end() ? error.field : origin->second;
  const std::string field = place.empty() ? "" : place + ": ";
  std::fprintf(stderr, "rolecall: %s\n", in_one_line(field + error.detail).c_str());
  const int code = exit_code(error.code);
  return !tells_programs || write_out(problem_of(error)) ? code : exit_failure;
}

void tell_programs_of_failures() { tells_programs = true; }

void tell_origins_of_flags(std::map<std::string, std::string> origins) {
  origins_of_flags = std::move(origins);
}

}  // namespace rolecall
