// How long an attack lasts: whoever runs it may say.
#pragma once

#include <cstdlib>

namespace rolecall::test {

inline unsigned long number_from(const char* variable, unsigned long otherwise) {
  const char* const text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoul(text, nullptr, 10);
}

}  // namespace rolecall::test
