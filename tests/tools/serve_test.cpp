#include <fcntl.h>
#include <filesystem>
#include <set>
#include <sstream>
#include <sys/resource.h>
#include <sys/stat.h>

#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

using Serve = RolecallProgram;

TEST_F(Serve, AnswersUntilItIsAskedToStop) {
  const std::string key = bootstrap();
  SpawnedProgram server(serve());
  HttpClient client(port_in(server.read_line()), key);
  const auto me = client.get("/v1/me");
  EXPECT_EQ(me.status, 200);
  EXPECT_EQ(boost::json::parse(me.body).at("username"), "root");
  const auto created = client.request("POST", "/v1/users", R"({"username": "ann"})");
  EXPECT_EQ(created.status, 201);
  EXPECT_EQ(created.header("Rolecall-Position"), "3");

  server.signal(SIGTERM);
  const Ended ended = server.wait();
  EXPECT_EQ(ended.code, 0);
  EXPECT_NE(ended.err.find("stopped at position 3"), std::string::npos) << ended.err;
  EXPECT_EQ(ask({"count"}).at("count"), 2);
}

TEST_F(Serve, FinishesRequestsInFlightWhenItStops) {
  const std::string key = bootstrap();
  SpawnedProgram server(serve());
  HttpClient client(port_in(server.read_line()), key);
  ASSERT_EQ(client.get("/livez").status, 200);
  ASSERT_TRUE(client.send("POST", "/v1/users", R"({"username": "ann"})"));
  ASSERT_TRUE(client.connected());
  ::usleep(20'000);
  server.signal(SIGINT);
  const auto answer = client.receive();
  EXPECT_EQ(server.wait().code, 0);
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(ask({"count"}).at("count"), 2);
}

TEST_F(Serve, ReadingVerbsWorkBesideItAndWritingVerbsSayItIsLocked) {
  const std::string key = bootstrap();
  SpawnedProgram server(serve());
  HttpClient client(port_in(server.read_line()), key);
  ASSERT_EQ(client.request("POST", "/v1/users", R"({"username": "ann"})").status, 201);
  EXPECT_EQ(run({"count"}).out, "2\n");
  for (const auto& verb : std::vector<std::vector<std::string>>{
           {"bootstrap", "--username", "eve"},
           {"keys", "issue", "ann", "--capability", "read"},
           {"import", write_file("history.ndjson", small_history())},
           {"serve", "--listen", "127.0.0.1:0"}}) {
    const Ended ended = run(verb);
    EXPECT_EQ(ended.code, 6) << verb[0];
    EXPECT_NE(ended.err.find("another process has it open, e.g. a running server"),
              std::string::npos)
        << ended.err;
  }
}

TEST_F(Serve, KeepsASecondServerAwayWhateverIsDeletedBesideItsStores) {
  const std::string key = bootstrap();
  std::ofstream(data + "/lock");  // of an earlier version
  SpawnedProgram server(serve());
  HttpClient client(port_in(server.read_line()), key);
  for (const auto& entry : std::filesystem::directory_iterator(data)) {
    if (!entry.is_directory()) std::filesystem::remove(entry.path());
  }
  const Ended second = run({"serve", "--listen", "127.0.0.1:0"});
  EXPECT_EQ(second.code, 6);
  EXPECT_EQ(second.err,
            "rolecall: " + data + ": another process has it open, e.g. a running server\n");
  EXPECT_EQ(client.request("POST", "/v1/users", R"({"username": "ann"})").status, 201);
}

// The verbs that `--help` lists.
std::set<std::string> verbs_in(const std::string& help) {
  std::set<std::string> verbs;
  std::istringstream lines(help.substr(help.find("Subcommands:")));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("  ") && line[2] != ' ')
      verbs.insert(line.substr(2, line.find(' ', 2) - 2));
  }
  return verbs;
}

TEST_F(Serve, EveryReadingVerbGivesTheJsonOfHttp) {
  ASSERT_EQ(run({"import", write_file("history.ndjson", small_history())}).code, 0);
  const Ended issued = run({"keys", "issue", "boss", "--capability", "manage"});
  ASSERT_EQ(issued.code, 0) << issued.err;
  SpawnedProgram server(serve());
  HttpClient client(port_in(server.read_line()), issued.out.substr(0, issued.out.find('\n')));
  const auto ann = boost::json::parse(client.get("/v1/users/by-username/ann").body);
  const std::string ann_path = "/v1/users/" + std::string(ann.at("id").as_string());
  ASSERT_EQ(client
                .request("PUT", ann_path + "/role",
                         R"({"role": "ops", "valid_until": "2090-01-01T00:00:00Z"})")
                .status,
            200);
  ASSERT_EQ(client.request("POST", "/v1/invitations", R"({"email": "eve@example.org"})").status,
            201);
  // When the caller was last active is written down later: it is compared where nothing shows it.
  struct Same {
    std::vector<std::string> verb;
    std::string target;
  };
  const auto groups = boost::json::parse(client.get("/v1/groups").body);
  const std::string blue =
      "/v1/groups/" + std::string(groups.at("groups").at(0).at("id").as_string());
  const std::vector<Same> same{
      {{"count", "--by", "role", "--status", "active"}, "/v1/users/count?by=role&status=active"},
      {{"list", "--q", "cé"}, "/v1/users?q=c%C3%A9"},
      {{"list", "--role", "viewer,analyst", "--sort", "-updated_at"},
       "/v1/users?role=viewer,analyst&sort=-updated_at"},
      {{"holders", "analyst"}, "/v1/roles/analyst/holders"},
      {{"history", "ann"}, ann_path + "/history"},
      {{"timeline", "ann"}, ann_path + "/roles"},
      {{"expiring"}, "/v1/roles/expiring"},
      {{"groups", "--user", "ann"}, "/v1/groups?user=ann"},
      {{"members", "blue"}, blue + "/members"},
      {{"invitations", "--status", "open"}, "/v1/invitations?status=open"},
      {{"keys", "list", "--user", "ann"}, "/v1/api-keys?user=ann"},
      {{"role-changes"}, "/v1/role-changes"},
      {{"diff", "--since", "2", "--limit", "3"}, "/v1/diff?since=2&limit=3"},
      {{"events", "--after", "3"}, "/v1/events?after=3"},
      {{"replay"}, "/v1/state"},
      {{"user", "show", "ann"}, ann_path},
  };
  std::set<std::string> compared;
  for (const auto& [verb, target] : same) {
    std::vector<std::string> arguments = verb;
    arguments.push_back("--json");
    EXPECT_EQ(run(arguments).out, client.get(target).body + "\n") << target;
    compared.insert(verb[0]);
  }
  // These change something, stream what no one answer holds, measure, or tell of the
  // program itself.
  compared.insert({"serve", "config", "bootstrap", "import", "export", "accept-log", "backup",
                   "restore", "master-key", "bench", "role", "group", "invite", "login", "logout",
                   "completion", "man"});
  EXPECT_EQ(verbs_in(run_program({ROLECALL_PROGRAM, "--help"}).out), compared);
}

TEST_F(Serve, ExpiredAndReadingKeysMayNotWrite) {
  bootstrap();
  const Ended issued = run({"keys", "issue", "root", "--capability", "read"});
  EXPECT_EQ(
      run({"keys", "issue", "root", "--capability", "read", "--expires-at", "2020-01-01T00:00:00Z"})
          .code,
      2);
  EXPECT_EQ(run({"keys", "issue", "nobody", "--capability", "read"}).code, 3);
  SpawnedProgram server(serve());
  HttpClient client(port_in(server.read_line()), issued.out.substr(0, issued.out.find('\n')));
  EXPECT_EQ(client.get("/v1/users").status, 200);
  EXPECT_EQ(client.request("POST", "/v1/users", R"({"username": "ann"})").status, 403);
}

TEST_F(Serve, AKeyIsGivenOutWithTheWordForWhom) {
  bootstrap();
  const std::string id(ask({"list"}).at("users").at(0).at("id").as_string());
  for (const std::string& asked : {std::string("ROOT"), id}) {
    const Ended issued = run({"keys", "issue", asked, "--capability", "read"});
    ASSERT_EQ(issued.code, 0) << issued.err;
    EXPECT_NE(issued.err.find("For root (id " + id + ", role ops)"), std::string::npos)
        << issued.err;
  }
}

TEST_F(Serve, BootstrapWorksOnceOverHttpAndThenNoMore) {
  SpawnedProgram server(serve());
  HttpClient client(port_in(server.read_line()));
  const auto first = client.request("POST", "/v1/bootstrap", R"({"username": "root"})");
  EXPECT_EQ(first.status, 201);
  const std::string key(boost::json::parse(first.body).at("api_key").as_string());
  EXPECT_EQ(client.request("POST", "/v1/bootstrap", R"({"username": "eve"})").status, 409);
  server.signal(SIGTERM);
  EXPECT_EQ(server.wait().code, 0);
  EXPECT_EQ(run({"bootstrap", "--username", "eve"}).code, 4);

  SpawnedProgram again(serve());
  HttpClient known(port_in(again.read_line()), key);
  EXPECT_EQ(known.get("/v1/me").status, 200);
}

TEST_F(Serve, DemoFillsAnEmptyDirectoryOnce) {
  std::vector<std::string> arguments = serve();
  arguments.push_back("--demo");
  std::string key;
  {
    SpawnedProgram server(arguments);
    std::optional<std::string> line;
    while ((line = server.read_line()) && port_in(line) == 0) {
      if (const auto at = line->find("KEY=rck_"); at != std::string::npos)
        key = line->substr(at + 4);
    }
    HttpClient client(port_in(line), key);
    const auto count = client.get("/v1/users/count?by=status");
    EXPECT_EQ(count.status, 200);
    EXPECT_EQ(boost::json::parse(count.body).at("counts").at("active"), 22);
    EXPECT_EQ(boost::json::parse(count.body).at("counts").at("deactivated"), 1);
    EXPECT_EQ(boost::json::parse(client.get("/v1/groups").body).at("groups").as_array().size(), 3U);
    server.signal(SIGTERM);
    EXPECT_EQ(server.wait().code, 0);
  }
  SpawnedProgram server(arguments);
  const auto line = server.read_line();
  EXPECT_NE(port_in(line), 0) << "the first line is the URL: nothing was filled";
  EXPECT_EQ(HttpClient(port_in(line), key).get("/v1/me").status, 200);
}

// Here a log that nobody reads is what the stop waits for.
TEST_F(Serve, EndsAtOnceWhereItIsAskedToStopOnceMore) {
  const std::string log = parent.path() / "access.fifo";
  ASSERT_EQ(::mkfifo(log.c_str(), 0600), 0);
  const int reader = ::open(log.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  std::vector<std::string> arguments = serve();
  arguments.insert(arguments.end(), {"--access-log", log});
  SpawnedProgram server(arguments);
  HttpClient client(port_in(server.read_line()));
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(client.get("/livez").status, 200);
  server.signal(SIGTERM);
  for (std::optional<std::string> line; (line = server.read_error_line());) {
    if (line->find("stopping") != line->npos) break;
  }
  server.signal(SIGTERM);
  const Ended ended = server.wait();
  EXPECT_EQ(ended.code, 1);
  EXPECT_NE(ended.err.find("asked to stop once more"), std::string::npos) << ended.err;
  ::close(reader);
}

// More silent clients than the system lets a process have descriptors at first.
TEST_F(Serve, AnswersBesideClientsThatSayNothing) {
  const std::string key = bootstrap();
  SpawnedProgram server({"/bin/sh", "-c", "ulimit -Sn 64; ulimit -Hn 300; exec \"$0\" \"$@\"",
                         ROLECALL_PROGRAM, "serve", "--listen", "127.0.0.1:0", "--threads", "2",
                         "--data", data});
  const unsigned short port = port_in(server.read_line());
  HttpClient known(port, key);
  EXPECT_EQ(known.get("/v1/me").status, 200);
  std::vector<std::unique_ptr<HttpClient>> silent;
  for (int i = 0; i < 500; ++i) silent.push_back(std::make_unique<HttpClient>(port));
  // While so many come at once, the answer may be to come again (503, Retry-After).
  const auto status_of = [&](const auto& ask) {
    int status = 503;
    for (int i = 0; i < 100 && status == 503; ++i) {
      if (i != 0) std::this_thread::sleep_for(std::chrono::milliseconds(50));
      status = ask().status;
    }
    return status;
  };
  EXPECT_EQ(status_of([&] { return HttpClient(port).get("/livez"); }), 200);
  EXPECT_EQ(status_of([&] {
              return HttpClient(port, key).request("POST", "/v1/users", R"({"username": "ann"})");
            }),
            201);
  EXPECT_EQ(known.get("/v1/me").status, 200);
}

// Its keys and passwords are in there.
TEST_F(Serve, ShowsItsMemoryToNobodyAndNeitherDoesAnotherVerb) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer has to read it";
#endif
  bootstrap();
  rlimit core{};
  ::getrlimit(RLIMIT_CORE, &core);
  core.rlim_cur = core.rlim_max;  // which the programs inherit
  ::setrlimit(RLIMIT_CORE, &core);
  for (const auto& arguments : {serve(), command({"events", "--follow"})}) {
    SpawnedProgram program(arguments);
    ASSERT_TRUE(program.read_line().has_value());
    std::ifstream limits("/proc/" + std::to_string(program.pid()) + "/limits");
    std::string line;
    while (std::getline(limits, line) && !line.starts_with("Max core file size")) {
    }
    EXPECT_NE(line.find(" 0 "), std::string::npos) << line;
  }
}

TEST_F(Serve, SaysWhatIsWrongWithAnAddress) {
  EXPECT_EQ(run({"serve", "--listen", "localhost:8080"}).err,
            "rolecall: --listen: the address must be numeric, e.g. 127.0.0.1 or ::1\n");
  const Ended ended = run({"serve", "--listen", "nowhere"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(
      ended.err,
      "rolecall: --listen: must be HOST:PORT, e.g. 127.0.0.1:8080 or [::1]:8080, or unix:PATH\n");
}

}  // namespace
}  // namespace rolecall::test
