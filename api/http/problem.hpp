// Why a request was refused, before a dialect gives it its shape; and the native shape, RFC 9457.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/http/response.hpp"
#include "engine/result.hpp"
#include "engine/types/position.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

struct Problem {
  Problem() = default;
  Problem(int refused_status, std::string why);
  Problem(const Error& error);  // NOLINT: what the engine refuses is a problem as it is

  int status = 500;
  std::string_view code = "internal";     // a stable word for programs
  std::string field;                      // the member or parameter that is wrong; empty: none
  std::string detail;                     // for people; never personal data or secrets
  std::optional<unsigned> retry_after_s;  // of 429 and 503; those say 1 without it
  std::optional<Position> position;
  std::optional<Position> awaits;  // the answer may be another once this one is reached
};

// A header that is wrong: 400.
Problem bad_header(std::string name, std::string detail);

// What a caught exception is to the client: 503 where memory has run out, else 500. To be called
// while it is handled.
Problem problem_of_exception();

// One HTTP status for each kind of refusal.
int status_of(Errc code);

// Writes the problem's status and body, and nothing else, into a cleared response.
using ErrorShape = void (*)(const Problem& problem, RequestId request, Response& response);

// application/problem+json {type, title, status, detail, instance, code, field?, position?}
void native_error_shape(const Problem& problem, RequestId request, Response& response);

// The whole refusal: body by `shape`, and the headers its status asks for in every dialect.
void refuse(const Problem& problem, RequestId request, ErrorShape shape, Response& response);

// Called by boost::system::result<T, Problem>::value() on a refusal: a bug of the caller.
[[noreturn]] void throw_exception_from_error(const Problem& problem,
                                             const boost::source_location& where);

}  // namespace rolecall
