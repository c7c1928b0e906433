// A server that speaks TLS.
#include <optional>
#include <poll.h>
#include <string>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "tests/api/support/server_fixture.hpp"
#include "tests/api/support/tls_files.hpp"
#include "tests/support/tls_client.hpp"

namespace rolecall::test {
namespace {

const std::string http_1_1 = "\x08http/1.1";

class ServerTls : public ServerTest {
 protected:
  ~ServerTls() override {
    writes.drop();
    server.reset();  // before its TLS
  }

  unsigned short start() {
    if (!tls) tls = Tls::load(written.files).value();
    options.tls = tls.get();
    if (!server) server = Server::start(options, router).value();
    return server->port();
  }
  TlsClientOptions trusting() const {
    TlsClientOptions client;
    client.trusted = written.authority.certificate();
    return client;
  }
  std::string state_of(const TlsClientOptions& client) {
    return TlsClient(start(), client).ask(get("/state"));
  }

  WrittenTls written;
  std::unique_ptr<Tls> tls;
};

bool is_ok(const std::string& answer) { return answer.starts_with("HTTP/1.1 200 "); }

TEST_F(ServerTls, AnswersByTls13AndTls12) {
  for (const auto& [version, name] :
       {std::pair(TLS1_3_VERSION, "TLSv1.3"), std::pair(TLS1_2_VERSION, "TLSv1.2")}) {
    TlsClientOptions wanted = trusting();
    wanted.version = version;
    TlsClient client(start(), wanted);
    ASSERT_TRUE(client.connected()) << client.error();
    EXPECT_EQ(client.version(), name);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(is_ok(client.ask(get("/state"))));
  }
}

TEST_F(ServerTls, RefusesOlderVersions) {
  for (const int version : {TLS1_1_VERSION, TLS1_VERSION}) {
    TlsClientOptions wanted = trusting();
    wanted.version = version;
    const TlsClient client(start(), wanted);
    EXPECT_FALSE(client.connected());
    EXPECT_EQ(client.error(), "tlsv1 alert protocol version");
  }
}

TEST_F(ServerTls, SpeaksHttp11AndNoProtocolThatIsNotThat) {
  TlsClientOptions wanted = trusting();
  wanted.protocols = "\x02h2" + http_1_1;
  EXPECT_EQ(TlsClient(start(), wanted).protocol(), "http/1.1");
  wanted.protocols = "\x02h2";
  const TlsClient other(start(), wanted);
  EXPECT_FALSE(other.connected());
  EXPECT_EQ(other.error(), "tlsv1 alert no application protocol");
}

TEST_F(ServerTls, ResumesSessionsByTickets) {
  for (const int version : {TLS1_3_VERSION, TLS1_2_VERSION}) {
    TlsClientOptions wanted = trusting();
    wanted.version = version;
    TlsClient first(start(), wanted);
    EXPECT_TRUE(is_ok(first.ask(get("/state"))));
    EXPECT_FALSE(first.is_resumed());
    const TlsTicket ticket = first.ticket();
    wanted.ticket = ticket.get();
    TlsClient second(start(), wanted);
    EXPECT_TRUE(is_ok(second.ask(get("/state"))));
    EXPECT_TRUE(second.is_resumed());
  }
}

TEST_F(ServerTls, SendsTheChainUpToTheRoot) {
  CertificateAuthority between("between", &written.authority);
  IssuedCertificate issued = between.issue("localhost");
  issued.certificate += between.certificate();
  written.write(issued);
  EXPECT_TRUE(is_ok(state_of(trusting())));
}

TEST_F(ServerTls, TakesUpAnotherPairForNewConnectionsAndKeepsTheOldOneWhereThatIsWrong) {
  const IssuedCertificate first = written.authority.issue("localhost");
  written.write(first);
  TlsClient old(start(), trusting());
  EXPECT_EQ(old.server_certificate(), first.certificate);
  const IssuedCertificate second = written.authority.issue("localhost");
  written.write(second);
  ASSERT_TRUE(tls->reload());
  EXPECT_EQ(TlsClient(start(), trusting()).server_certificate(), second.certificate);
  EXPECT_TRUE(is_ok(old.ask(get("/state")))) << "it goes on";
  WrittenTls::write_file(written.files.key, first.key);
  ASSERT_FALSE(tls->reload());
  EXPECT_EQ(TlsClient(start(), trusting()).server_certificate(), second.certificate);
}

TEST_F(ServerTls, TakesClientsWhoseCertificateIsSignedByTheAuthorityThatIsNamed) {
  CertificateAuthority clients("clients"), others("others");
  written.files.client_ca = written.folder.path() / "clients.pem";
  WrittenTls::write_file(written.files.client_ca, clients.certificate());
  TlsClientOptions wanted = trusting();
  EXPECT_EQ(state_of(wanted), "") << "none";
  wanted.identity = others.issue("ann");
  EXPECT_EQ(state_of(wanted), "") << "of somebody else's";
  wanted.identity = clients.issue("ann");
  TlsClient known(start(), wanted);
  EXPECT_TRUE(is_ok(known.ask(get("/state"))));
  const TlsTicket ticket = known.ticket();
  wanted.ticket = ticket.get();
  TlsClient again(start(), wanted);
  EXPECT_TRUE(is_ok(again.ask(get("/state"))));
  EXPECT_TRUE(again.is_resumed());

  WrittenTls::write_file(written.files.client_ca, others.certificate());
  ASSERT_TRUE(tls->reload());
  EXPECT_EQ(state_of(wanted), "") << "nor by a ticket, when it is taken no more";
}

TEST_F(ServerTls, CutsOffWhoeverDoesNotSpeakTls) {
  const unsigned short port = start();
  HttpClient client(port);
  client.send(get("/state"));
  EXPECT_EQ(client.receive_until("HTTP/1.1 "), std::nullopt) << "nor is it answered";
}

TEST_F(ServerTls, GivesAHandshakeTheTimeOfAFirstRequest) {
  options.first_head_timeout = 100ms;
  HttpClient silent(start());
  HttpClient half(start());
  half.send("\x16\x03\x01\x02");
  EXPECT_TRUE(silent.is_closed());
  EXPECT_TRUE(half.is_closed());
  TlsClient idle(start(), trusting());
  ASSERT_TRUE(idle.connected());
  EXPECT_TRUE(idle.is_ended_by_server()) << idle.error();
}

TEST_F(ServerTls, LetsAHandshakeGoForANewConnection) {
  options.connections_max = 1;
  HttpClient silent(start());
  EXPECT_TRUE(is_ok(state_of(trusting())));
  EXPECT_TRUE(silent.is_closed());
}

TEST_F(ServerTls, SaysThatItEnds) {
  options.idle_timeout = 50ms;
  TlsClient idle(start(), trusting());
  ASSERT_TRUE(is_ok(idle.ask(get("/state"))));
  EXPECT_TRUE(idle.is_ended_by_server()) << idle.error();
  TlsClient last(start(), trusting());
  ASSERT_TRUE(is_ok(last.ask(get("/state", "Connection: close\r\n"))));
  EXPECT_TRUE(last.is_ended_by_server()) << last.error();
  TlsClient refused(start(), trusting());
  EXPECT_TRUE(refused.ask("nonsense\r\n\r\n").starts_with("HTTP/1.1 400 "));
  EXPECT_TRUE(refused.is_ended_by_server()) << refused.error();
}

TEST_F(ServerTls, SaysThatItEndsWhenItStops) {
  TlsClient idle(start(), trusting());
  ASSERT_TRUE(is_ok(idle.ask(get("/state"))));
  TlsClient busy(start(), trusting());
  ASSERT_TRUE(busy.send(put("a")));
  HttpClient silent(start());
  writes.wait_for(1);
  std::thread stopping([&] { server->stop(); });
  EXPECT_TRUE(idle.is_ended_by_server()) << idle.error();
  EXPECT_TRUE(silent.is_closed());
  writes.commit();
  EXPECT_TRUE(busy.receive_answer().ends_with("wrote a"));
  EXPECT_TRUE(busy.is_ended_by_server()) << busy.error();
  stopping.join();
}

TEST_F(ServerTls, AnswersAPipelineInOrder) {
  TlsClient client(start(), trusting());
  std::string pipeline;
  for (int i = 0; i < 300; ++i) pipeline += post("/echo", std::to_string(i));
  ASSERT_TRUE(client.send(pipeline));
  for (int i = 0; i < 300; ++i) {
    EXPECT_TRUE(client.receive_answer().ends_with("\r\n\r\n" + std::to_string(i)));
  }
}

TEST_F(ServerTls, MovesLargeBodiesBothWays) {
  TlsClient client(start(), trusting());
  const std::string body(limits::http_body_max_bytes, 'x');
  ASSERT_TRUE(client.send(post("/large", body, credential)));
  EXPECT_TRUE(client.receive_answer().ends_with(body));
  EXPECT_GT(client.ask(get("/huge")).size(), 24u << 20);
  EXPECT_TRUE(is_ok(client.ask(get("/state"))));
}

TEST_F(ServerTls, WaitsForARequestThatComesInRecords) {
  options.threads = 1;
  const unsigned short port = start();
  TlsClient trickling(port, trusting());
  ASSERT_TRUE(trickling.connected());
  ASSERT_TRUE(trickling.send("GET /sta"));
  TlsClient other(port, trusting());
  EXPECT_TRUE(is_ok(other.ask(get("/state")))) << "nobody else waits";
  EXPECT_TRUE(is_ok(trickling.ask("te HTTP/1.1\r\nHost: a\r\n\r\n")));
}

TEST_F(ServerTls, CutsOffAClientThatDoesNotRead) {
  options.write_timeout = 100ms;
  const unsigned short port = start();
  TlsClient unread(port, trusting());
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(unread.send(get("/huge")));
  for (int i = 0; i < 100; ++i) {  // until the server has closed, which a write then shows
    std::this_thread::sleep_for(50ms);
    pollfd polled{unread.socket(), POLLRDHUP, 0};
    if (::poll(&polled, 1, 0) == 1) break;
  }
  EXPECT_FALSE(unread.is_ended_by_server()) << "an answer that is cut does not look whole";
}

TEST_F(ServerTls, OutlivesClientsThatLeaveInTheMiddle) {
  const unsigned short port = start();
  for (int i = 0; i < 20; ++i) {
    TlsClient client(port, trusting());
    ASSERT_TRUE(client.send(get("/huge") + put("a")));
  }
  for (int i = 0; i < 20; ++i) {
    HttpClient half(port);
    half.send(std::string("\x16\x03\x01\x02\x00\x01", 6));
    half.reset();
  }
  EXPECT_TRUE(is_ok(state_of(trusting())));
}

// ---- answers that go on -------------------------------------------------------------------------

class ServerTlsStream : public ServerTls {
 protected:
  ServerTlsStream() {
    const auto begin = [this](Reply& reply, bool is_endless) {
      reply.response.body = "begin ";
      reply.response.more = [this, held = held](const Later& next) { writes.add("", next); };
      reply.response.is_endless = is_endless;
    };
    const auto stream = [begin](const Request&, Reply& reply) { begin(reply, true); };
    const auto pieces = [begin](const Request&, Reply& reply) { begin(reply, false); };
    auto all = routes();
    all.push_back({Method::get, "/stream", Right::open(), Kind::read, stream});
    all.push_back({Method::get, "/pieces", Right::open(), Kind::read, pieces});
    router = Router::build({{"", native_error_shape, admit, std::move(all)}}).value();
  }
  std::unique_ptr<TlsClient> open(const std::string& request) {
    auto client = std::make_unique<TlsClient>(start(), trusting());
    std::string answer = client->send(request) ? client->receive() : "";
    while (answer.find("begin ") == answer.npos) {
      const std::string more = client->receive();
      if (more.empty()) break;
      answer += more;
    }
    EXPECT_TRUE(is_ok(answer)) << answer;
    return client;
  }
  void give(std::string text, int status = 200) {
    writes.wait_for(1);
    Response piece;
    piece.body = std::move(text);
    piece.status = status;
    writes.answer(std::move(piece));
  }
  void wait_until_gone() {
    for (const auto give_up = std::chrono::steady_clock::now() + 10s; held.use_count() > 1;) {
      ASSERT_LT(std::chrono::steady_clock::now(), give_up);
      std::this_thread::sleep_for(1ms);
    }
  }

  const std::shared_ptr<int> held = std::make_shared<int>();  // by each answer
};

TEST_F(ServerTlsStream, ComesPieceByPieceAndHasAnEnd) {
  const auto client = open(get("/stream"));
  give("one ");
  EXPECT_EQ(client->receive(), "one ");
  give("");
  EXPECT_TRUE(client->is_ended_by_server()) << client->error();
}

TEST_F(ServerTlsStream, DoesNotLookWholeWhereItIsCut) {
  options.stop_timeout = 50ms;
  const auto client = open("GET /pieces HTTP/1.0\r\n\r\n");
  give("", 500);
  EXPECT_FALSE(client->is_ended_by_server());
  const auto stopped = open("GET /pieces HTTP/1.0\r\n\r\n");
  writes.wait_for(1);
  server.reset();
  EXPECT_FALSE(stopped->is_ended_by_server());
  writes.drop();
  const auto whole = open("GET /pieces HTTP/1.0\r\n\r\n");
  give("");
  EXPECT_TRUE(whole->is_ended_by_server());
}

TEST_F(ServerTlsStream, EndsWhereTheClientHangsUp) {
  auto client = open(get("/stream"));
  writes.wait_for(1);
  client->finish();
  wait_until_gone();
}

// At whatever moment of it.
TEST_F(ServerTlsStream, EndsWhereTheClientHangsUpWhileAPieceIsWritten) {
  constexpr std::size_t at_once = 20;
  for (int round = 0; round < 10 && !HasFatalFailure(); ++round) {
    std::vector<std::unique_ptr<TlsClient>> clients;
    for (std::size_t i = 0; i < at_once; ++i) clients.push_back(open(get("/stream")));
    writes.wait_for(at_once);
    std::thread answering([this] { give(std::string(100'000, 'x')); });
    clients.clear();
    answering.join();
    wait_until_gone();
    writes.drop();
  }
}

TEST_F(ServerTls, TellsHandlersThatItIsHttps) {
  TlsClient client(start(), trusting());
  EXPECT_TRUE(client.ask(get("/url")).ends_with("https://a"));
  server.reset();
  tls.reset();
  options.tls = nullptr;
  server = Server::start(options, router).value();
  HttpClient plain(server->port());
  plain.send(get("/url"));
  EXPECT_EQ(plain.receive().body, "http://a");
}

}  // namespace
}  // namespace rolecall::test
