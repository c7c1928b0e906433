// Refusals are values. Exceptions are left to the standard library and end in main.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

namespace rolecall {

enum class Errc : std::uint8_t {
  invalid_argument,     // the value itself is wrong; `field` names it
  unauthenticated,      // no, or no valid, credential
  forbidden,            // known, but not allowed
  not_found,            // no such user, group, key
  already_exists,       // a unique name is taken
  conflict,             // the directory's state does not allow it
  no_seat,              // the limit of active users is reached
  precondition_failed,  // the expected revision is not the current one
  unavailable,          // not now: full queue, disk error, shutting down
  storage_full,         // no space left for the log
  corrupt,              // stored bytes are not what was written
};

// The word a client sees as `code`.
std::string_view name_of(Errc code);

struct Error {
  Errc code;
  std::string field;   // the member or parameter that is wrong; empty where there is none
  std::string detail;  // for people, never parsed; never personal data or secrets
};

template <class T>
using Result = boost::system::result<T, Error>;

// Called by Result::value() on an error: a bug of the caller.
[[noreturn]] void throw_exception_from_error(const Error& error,
                                             const boost::source_location& where);

inline Error invalid(std::string field, std::string detail) {
  return {Errc::invalid_argument, std::move(field), std::move(detail)};
}

}  // namespace rolecall
