// `rolecall serve` with TLS, by clients of its own and by curl.
#include <filesystem>

#include "tests/support/certificates.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/tls_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

class TlsServe : public RolecallProgram {
 protected:
  void SetUp() override {
    key = bootstrap();
    write_pair(authority.issue("localhost"));
  }

  void write_private(const std::string& path, const std::string& text) const {
    const std::string made = write_file("new", text);
    std::filesystem::permissions(made, std::filesystem::perms(0600));
    std::filesystem::rename(made, path);
  }
  void write_pair(const IssuedCertificate& issued) const {
    write_private(certificate_file, issued.certificate);
    write_private(key_file, issued.key);
  }
  std::vector<std::string> serve_tls(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = serve();
    arguments.insert(arguments.end(), {"--tls-cert", certificate_file, "--tls-key", key_file});
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
  static unsigned short tls_port_of(SpawnedProgram& server) {
    const std::string before = "rolecall serves https://127.0.0.1:";
    const auto line = server.read_line();
    if (!line || !line->starts_with(before)) return 0;
    return static_cast<unsigned short>(std::atoi(line->c_str() + before.size()));
  }
  TlsClientOptions trusting() const {
    TlsClientOptions client;
    client.trusted = authority.certificate();
    return client;
  }
  std::string me(TlsClient& client) const {
    return client.ask("GET /v1/me HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key +
                      "\r\n\r\n");
  }
  std::string certificate_at(unsigned short port) const {
    return TlsClient(port, trusting()).server_certificate();
  }
  static void read_errors_until(SpawnedProgram& server, const std::string& text) {
    std::optional<std::string> line;
    while ((line = server.read_error_line()) && line->find(text) == line->npos) {
    }
    EXPECT_TRUE(line.has_value()) << text;
  }

  CertificateAuthority authority{"the authority"};
  const std::string certificate_file = parent.path() / "cert.pem";
  const std::string key_file = parent.path() / "key.pem";
  std::string key;
};

TEST_F(TlsServe, AnswersAndResumesAndRefusesWhatIsOld) {
  SpawnedProgram server(serve_tls());
  const unsigned short port = tls_port_of(server);
  TlsClientOptions wanted = trusting();
  wanted.protocols = "\x02h2\x08http/1.1";
  TlsClient client(port, wanted);
  ASSERT_TRUE(client.connected()) << client.error();
  EXPECT_EQ(client.version(), "TLSv1.3");
  EXPECT_EQ(client.protocol(), "http/1.1");
  EXPECT_TRUE(me(client).starts_with("HTTP/1.1 200 "));
  const TlsTicket ticket = client.ticket();
  wanted.ticket = ticket.get();
  TlsClient again(port, wanted);
  EXPECT_TRUE(me(again).starts_with("HTTP/1.1 200 "));
  EXPECT_TRUE(again.is_resumed());

  wanted = trusting();
  wanted.version = TLS1_1_VERSION;
  EXPECT_EQ(TlsClient(port, wanted).error(), "tlsv1 alert protocol version");
  HttpClient plain(port, key);
  EXPECT_EQ(plain.get("/v1/me").status, 0) << "cut off";
  EXPECT_TRUE(me(client).starts_with("HTTP/1.1 200 "));
}

TEST_F(TlsServe, AnswersCurl) {
  SpawnedProgram server(serve_tls());
  const std::string url = "https://localhost:" + std::to_string(tls_port_of(server));
  const std::string trusted = write_file("authority.pem", authority.certificate());
  const auto curl = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"/usr/bin/curl", "--silent", "--show-error", "--cacert", trusted,
                               "--noproxy", "*", "-H", "Authorization: Bearer " + key});
    return run_program(more);
  };
  const Ended two = curl({url + "/v1/me", url + "/v1/me"});
  EXPECT_EQ(two.code, 0) << two.err;
  EXPECT_NE(two.out.find(R"("username":"root")"), two.out.npos);
  const Ended created = curl(
      {"-H", "Content-Type: application/json", "-d", R"({"username": "ann"})", url + "/v1/users"});
  EXPECT_NE(created.out.find(R"("username":"ann")"), created.out.npos) << created.err;
}

TEST_F(TlsServe, TakesUpANewPairAtAHangup) {
  SpawnedProgram server(serve_tls());
  const unsigned short port = tls_port_of(server);
  TlsClient old(port, trusting());
  const IssuedCertificate other = authority.issue("localhost");
  write_pair(other);
  server.signal(SIGHUP);
  read_errors_until(server, "the TLS files are taken up anew");
  EXPECT_EQ(certificate_at(port), other.certificate);
  EXPECT_TRUE(me(old).starts_with("HTTP/1.1 200 "));
}

TEST_F(TlsServe, TakesUpANewPairThatIsThereAndKeepsTheOldOneWhereItIsNone) {
  SpawnedProgram server(serve_tls());
  const unsigned short port = tls_port_of(server);
  const std::string before = certificate_at(port);
  const IssuedCertificate other = authority.issue("localhost");
  write_private(key_file, other.key);
  read_errors_until(server, "the old ones stay: --tls-key: is not the key of the first");
  EXPECT_EQ(certificate_at(port), before);
  write_private(certificate_file, other.certificate);
  read_errors_until(server, "the TLS files are taken up anew");
  EXPECT_EQ(certificate_at(port), other.certificate);
  std::filesystem::remove(key_file);
  server.signal(SIGHUP);
  read_errors_until(server, "the old ones stay: --tls-key: names a file that cannot be read");
  EXPECT_EQ(certificate_at(port), other.certificate);
}

TEST_F(TlsServe, SaysAtTheStartWhatIsWrongWithItsFiles) {
  write_private(key_file, authority.issue("localhost").key);
  const Ended two_pairs = run_program(serve_tls());
  EXPECT_EQ(two_pairs.code, 2);
  EXPECT_EQ(two_pairs.err,
            "rolecall: --tls-key: is not the key of the first certificate of --tls-cert\n");
  std::filesystem::remove(certificate_file);
  const Ended missing = run_program(serve_tls());
  EXPECT_EQ(missing.code, 3);
  EXPECT_EQ(missing.err,
            "rolecall: --tls-cert: names a file that cannot be read: No such file or directory\n");
  const Ended half = run({"serve", "--tls-cert", certificate_file});
  EXPECT_EQ(half.code, 2);
  EXPECT_NE(half.err.find("--tls-cert requires --tls-key"), half.err.npos) << half.err;
}

TEST_F(TlsServe, TakesOnlyClientsThatItsAuthorityHasSigned) {
  CertificateAuthority clients("clients");
  const std::string file = write_file("clients.pem", clients.certificate());
  SpawnedProgram server(serve_tls({"--tls-client-ca", file}));
  const unsigned short port = tls_port_of(server);
  TlsClient unknown(port, trusting());
  EXPECT_EQ(me(unknown), "");
  TlsClientOptions wanted = trusting();
  wanted.identity = clients.issue("anybody");
  TlsClient known(port, wanted);
  EXPECT_TRUE(me(known).starts_with("HTTP/1.1 200 "));
  EXPECT_TRUE(known.ask("GET /v1/me HTTP/1.1\r\nHost: a\r\n\r\n").starts_with("HTTP/1.1 401 "))
      << "a certificate is no credential";
}

}  // namespace
}  // namespace rolecall::test
