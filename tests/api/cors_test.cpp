#include "api/http/cors.hpp"

#include <gtest/gtest.h>

#include "tests/api/support/route_target.hpp"
#include "tests/api/support/served_directory.hpp"
#include "tests/api/support/server_fixture.hpp"

namespace rolecall::test {
namespace {

constexpr const char* allow_origin = "Access-Control-Allow-Origin";

class CorsTest : public ServerTest {
 protected:
  HttpAnswer ask(std::string_view bytes) {
    HttpClient client = connect();
    client.send(bytes);
    return client.receive();
  }
  static std::string origin(std::string_view text) {
    return "Origin: " + std::string(text) + "\r\n";
  }
  static std::string preflight(std::string_view path, std::string_view from,
                               std::string_view fields = "") {
    return "OPTIONS " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + origin(from) +
           "Access-Control-Request-Method: PUT\r\n" + std::string(fields) + "\r\n";
  }

  const std::string ours = "https://people.example.org";
};

TEST_F(CorsTest, SaysNothingUnlessAskedTo) {
  for (const std::string& request :
       {get("/state", origin(ours)), get("/nothing", origin(ours)), preflight("/state", ours)}) {
    const HttpAnswer answer = ask(request);
    EXPECT_EQ(answer.head.find("Access-Control"), std::string::npos) << answer.head;
    EXPECT_EQ(answer.header("Vary"), "");
  }
}

TEST_F(CorsTest, AnswersThePreflightOfAnOriginWithoutACredential) {
  options.cors_origins = {"https://other.example.org", ours};
  const HttpAnswer answer = ask(
      preflight("/closed", ours, "Access-Control-Request-Headers: authorization, x-unknown\r\n"));
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.header("Allow"), "POST, OPTIONS");
  EXPECT_EQ(answer.header(allow_origin), ours);
  EXPECT_EQ(answer.header("Access-Control-Allow-Methods"), "POST, OPTIONS");
  const std::string headers = answer.header("Access-Control-Allow-Headers");
  for (const char* read : {"Authorization", "Content-Type", "If-Match", "If-None-Match",
                           "Idempotency-Key", "X-Request-Id"}) {
    EXPECT_NE(headers.find(read), std::string::npos) << read;
  }
  EXPECT_EQ(headers.find("nknown"), std::string::npos) << headers;
  EXPECT_EQ(answer.header("Access-Control-Max-Age"), "7200");
  EXPECT_EQ(answer.header("Access-Control-Allow-Credentials"), "");
  EXPECT_EQ(answer.header("Vary"), "Origin");
}

TEST_F(CorsTest, TellsOtherOriginsNothing) {
  options.cors_origins = {ours};
  for (const char* other :
       {"https://people.example.org.evil.org", "http://people.example.org",
        "https://people.example.org:8443", "https://PEOPLE.example.org", "null", "*", ""}) {
    for (const std::string& request : {preflight("/state", other), get("/state", origin(other))}) {
      const HttpAnswer answer = ask(request);
      EXPECT_LT(answer.status, 300) << "who may not read may ask";
      EXPECT_EQ(answer.head.find("Access-Control"), std::string::npos) << answer.head;
      EXPECT_EQ(answer.header("Vary"), "Origin");
    }
  }
  EXPECT_EQ(ask(get("/state")).header("Vary"), "Origin");
}

TEST_F(CorsTest, LetsTheOriginReadEveryAnswer) {
  options.cors_origins = {ours};
  const std::string from = origin(ours);
  const std::vector<std::pair<std::string, int>> requests{
      {get("/state", from), 200},      {get("/me", from), 401},
      {get("/nothing", from), 404},    {post("/state", "", from), 405},
      {get("/%zz", from), 400},        {get("/fail", from), 500},
      {post("/echo", "a", from), 200}, {get("/state", from + "X : y\r\n"), 400}};
  for (const auto& [request, status] : requests) {
    const HttpAnswer answer = ask(request);
    EXPECT_EQ(answer.status, status) << request;
    EXPECT_EQ(answer.header(allow_origin), ours) << request;
    const std::string exposed = answer.header("Access-Control-Expose-Headers");
    for (const char* header :
         {"ETag", "Location", "Retry-After", "Rolecall-Log", "Rolecall-Position", "X-Request-Id"}) {
      EXPECT_NE(exposed.find(header), std::string::npos) << header;
    }
  }
}

TEST_F(CorsTest, LetsTheOriginReadAnAnswerThatComesLater) {
  options.cors_origins = {ours};
  HttpClient client = connect();
  client.send("PUT /write/a HTTP/1.1\r\nHost: a\r\n" + origin(ours) + "\r\n" + put("b"));
  writes.wait_for(2);
  writes.commit();
  EXPECT_EQ(client.receive().header(allow_origin), ours);
  EXPECT_EQ(client.receive().header(allow_origin), "");
}

TEST_F(CorsTest, LetsAllReadWhereTheOperatorSaysSo) {
  options.cors_origins = {ours, "*"};
  for (const std::string& request :
       {get("/state", origin("null")), get("/state"), preflight("/state", "http://any.example")}) {
    const HttpAnswer answer = ask(request);
    EXPECT_EQ(answer.header(allow_origin), "*");
    EXPECT_EQ(answer.header("Vary"), "") << "it is the same for all";
  }
  EXPECT_EQ(ask(preflight("/state", "http://any.example")).header("Access-Control-Allow-Methods"),
            "GET, HEAD, OPTIONS");
}

TEST_F(CorsTest, AnswersOptionsOfPathsThatAreThere) {
  EXPECT_EQ(ask("OPTIONS /large HTTP/1.1\r\nHost: a\r\n\r\n").header("Allow"),
            "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(ask("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").status, 204);
  EXPECT_EQ(ask("OPTIONS /nothing HTTP/1.1\r\nHost: a\r\n\r\n").status, 404);
  EXPECT_EQ(ask("GET * HTTP/1.1\r\nHost: a\r\n\r\n").status, 404);
}

TEST(Cors, AnswersThePreflightOfEveryRouteOfEveryDialect) {
  ServerOptions options;
  options.cors_origins = {"http://app.example"};
  ServedDirectory served(options);
  HttpClient client(served.server->port());
  for (const Route& route : served.router->routes()) {
    const std::string target = target_of(route, {"root", served.root.text(), "root@example.org"});
    client.send("OPTIONS " + target + " HTTP/1.1\r\nHost: a\r\nOrigin: http://app.example\r\n" +
                "Access-Control-Request-Method: " + std::string(name_of(route.method)) +
                "\r\n\r\n");
    const HttpAnswer answer = client.receive();
    EXPECT_EQ(answer.status, 204) << target;
    EXPECT_EQ(answer.header(allow_origin), "http://app.example") << target;
    const std::string methods = ", " + answer.header("Access-Control-Allow-Methods") + ",";
    EXPECT_NE(methods.find(", " + std::string(name_of(route.method)) + ","), std::string::npos)
        << target << ": " << methods;
  }
}

TEST(Cors, KnowsAnOriginFromWhatIsNone) {
  for (const char* origin : {"https://a", "http://localhost:3000", "http://127.0.0.1:8080",
                             "http://[::1]:8080", "https://a-b.example.org", "app+x://host"}) {
    EXPECT_TRUE(is_origin(origin)) << origin;
  }
  for (const char* none : {"",
                           "a",
                           "null",
                           "*",
                           "https://",
                           "://a",
                           "https://a/",
                           "https://a/b",
                           "https://A",
                           "HTTPS://a",
                           "https://a:",
                           "https://a:x",
                           "https://a:99999",
                           "https://a b",
                           "https://a,b",
                           "https://*.a",
                           "https://u@a",
                           "https://a:443",
                           "http://a:80",
                           "http://a:080",
                           "http://a:0",
                           "https://[::1",
                           "https://a\r\nX: y"}) {
    EXPECT_FALSE(is_origin(none)) << none;
  }
}

}  // namespace
}  // namespace rolecall::test
