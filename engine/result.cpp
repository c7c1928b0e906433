#include "engine/result.hpp"

#include <stdexcept>

namespace rolecall {

std::string_view name_of(Errc code) {
  switch (code) {
    case Errc::invalid_argument:
      return "invalid_argument";
    case Errc::unauthenticated:
      return "unauthenticated";
    case Errc::forbidden:
      return "forbidden";
    case Errc::not_found:
      return "not_found";
    case Errc::already_exists:
      return "already_exists";
    case Errc::conflict:
      return "conflict";
    case Errc::no_seat:
      return "no_seat";
    case Errc::precondition_failed:
      return "precondition_failed";
    case Errc::unavailable:
      return "unavailable";
    case Errc::storage_full:
      return "storage_full";
    case Errc::corrupt:
      return "corrupt";
  }
  return "unknown";
}

void throw_exception_from_error(const Error& error, const boost::source_location& where) {
  throw std::logic_error(std::string(where.function_name()) + ": " +
                         std::string(name_of(error.code)) + ": " + error.field + " " +
                         error.detail);
}

}  // namespace rolecall
