// Where `rolecall serve` listens, and for whom.
#include <arpa/inet.h>
#include <filesystem>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/support/certificates.hpp"
#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

namespace fs = std::filesystem;

class Listening : public RolecallProgram {
 protected:
  std::vector<std::string> serve_at(const std::vector<std::string>& places,
                                    const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = command({"serve", "--threads", "2"});
    for (const std::string& place : places) {
      arguments.insert(arguments.end(), {"--listen", place});
    }
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
  // The port of the first URL, whatever its host is.
  static unsigned short first_port(const std::optional<std::string>& line) {
    const auto colon = line ? line->find(':', line->find("://") + 1) : std::string::npos;
    if (colon == std::string::npos) return 0;
    return static_cast<unsigned short>(std::atoi(line->c_str() + colon + 1));
  }

  const fs::path socket = parent.path() / "rolecall.sock";
  const std::string unix_place = "unix:" + socket.string();
};

TEST_F(Listening, IsAtAllPlacesThatAreGiven) {
  const std::string key = bootstrap();
  SpawnedProgram server(serve_at({"127.0.0.1:0", unix_place}));
  const auto line = server.read_line();
  EXPECT_NE(line->find(", " + unix_place + " at position 2"), line->npos) << *line;
  EXPECT_EQ(HttpClient(port_in(line), key).get("/v1/me").status, 200);
  EXPECT_EQ(HttpClient(socket, key).get("/v1/me").status, 200);
  server.signal(SIGTERM);
  EXPECT_EQ(server.wait().code, 0);
  EXPECT_FALSE(fs::exists(socket));
}

TEST_F(Listening, BeginsAnewWhereAKilledServerHasLeftItsSocket) {
  const std::string key = bootstrap();
  {
    SpawnedProgram server(serve_at({unix_place}));
    ASSERT_TRUE(server.read_line().has_value());
    server.signal(SIGKILL);
    server.wait();
  }
  ASSERT_TRUE(fs::exists(socket));
  SpawnedProgram server(serve_at({unix_place}));
  EXPECT_EQ(server.read_line(), "rolecall serves " + unix_place + " at position 2");
  EXPECT_EQ(HttpClient(socket, key).get("/v1/me").status, 200);
  const Ended second = run_program(
      {ROLECALL_PROGRAM, "serve", "--data", parent.path() / "other", "--listen", unix_place});
  EXPECT_EQ(second.code, 6);
  EXPECT_NE(second.err.find("--listen: cannot listen there: another server listens there"),
            second.err.npos)
      << second.err;
  EXPECT_EQ(HttpClient(socket, key).get("/v1/me").status, 200);
}

TEST_F(Listening, AtAUnixSocketOpensAnEmptyDirectory) {
  SpawnedProgram server(serve_at({unix_place}));
  ASSERT_TRUE(server.read_line().has_value());
  const std::string first = R"({"username": "eve"})";
  HttpClient client(socket);
  EXPECT_EQ(client.request("POST", "/v1/bootstrap", first, "X-Forwarded-For: 192.0.2.1\r\n").status,
            403)
      << "for somebody else";
  EXPECT_EQ(client.request("POST", "/v1/bootstrap", first).status, 201);
}

// ---- for other machines -------------------------------------------------------------------------

TEST_F(Listening, ForOtherMachinesNeedsTlsOrAProxyOrAWord) {
  bootstrap();
  for (const std::string place : {"0.0.0.0:0", "[::]:0", "192.0.2.1:0"}) {
    const Ended refused = run_program(serve_at({"127.0.0.1:0", place}));
    EXPECT_EQ(refused.code, 2);
    EXPECT_EQ(refused.err,
              "rolecall: --listen: other machines could connect, and keys would travel in the "
              "clear: give --tls-cert and --tls-key, or --behind-proxy with the address of the "
              "proxy that speaks TLS, or --insecure\n");
  }
  const IssuedCertificate issued = CertificateAuthority("authority").issue("localhost");
  const std::string certificate = write_file("cert.pem", issued.certificate);
  const std::string key = write_file("key.pem", issued.key);
  fs::permissions(key, fs::perms(0600));
  const std::vector<std::vector<std::string>> means{{"--insecure"},
                                                    {"--behind-proxy", "192.0.2.1"},
                                                    {"--tls-cert", certificate, "--tls-key", key}};
  for (const std::vector<std::string>& more : means) {
    SpawnedProgram server(serve_at({"0.0.0.0:0"}, more));
    EXPECT_NE(first_port(server.read_line()), 0) << more[0];
  }
}

TEST_F(Listening, SaysWhatIsWrongWithAProxy) {
  const Ended ended = run({"serve", "--behind-proxy", "10.0.0.1,proxy.example.org"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.err,
            "rolecall: --behind-proxy: must be addresses such as 192.0.2.1, networks such as "
            "10.0.0.0/8 or 2001:db8::/32, or unix\n");
}

constexpr const char* by_proxy = "Forwarded: for=192.0.2.7;proto=https\r\n";

// A place that an answer tells, of the realm in Keycloak's dialect.
std::string place_told(HttpClient& client) {
  const auto answer = client.request("GET", "/auth/realms/master", {},
                                     std::string("Host: people.example.org\r\n") + by_proxy);
  return std::string(boost::json::parse(answer.body).at("token-service").as_string());
}

TEST_F(Listening, BehindATrustedProxyTakesItsWordForItsClients) {
  const std::string log = parent.path() / "access";
  SpawnedProgram server(serve_at({"0.0.0.0:0"}, {"--behind-proxy", "10.0.0.0/8,127.0.0.1",
                                                 "--access-log", log, "--log-peers"}));
  HttpClient proxy(first_port(server.read_line()));
  EXPECT_TRUE(place_told(proxy).starts_with("https://people.example.org/"));
  EXPECT_EQ(proxy.request("POST", "/v1/bootstrap", R"({"username": "eve"})").status, 403)
      << "whoever it has brought is not on this machine";
  server.signal(SIGTERM);
  EXPECT_EQ(server.wait().code, 0);
  std::ifstream file(log);
  std::string line;
  std::getline(file, line);
  EXPECT_NE(line.find(R"("peer":"192.0.2.7")"), line.npos) << line;
}

TEST_F(Listening, TakesNobodyElsesWordForThem) {
  const std::string log = parent.path() / "access";
  SpawnedProgram server(serve_at(
      {"127.0.0.1:0"}, {"--behind-proxy", "192.0.2.1", "--access-log", log, "--log-peers"}));
  HttpClient client(port_in(server.read_line()));
  EXPECT_TRUE(place_told(client).starts_with("http://people.example.org/"));
  server.signal(SIGTERM);
  EXPECT_EQ(server.wait().code, 0);
  std::ifstream file(log);
  std::string line;
  std::getline(file, line);
  EXPECT_NE(line.find(R"("peer":"127.0.0.1")"), line.npos) << line;
}

// ---- sockets that are handed over ---------------------------------------------------------------

class HandedOver : public Listening {
 protected:
  // As systemd starts a unit: the variables are of the very process.
  static std::vector<std::string> with_sockets(const std::vector<int>& sockets,
                                               const std::vector<std::string>& program) {
    std::string script = "export LISTEN_PID=$$ LISTEN_FDS=" + std::to_string(sockets.size());
    script += R"(; exec "$0" "$@")";
    for (std::size_t i = 0; i < sockets.size(); ++i) {
      script += " " + std::to_string(3 + i) + "<&" + std::to_string(sockets[i]);
    }
    std::vector<std::string> arguments{"/bin/bash", "-c", script};
    arguments.insert(arguments.end(), program.begin(), program.end());
    return arguments;
  }
  // Numbers that are not in the way of those which the program gets; open until the test's end.
  int keep(int descriptor) {
    constexpr int first = 20;
    const int kept = ::fcntl(descriptor, F_DUPFD, first);
    ::close(descriptor);
    kept_.push_back(kept);
    return kept;
  }
  int listening_tcp(in_addr_t host) {
    const int tcp = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(host);
    socklen_t size = sizeof address;
    auto& any = reinterpret_cast<sockaddr&>(address);
    EXPECT_EQ(::bind(tcp, &any, size), 0);
    EXPECT_EQ(::listen(tcp, 10), 0);
    ::getsockname(tcp, &any, &size);
    port = ntohs(address.sin_port);
    return keep(tcp);
  }
  int listening_unix() {
    const int file = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket.string().copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(::bind(file, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(file, 10), 0);
    return keep(file);
  }
  ~HandedOver() override {
    for (const int descriptor : kept_) ::close(descriptor);
  }

  unsigned short port = 0;  // of the one of TCP

 private:
  std::vector<int> kept_;
};

TEST_F(HandedOver, SocketsAreWhereItListens) {
  const std::string key = bootstrap();
  const int tcp = listening_tcp(INADDR_LOOPBACK);
  const int file = listening_unix();
  HttpClient early(port, key);  // before there is a server
  SpawnedProgram server(with_sockets({tcp, file}, command({"serve"})));
  EXPECT_EQ(server.read_line(), "rolecall serves http://127.0.0.1:" + std::to_string(port) + ", " +
                                    unix_place + " at position 2");
  EXPECT_EQ(early.get("/v1/me").status, 200);
  EXPECT_EQ(HttpClient(socket, key).get("/v1/me").status, 200);
  server.signal(SIGTERM);
  EXPECT_EQ(server.wait().code, 0);
  EXPECT_TRUE(fs::exists(socket)) << "it is not this server's";
}

TEST_F(HandedOver, SocketsAndThoseThatAreToBeMadeAreTooMany) {
  const int tcp = listening_tcp(INADDR_LOOPBACK);
  const Ended ended = run_program(with_sockets({tcp}, serve()));
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.err,
            "rolecall: --listen: sockets were handed over too (LISTEN_FDS); it is one or the "
            "other\n");
}

TEST_F(HandedOver, SocketsForOtherMachinesNeedTlsToo) {
  const int tcp = listening_tcp(INADDR_ANY);
  const Ended ended = run_program(with_sockets({tcp}, command({"serve"})));
  EXPECT_EQ(ended.code, 2);
  EXPECT_NE(ended.err.find("keys would travel in the clear"), ended.err.npos) << ended.err;
}

TEST_F(HandedOver, WhatDoesNotListenIsRefused) {
  const Ended ended =
      run_program(with_sockets({keep(::socket(AF_INET, SOCK_STREAM, 0))}, command({"serve"})));
  EXPECT_EQ(ended.code, 2);
  EXPECT_NE(ended.err.find("is no stream socket that listens"), ended.err.npos) << ended.err;
}

TEST_F(HandedOver, WhatIsForAnotherProcessIsPassedOver) {
  bootstrap();
  const int tcp = listening_tcp(INADDR_LOOPBACK);
  std::vector<std::string> arguments = with_sockets({tcp}, serve());
  arguments[2].replace(arguments[2].find("$$"), 2, "1");
  SpawnedProgram server(arguments);
  EXPECT_NE(port_in(server.read_line()), port);
}

}  // namespace
}  // namespace rolecall::test
