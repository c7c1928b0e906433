// Prints invented people (population.hpp) for `rolecall import --people -`.
#include <charconv>
#include <cstdio>
#include <string_view>

#include "api/json/writer.hpp"
#include "tools/load/population.hpp"

namespace {

void append(std::string& out, const rolecall::Person& person) {
  rolecall::JsonWriter json(out);
  json.begin_object();
  json.member("username", std::string_view(person.username));
  json.member("email", std::string_view(person.email));
  json.member("display_name", std::string_view(person.display));
  json.member("first_name", std::string_view(person.first));
  json.member("last_name", std::string_view(person.last));
  json.member("role", name_of(person.role));
  json.end_object();
  out += '\n';
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view text = argc == 2 ? argv[1] : "";
  std::uint64_t count = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (text.empty() || failed != std::errc{} || end != text.data() + text.size()) {
    std::fputs("rolecall_people N: prints N people as NDJSON\n", stderr);
    return 2;
  }
  std::string line;
  for (std::uint64_t i = 0; i < count; ++i) {
    line.clear();
    append(line, rolecall::person(i));
    std::fputs(line.c_str(), stdout);
  }
  return std::fflush(stdout) == 0 ? 0 : 1;
}
