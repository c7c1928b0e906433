// Where a server listens, and whom it takes its clients for.
#include <filesystem>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/api/support/server_fixture.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {
namespace {

namespace fs = std::filesystem;

class Listeners : public ServerTest {
 protected:
  void start() { server = Server::start(options, router).value(); }
  std::string error_of(const ListenAt& where) const {
    ServerOptions other = options;
    other.listen = {where};
    const auto started = Server::start(other, router);
    return started ? "" : started.error().field + ": " + started.error().detail;
  }
  static int status_at(const fs::path& socket) {
    HttpClient client(socket);
    client.send(get("/state"));
    return client.connected() ? client.receive().status : 0;
  }

  TemporaryDirectory folder;
  const fs::path path = folder.path() / "rolecall.sock";
};

TEST_F(Listeners, AreAllServedFromOneAddressOn) {
  options.listen = {TcpAddress{"127.0.0.1", 0}, TcpAddress{"::1", 0}, UnixPath{path}};
  start();
  HttpClient tcp(server->port());
  tcp.send(get("/state"));
  EXPECT_EQ(tcp.receive().status, 200);
  EXPECT_EQ(status_at(path), 200);
  const auto urls = server->urls();
  ASSERT_EQ(urls.size(), 3U);
  EXPECT_EQ(urls[0], "http://127.0.0.1:" + std::to_string(server->port()));
  EXPECT_TRUE(urls[1].starts_with("http://[::1]:")) << urls[1];
  EXPECT_EQ(urls[2], "unix:" + path.string());
}

TEST_F(Listeners, AreNoneWhereOneOfThemCannotBe) {
  start();
  ServerOptions other = options;
  other.listen = {UnixPath{path}, TcpAddress{"127.0.0.1", server->port()}};
  EXPECT_EQ(Server::start(other, router).error().code, Errc::unavailable);
  EXPECT_FALSE(fs::exists(path)) << "it is removed";
}

TEST_F(Listeners, AtAUnixSocketAreForItsOwnerAndGroupAndRemovedAtTheEnd) {
  options.listen = {UnixPath{path}};
  start();
  struct stat about {};
  ASSERT_EQ(::stat(path.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 07777, 0660U);
  EXPECT_EQ(status_at(path), 200);
  EXPECT_EQ(server->port(), 0);
  server->stop();
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(Listeners, AtAUnixSocketReplaceADeadOneAndNoLivingOneNorAnotherFile) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.string().copy(address.sun_path, sizeof address.sun_path - 1);
  const int dead = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(::bind(dead, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ::close(dead);
  ASSERT_TRUE(fs::exists(path));
  options.listen = {UnixPath{path}};
  start();
  EXPECT_EQ(status_at(path), 200);
  EXPECT_EQ(error_of(UnixPath{path}),
            "--listen: cannot listen there: another server listens there");
  EXPECT_EQ(status_at(path), 200) << "it is as before";

  const fs::path file = folder.path() / "file";
  std::ofstream(file) << "text";
  EXPECT_EQ(error_of(UnixPath{file}),
            "--listen: cannot listen there: a file is there that is no socket");
  EXPECT_TRUE(fs::exists(file));
}

TEST_F(Listeners, KeepTheFileThatAnotherServerHasPutThere) {
  options.listen = {UnixPath{path}};
  start();
  fs::rename(path, folder.path() / "moved");
  ServerOptions other = options;
  const auto second = Server::start(other, router).value();
  server->stop();
  EXPECT_EQ(status_at(path), 200);
}

TEST_F(Listeners, SayWhatIsWrongWithAPath) {
  EXPECT_EQ(error_of(UnixPath{""}), "--listen: the path of a Unix socket has 1 to 107 bytes");
  EXPECT_EQ(error_of(UnixPath{std::string(108, 'x')}),
            "--listen: the path of a Unix socket has 1 to 107 bytes");
  EXPECT_EQ(error_of(UnixPath{folder.path() / "nowhere" / "socket"}),
            "--listen: cannot listen there: No such file or directory");
}

TEST_F(Listeners, TakeThePeersOfAUnixSocketForThisMachines) {
  options.listen = {UnixPath{path}};
  start();
  HttpClient client(path);
  client.send(get("/peer"));
  EXPECT_EQ(client.receive().body, "::1 1");
}

// ---- proxies ------------------------------------------------------------------------------------

constexpr const char* by_proxy = "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n";

TEST_F(Listeners, TakeTheWordOfTrustedProxiesForTheirClients) {
  options.proxies = TrustedProxies::parse({"127.0.0.0/8"}).value();
  HttpClient client = connect();
  client.send(get("/peer", by_proxy) + get("/url", by_proxy) + get("/peer") + get("/url"));
  EXPECT_EQ(client.receive().body, "192.0.2.7 1");
  EXPECT_EQ(client.receive().body, "https://a");
  EXPECT_EQ(client.receive().body, "127.0.0.1 2") << "for each request anew";
  EXPECT_EQ(client.receive().body, "http://a");
}

TEST_F(Listeners, TakeNobodyElsesWordForIt) {
  options.proxies = TrustedProxies::parse({"192.0.2.0/24", "unix"}).value();
  HttpClient client = connect();
  client.send(get("/peer", by_proxy) + get("/url", by_proxy));
  EXPECT_EQ(client.receive().body, "127.0.0.1 1");
  EXPECT_EQ(client.receive().body, "http://a");
}

TEST_F(Listeners, TakeTheWordOfProxiesAtAUnixSocketWhereThatIsSaid) {
  for (const auto& [named, client] :
       {std::pair("unix", "192.0.2.7 1"), std::pair("::1", "::1 1")}) {
    server.reset();
    options.listen = {UnixPath{path}};
    options.proxies = TrustedProxies::parse({named}).value();
    start();
    HttpClient proxy(path);
    proxy.send(get("/peer", by_proxy));
    EXPECT_EQ(proxy.receive().body, client) << named;
  }
}

TEST_F(Listeners, LogTheClientAsATrustedProxyTellsIt) {
  const std::string log = folder.path() / "access";
  auto lines = AccessLog::open(log).value();
  options.access_log = lines.get();
  options.log_peers = true;
  options.proxies = TrustedProxies::parse({"127.0.0.1"}).value();
  HttpClient client = connect();
  client.send(get("/state", by_proxy) + put("a"));
  EXPECT_EQ(client.receive().status, 200);
  writes.wait_for(1);
  writes.commit();
  EXPECT_EQ(client.receive().status, 201);
  server->stop();
  lines.reset();
  std::ifstream file(log);
  std::string first, second;
  std::getline(file, first);
  std::getline(file, second);
  EXPECT_NE(first.find(R"("peer":"192.0.2.7")"), first.npos) << first;
  EXPECT_NE(second.find(R"("peer":"127.0.0.1")"), second.npos) << second;
}

}  // namespace
}  // namespace rolecall::test
