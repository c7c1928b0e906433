#include "api/dialects/wallaroo/paging.hpp"

namespace rolecall::wallaroo {
namespace {

constexpr std::size_t most = 1'000'000'000;

}  // namespace

Slice slice_of(Parameters& parameters) {
  const auto number = [&](std::string_view name, std::size_t otherwise) {
    if (parameters.text(name) == "-1") return name == "max" ? most : std::size_t{0};
    return parameters.integer_unless_empty(name, 0, most, otherwise);
  };
  const Slice otherwise;
  return {number("first", otherwise.first), number("max", otherwise.max)};
}

}  // namespace rolecall::wallaroo
