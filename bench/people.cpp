// Prints invented people (population.hpp) for `rolecall import --people -`.
#include <charconv>
#include <cstdio>
#include <string_view>

#include "tools/load/population.hpp"

int main(int argc, char** argv) {
  const std::string_view text = argc == 2 ? argv[1] : "";
  std::uint64_t count = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (text.empty() || failed != std::errc{} || end != text.data() + text.size()) {
    std::fputs("rolecall_people N: prints N people as NDJSON\n", stderr);
    return 2;
  }
  for (std::uint64_t i = 0; i < count; ++i) {
    std::puts(json_of(rolecall::person(i)).c_str());
  }
  return std::fflush(stdout) == 0 ? 0 : 1;
}
