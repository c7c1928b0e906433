#include "api/http/router.hpp"

#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace rolecall::test {
namespace {

void nothing(const Request&, Reply&) {}

Route route(Method method, std::string pattern, Right right = Right::open()) {
  return {method, std::move(pattern), right, Kind::read, nothing};
}

std::optional<Problem> admit_none(const Request&, const Right& right) {
  if (right.least_role == Role::viewer) return std::nullopt;
  return Problem(403, "no");
}

std::optional<Problem> admit_all(const Request&, const Right&) { return std::nullopt; }

void terse_shape(const Problem& problem, RequestId, Response& response) {
  response.status = problem.status;
  response.body = "terse";
}

Dialect dialect(std::vector<Route> routes) {
  return {"", native_error_shape, admit_none, std::move(routes)};
}

const Router& router() {
  static const Router built =
      Router::build(
          {dialect({route(Method::get, "/"), route(Method::get, "/v1/users"),
                    route(Method::post, "/v1/users"), route(Method::get, "/v1/users/count"),
                    route(Method::get, "/v1/users/{id}"), route(Method::del, "/v1/users/{id}"),
                    route(Method::put, "/v1/users/{id}/role",
                          Right::needs(Capability::manage, Role::admin)),
                    route(Method::get, "/v1/users/{id}/role",
                          Right::needs(Capability::read, Role::viewer))}),
           {"/g",
            terse_shape,
            admit_all,
            {route(Method::put, "/g/{group}/m/{user}",
                   Right::needs(Capability::manage, Role::admin))}}})
          .value();
  return built;
}

// "pattern name=value …" or the status of the refusal and its Allow.
std::string answer(Method method, std::string_view target) {
  Request request;
  request.method = method;
  EXPECT_TRUE(request.set_target(target));
  Response response;
  const std::function<void()> wake;
  Reply reply(response, request.id, router().error_shape(request.path), wake);
  const Match match = router().match(request);
  if (router().refused(match, request, reply)) {
    std::string text = std::to_string(response.status);
    for (const auto& [name, value] : response.headers)
      text.append(" ").append(name).append(" ").append(value);
    return text;
  }
  std::string text(request.route ? request.route->pattern : "");
  for (const NamedText& one : request.captures) {
    text.append(" ").append(one.name).append("=").append(one.value);
  }
  return text;
}

// "status Allow …" of the answer to OPTIONS; "none": there is no such path.
std::string options(std::string_view target) {
  Request request;
  request.method = Method::options;
  EXPECT_TRUE(request.set_target(target));
  Response response;
  const std::function<void()> wake;
  Reply reply(response, request.id, native_error_shape, wake);
  if (!router().answer_options(router().match(request), request, reply)) return "none";
  return std::to_string(response.status) + " Allow " + response.headers.at(0).second;
}

TEST(Router, FindsARouteByMethodAndPath) {
  EXPECT_EQ(answer(Method::get, "/"), "/");
  EXPECT_EQ(answer(Method::get, "/v1/users?q=1"), "/v1/users");
  EXPECT_EQ(answer(Method::get, "/v1/users/"), "/v1/users");
  EXPECT_EQ(answer(Method::get, "/v1/users/?q=1"), "/v1/users");
  EXPECT_EQ(answer(Method::get, "http://example.org/v1/users"), "/v1/users");
}

TEST(Router, CapturesWholeSegments) {
  EXPECT_EQ(answer(Method::get, "/v1/users/a%2Fb"), "/v1/users/{id} id=a/b");
  EXPECT_EQ(answer(Method::put, "/g/1/m/2"), "/g/{group}/m/{user} group=1 user=2");
}

TEST(Router, PrefersTheLiteralButFindsTheCaptureBehindIt) {
  EXPECT_EQ(answer(Method::get, "/v1/users/count"), "/v1/users/count");
  EXPECT_EQ(answer(Method::del, "/v1/users/count"), "/v1/users/{id} id=count");
  EXPECT_EQ(answer(Method::get, "/v1/users/count/role"), "/v1/users/{id}/role id=count");
}

TEST(Router, ServesHeadByGet) { EXPECT_EQ(answer(Method::head, "/v1/users"), "/v1/users"); }

TEST(Router, AnswersUnknownPathsWith404) {
  for (const char* path :
       {"/v2", "/v1/users//", "/v1//users", "/v1/users/1/role/x", "*", "/V1/users", "/g//m/2"}) {
    EXPECT_EQ(answer(Method::get, path), "404") << path;
  }
}

TEST(Router, AnswersUnknownMethodsWith405AndAllow) {
  EXPECT_EQ(answer(Method::put, "/v1/users"), "405 Allow GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(answer(Method::other, "/v1/users/count"), "405 Allow GET, HEAD, DELETE, OPTIONS");
}

TEST(Router, TellsOptionsTheMethodsOfAPath) {
  EXPECT_EQ(options("/v1/users/1/role"), "204 Allow GET, HEAD, PUT, OPTIONS");
  EXPECT_EQ(options("/v1/users/count"), "204 Allow GET, HEAD, DELETE, OPTIONS");
  EXPECT_EQ(options("/g/1/m/2"), "204 Allow PUT, OPTIONS");
  EXPECT_EQ(options("*"), "204 Allow GET, HEAD, POST, PUT, DELETE, OPTIONS");
  EXPECT_EQ(options("/v2"), "none");
}

TEST(Router, AsksForTheRightOfRoutesThatAreNotOpen) {
  EXPECT_EQ(answer(Method::put, "/v1/users/1/role"), "403");
  EXPECT_EQ(answer(Method::get, "/v1/users/1/role"), "/v1/users/{id}/role id=1");
}

TEST(Router, ShapesRefusalsByTheDialectOfThePath) {
  Response response;
  refuse(Problem(404, ""), RequestId{}, router().error_shape("/g/nothing"), response);
  EXPECT_EQ(response.body, "terse");
  EXPECT_EQ(router().error_shape("/v1/nothing"), native_error_shape);
}

TEST(Router, AsksTheDialectOfTheRouteForTheRight) {
  EXPECT_EQ(answer(Method::put, "/v1/users/1/role"), "403");
  EXPECT_EQ(answer(Method::put, "/g/1/m/2"), "/g/{group}/m/{user} group=1 user=2");
}

TEST(Router, RefusesToStartWithTwoRoutesOfOneMethodAndPath) {
  const auto built =
      Router::build({dialect({route(Method::get, "/a/{x}"), route(Method::get, "/a/{y}")})});
  ASSERT_FALSE(built);
  EXPECT_EQ(built.error().code, Errc::conflict);
  EXPECT_EQ(built.error().field, "/a/{y}");
}

TEST(Router, RefusesToStartWithAPatternThatIsNoPath) {
  EXPECT_FALSE(Router::build({dialect({route(Method::get, "a")})}));
}

TEST(Router, RefusesToStartWithARouteOutsideItsDialect) {
  EXPECT_FALSE(Router::build({{"/g", terse_shape, admit_all, {route(Method::get, "/h")}}}));
}

TEST(Router, ListsItsRoutes) { EXPECT_EQ(router().routes().size(), 9u); }

static_assert(!std::is_default_constructible_v<Right>, "each route declares its right");

TEST(Problem, IsWrittenByRfc9457) {
  Problem problem = Error{Errc::invalid_argument, "email", "is \"wrong\""};
  problem.position = Position{41};
  Response response;
  const auto id = RequestId::parse("6f300623-1e0c-48e6-a473-ddf630c0c0c3").value();
  refuse(problem, id, native_error_shape, response);
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(response.content_type, "application/problem+json");
  EXPECT_EQ(response.position, Position{41});
  EXPECT_EQ(boost::json::parse(response.body), boost::json::parse(R"({
    "type": "urn:rolecall:problem:invalid_argument", "title": "Unprocessable Content",
    "status": 422, "detail": "is \"wrong\"",
    "instance": "urn:uuid:6f300623-1e0c-48e6-a473-ddf630c0c0c3",
    "code": "invalid_argument", "field": "email", "position": 41})"));
}

TEST(Problem, BringsTheHeadersItsStatusAsksFor) {
  const auto header = [](Errc code) {
    Response response;
    refuse(Error{code, "", ""}, RequestId{}, terse_shape, response);
    return response.headers.empty()
               ? ""
               : std::string(response.headers[0].first) + ": " + response.headers[0].second;
  };
  EXPECT_EQ(header(Errc::unauthenticated), "WWW-Authenticate: Bearer");
  EXPECT_EQ(header(Errc::unavailable), "Retry-After: 1");
  EXPECT_EQ(header(Errc::forbidden), "");
}

TEST(Problem, HasOneStatusForEachKindOfRefusal) {
  const std::vector<std::pair<Errc, int>> statuses{
      {Errc::invalid_argument, 422},    {Errc::unauthenticated, 401},
      {Errc::forbidden, 403},           {Errc::not_found, 404},
      {Errc::already_exists, 409},      {Errc::conflict, 409},
      {Errc::precondition_failed, 412}, {Errc::unavailable, 503},
      {Errc::storage_full, 507},        {Errc::corrupt, 500}};
  for (const auto& [code, status] : statuses) {
    EXPECT_EQ(status_of(code), status) << name_of(code);
    EXPECT_FALSE(reason_phrase(status).empty()) << status;
  }
}

std::string bytes_of(const Response& response, AnswerHead head = {}) {
  std::string out;
  head.date = "D";
  append_response(out, response, head);
  return out;
}

TEST(Response, IsWrittenWithItsHeaders) {
  Response response;
  response.status = 201;
  response.body = "{}";
  response.etag = "3";
  response.location = "/v1/users/1";
  response.position = Position{9};
  response.headers.emplace_back("Vary", "Accept");
  EXPECT_EQ(bytes_of(response),
            "HTTP/1.1 201 Created\r\nDate: D\r\n"
            "X-Request-Id: 00000000-0000-0000-0000-000000000000\r\nRolecall-Position: 9\r\n"
            "ETag: \"3\"\r\nLocation: /v1/users/1\r\nVary: Accept\r\n"
            "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
}

TEST(Response, HasNeitherBodyNorLengthWith204And304) {
  for (const int status : {204, 304}) {
    Response response;
    response.status = status;
    response.body = "{}";
    const std::string bytes = bytes_of(response);
    EXPECT_EQ(bytes.find("Content-"), std::string::npos) << status;
    EXPECT_TRUE(bytes.ends_with("\r\n\r\n")) << status;
  }
}

TEST(Response, AnswersHeadWithTheLengthButNoBody) {
  Response response;
  response.body = "{}";
  AnswerHead head;
  head.without_body = true;
  const std::string bytes = bytes_of(response, head);
  EXPECT_TRUE(bytes.ends_with("Content-Length: 2\r\n\r\n"));
}

TEST(Response, CannotBeSplitByAHeaderValue) {
  Response response;
  response.location = "/a\r\nSet-Cookie: x";
  EXPECT_NE(bytes_of(response).find("Location: /a  Set-Cookie: x\r\n"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::test
