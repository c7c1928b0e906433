// What string literals say, by section 2.9.4 of https://spec.graphql.org/October2021/.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rolecall::graphql {

// Appends what the escape sequence at the start of `text` (a backslash) stands for, and answers how
// many bytes it has. 0: it is none. \u escapes of surrogates count only as a pair.
std::size_t append_escaped(std::string_view text, std::string& out);

// A block string without the indentation its lines share and without the blank lines around them.
// In `raw`, \""" is """ already.
std::string block_string_value(std::string_view raw);

}  // namespace rolecall::graphql
