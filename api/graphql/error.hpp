// Why a GraphQL request was refused (https://spec.graphql.org/October2021/, section 7.1.2).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <boost/system/result.hpp>

#include "api/json/writer.hpp"

namespace rolecall::graphql {

// A place in a document, in characters (code points) from 1. Line 0 means "none".
struct Location {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  bool operator==(const Location&) const = default;
};

struct Error {
  std::string message;  // for people; has names of the document in it, never values
  Location at{};
  std::vector<std::string> path{};  // response keys down to the field that failed; empty: all did
};

template <class T>
using Result = boost::system::result<T, Error>;

// Called by Result::value() on an error: a bug of the caller.
[[noreturn]] void throw_exception_from_error(const Error& error,
                                             const boost::source_location& where);

// {"message":"…","locations":[{"line":1,"column":2}],"path":["…"]}, the last two only if there are.
void write_error(JsonWriter& json, const Error& error);

// A name in an error's message.
std::string in_quotes(std::string_view name);

}  // namespace rolecall::graphql
