#include "tools/calls/refusal.hpp"

#include <string>

#include <boost/json/parse.hpp>

#include "tools/table.hpp"

namespace rolecall {
namespace {

Errc errc_of(std::string_view code) {
  for (const Errc errc :
       {Errc::unauthenticated, Errc::forbidden, Errc::not_found, Errc::already_exists,
        Errc::no_seat, Errc::conflict, Errc::precondition_failed, Errc::unavailable,
        Errc::storage_full, Errc::corrupt}) {
    if (name_of(errc) == code) return errc;
  }
  return Errc::invalid_argument;
}

}  // namespace

Error error_of_refusal(int status, std::string_view body) {
  boost::json::error_code failed;
  const auto problem = boost::json::parse(body, failed);
  if (failed || !problem.is_object() || !problem.as_object().contains("code")) {
    return {Errc::unavailable, "",
            "the answer is " + std::to_string(status) + ", and not one of rolecall"};
  }
  const bool has_field = problem.as_object().contains("field");
  return {errc_of(text_at(problem, "/code")), has_field ? text_at(problem, "/field") : "",
          text_at(problem, "/detail")};
}

}  // namespace rolecall
