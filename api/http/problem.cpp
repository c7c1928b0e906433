#include "api/http/problem.hpp"

#include <stdexcept>

#include "api/json/writer.hpp"

namespace rolecall {
namespace {

std::string_view code_of(int status) {
  switch (status) {
    case 400:
      return "bad_request";
    case 401:
      return name_of(Errc::unauthenticated);
    case 403:
      return name_of(Errc::forbidden);
    case 404:
      return name_of(Errc::not_found);
    case 405:
      return "method_not_allowed";
    case 406:
      return "not_acceptable";
    case 408:
      return "request_timeout";
    case 410:
      return "gone";
    case 413:
      return "content_too_large";
    case 415:
      return "unsupported_media_type";
    case 428:
      return "precondition_required";
    case 429:
      return "too_many_requests";
    case 431:
      return "head_too_large";
    case 503:
      return name_of(Errc::unavailable);
    default:
      return "internal";
  }
}

}  // namespace

int status_of(Errc code) {
  switch (code) {
    case Errc::invalid_argument:
      return 422;
    case Errc::unauthenticated:
      return 401;
    case Errc::forbidden:
      return 403;
    case Errc::not_found:
      return 404;
    case Errc::already_exists:
    case Errc::conflict:
    case Errc::no_seat:
      return 409;
    case Errc::precondition_failed:
      return 412;
    case Errc::unavailable:
      return 503;
    case Errc::storage_full:
      return 507;
    case Errc::corrupt:
      return 500;
  }
  return 500;
}

Problem::Problem(int refused_status, std::string why)
    : status(refused_status), code(code_of(refused_status)), detail(std::move(why)) {}

Problem::Problem(const Error& error)
    : status(status_of(error.code)),
      code(name_of(error.code)),
      field(error.field),
      detail(error.detail) {}

Problem bad_header(std::string name, std::string detail) {
  Problem problem(400, std::move(detail));
  problem.code = name_of(Errc::invalid_argument);
  problem.field = std::move(name);
  return problem;
}

Problem problem_of_exception() {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return Problem(503, "Out of memory");
  } catch (const std::exception&) {
    return Problem(500, "The request could not be handled");
  }
}

void native_error_shape(const Problem& problem, RequestId request, Response& response) {
  response.status = problem.status;
  response.content_type = "application/problem+json";
  JsonWriter json(response.body);
  json.begin_object();
  json.member("type", std::string("urn:rolecall:problem:").append(problem.code));
  json.member("title", reason_phrase(problem.status));
  json.member("status", problem.status);
  json.member("detail", problem.detail);
  json.member("instance", "urn:uuid:" + request.text());
  json.member("code", problem.code);
  if (!problem.field.empty()) json.member("field", problem.field);
  if (problem.position) json.member("position", number(*problem.position));
  json.end_object();
}

void refuse(const Problem& problem, RequestId request, ErrorShape shape, Response& response) {
  response.clear();
  shape(problem, request, response);
  response.position = problem.position;
  response.awaits = problem.awaits;
  if (problem.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (problem.status == 429 || problem.status == 503) {
    response.headers.emplace_back("Retry-After", std::to_string(problem.retry_after_s.value_or(1)));
  }
}

void throw_exception_from_error(const Problem& problem, const boost::source_location& where) {
  throw std::logic_error(std::string(where.function_name()) + ": " + problem.detail);
}

}  // namespace rolecall
