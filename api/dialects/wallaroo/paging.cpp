#include "api/dialects/wallaroo/paging.hpp"

namespace rolecall::wallaroo {

Slice slice_of(Parameters& parameters, Slice otherwise) {
  constexpr std::size_t most = whole_list.max;
  const auto number = [&](std::string_view name, std::size_t absent) {
    if (parameters.text(name) == "-1") return name == "max" ? most : std::size_t{0};
    return parameters.integer_unless_empty(name, 0, most, absent);
  };
  return {number("first", otherwise.first), number("max", otherwise.max)};
}

}  // namespace rolecall::wallaroo
