// Whom a server believes what: a proxy about its users, a page about its origin, a file about its
// secret, this machine about being the first.
#include <filesystem>

#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

class ServerTrust : public RolecallProgram {
 protected:
  std::string write_secret(const std::string& text) const {
    const std::string file = write_file("secret", text);
    std::filesystem::permissions(file, std::filesystem::perms::owner_read);
    return file;
  }
};

// A proxy that adds its header to a client's instead of replacing it.
TEST_F(ServerTrust, TrustsAUsernameThatIsSaidOnce) {
  bootstrap();
  std::vector<std::string> arguments = serve();
  const std::string secret(32, 's');
  for (const std::string& more : {std::string("--trust-username-header"),
                                  std::string("--proxy-secret"), write_secret(secret)}) {
    arguments.push_back(more);
  }
  SpawnedProgram server(arguments);
  HttpClient client(port_in(server.read_line()));
  const auto ask = [&](const std::string& fields) {
    return client
        .request("GET", "/api/users/root", {},
                 fields + "X-Rolecall-Proxy-Secret: " + secret + "\r\n")
        .status;
  };
  EXPECT_EQ(ask("X-Username: root\r\n"), 200);
  EXPECT_EQ(ask("X-Username: root\r\nX-Username: nobody\r\n"), 401);
  EXPECT_EQ(ask("X-Username: root\r\nx-username: root\r\n"), 401);
}

TEST_F(ServerTrust, TrustsNoUsernameWithoutAProxysSecretAndMakesOneWhereNoneIsGiven) {
  bootstrap();
  std::vector<std::string> arguments = serve();
  arguments.push_back("--trust-username-header");
  SpawnedProgram server(arguments);
  HttpClient client(port_in(server.read_line()));
  const std::string name = "X-Username: root\r\n";
  EXPECT_EQ(client.request("GET", "/api/users/root", {}, name).status, 401);
  const std::string before = "X-Rolecall-Proxy-Secret: ";
  std::optional<std::string> line;
  while ((line = server.read_error_line()) && line->find(before) == line->npos) {
  }
  ASSERT_TRUE(line.has_value());
  const std::string proof = line->substr(line->find(before)) + "\r\n";
  EXPECT_EQ(client.request("GET", "/api/users/root", {}, name + proof).status, 200);

  server.signal(SIGTERM);
  EXPECT_EQ(server.wait().code, 0);
  const Ended short_secret = run({"serve", "--trust-username-header", "--listen", "127.0.0.1:0",
                                  "--proxy-secret", write_secret("secret")});
  EXPECT_EQ(short_secret.code, 2);
  EXPECT_NE(short_secret.err.find("--proxy-secret: must name a file of 32"), std::string::npos);
}

TEST_F(ServerTrust, TakesNoSecretFromAFileThatOthersMayRead) {
  const std::string file = write_file("secret", std::string(64, 'a'));
  std::filesystem::permissions(file, std::filesystem::perms(0640));
  for (const std::string flag : {"--proxy-secret", "--connect-bootstrap-secret"}) {
    const Ended ended = run({"serve", "--listen", "127.0.0.1:0", flag, file});
    EXPECT_EQ(ended.code, 2);
    EXPECT_EQ(ended.err.substr(ended.err.find("rolecall: --")),
              "rolecall: " + flag + ": names a file that others may read; make its mode 0600\n");
  }
}

// A proxy on this machine, a page of another site whose name was turned to it, a page of one.
TEST_F(ServerTrust, OpensAnEmptyDirectoryToThisMachineOnlyWhateverTheDoor) {
  SpawnedProgram server(serve());
  HttpClient client(port_in(server.read_line()));
  const std::string first = R"({"username": "eve", "email": "eve@example.org"})";
  for (const std::string door : {"/v1/bootstrap", "/api/users/bootstrap"}) {
    for (const std::string elsewhere :
         {"Host: evil.example", "Host: [::2]", "Host: 127.0.0.1.evil.example:80",
          "Host: ", "Forwarded: for=192.0.2.1", "X-Forwarded-For: 192.0.2.1",
          "X-Forwarded-Proto: https", "X-Real-IP: 192.0.2.1", "Via: 1.1 proxy",
          "Origin: http://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site"}) {
      EXPECT_EQ(client.request("POST", door, first, elsewhere + "\r\n").status, 403) << elsewhere;
    }
  }
  EXPECT_EQ(client
                .request("POST", "/v1/bootstrap", first,
                         "Host: localhost:1\r\nOrigin: http://localhost:1\r\n")
                .status,
            201);
}

TEST_F(ServerTrust, LetsPagesOfTheOriginsThatAreNamedReadAnswers) {
  const std::string key = bootstrap();
  std::vector<std::string> arguments = serve();
  for (const char* origin : {"http://localhost:3000", "https://people.example.org"}) {
    arguments.insert(arguments.end(), {"--cors-origin", origin});
  }
  SpawnedProgram server(arguments);
  HttpClient client(port_in(server.read_line()), key);
  for (const std::string origin : {"http://localhost:3000", "https://people.example.org"}) {
    const std::string fields = "Origin: " + origin + "\r\nAccess-Control-Request-Method: GET\r\n";
    const auto preflight = client.request("OPTIONS", "/v1/me", {}, fields);
    EXPECT_EQ(preflight.status, 204);
    EXPECT_EQ(preflight.header("Access-Control-Allow-Origin"), origin);
    const auto answer = client.request("GET", "/v1/me", {}, "Origin: " + origin + "\r\n");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("Access-Control-Allow-Origin"), origin);
  }
}

TEST_F(ServerTrust, SaysWhatIsWrongWithAnOrigin) {
  for (const char* wrong : {"people.example.org", "https://people.example.org/", "null", ""}) {
    const Ended ended = run({"serve", "--cors-origin", wrong});
    EXPECT_EQ(ended.code, 2);
    EXPECT_NE(ended.err.find("--cors-origin: must be SCHEME://HOST"), ended.err.npos) << ended.err;
  }
}

}  // namespace
}  // namespace rolecall::test
