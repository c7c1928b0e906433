// What can happen to the directory as a whole. These events move the directory's own revision.
#pragma once

#include <string_view>
#include <tuple>

#include "engine/events/field.hpp"

namespace rolecall {

// Whether an email address is that of one user only, from here on. Users who share one already
// keep it.
struct EmailUniquenessChanged {
  static constexpr std::string_view type_name = "EmailUniquenessChanged";
  bool unique = true;
  static constexpr auto members = std::tuple(field(1, "unique", &EmailUniquenessChanged::unique));
  bool operator==(const EmailUniquenessChanged&) const = default;
};

}  // namespace rolecall
