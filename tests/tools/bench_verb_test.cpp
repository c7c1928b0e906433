// The real binary measures itself, and other servers.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <sys/stat.h>

#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

namespace fs = std::filesystem;

// The process whose parent that is; -1: there is none.
pid_t child_of(pid_t parent) {
  std::error_code gone;
  for (const auto& entry : fs::directory_iterator("/proc", gone)) {
    const std::string name = entry.path().filename();
    if (std::isdigit(static_cast<unsigned char>(name[0])) == 0) continue;
    std::ifstream file(entry.path() / "stat");
    std::string stat;
    std::getline(file, stat);
    std::istringstream behind_name(stat.substr(std::min(stat.rfind(')'), stat.size() - 1) + 1));
    char state = 0;
    pid_t its_parent = -1;
    if (behind_name >> state >> its_parent && its_parent == parent) return std::stoi(name);
  }
  return -1;
}

class BenchVerb : public RolecallProgram {
 protected:
  BenchVerb() { fs::create_directory(temporary); }

  // With a folder for temporary files of its own, and the key that is set; and with a setting of
  // another server, with which none would start.
  std::vector<std::string> bench(std::vector<std::string> arguments) const {
    std::vector<std::string> all{"/usr/bin/env", "--unset=ROLECALL_API_KEY", "TMPDIR=" + temporary,
                                 "ROLECALL_ACCESS_LOG=/nowhere/log"};
    if (!key.empty()) all.push_back("ROLECALL_API_KEY=" + key);
    all.insert(all.end(), {ROLECALL_PROGRAM, "bench"});
    all.insert(all.end(), arguments.begin(), arguments.end());
    return all;
  }
  // The jobs of a run in which all goes well.
  boost::json::array measure(std::vector<std::string> arguments) const {
    arguments.emplace_back("--json");
    const Ended ended = run_program(bench(std::move(arguments)));
    EXPECT_EQ(ended.code, 0) << ended.err;
    return ended.code == 0 ? boost::json::parse(ended.out).at("jobs").as_array()
                           : boost::json::array();
  }
  static void expect_all_answered(const boost::json::array& jobs) {
    for (const auto& job : jobs) {
      EXPECT_GT(job.at("requests").as_int64(), 0) << job;
      EXPECT_EQ(job.at("errors"), 0) << job;
      EXPECT_GT(job.at("per_second").as_double(), 0) << job;
      EXPECT_GT(job.at("latency_us").at("p50").as_double(), 0) << job;
      EXPECT_GE(job.at("latency_us").at("max").as_double(),
                job.at("latency_us").at("p99_9").as_double());
    }
  }
  // Of wrong usage.
  std::string refusal(std::vector<std::string> arguments) const {
    const Ended ended = run_program(bench(std::move(arguments)));
    EXPECT_EQ(ended.code, 2) << ended.err;
    EXPECT_EQ(ended.out, "");
    return ended.err;
  }
  static std::string url_of(SpawnedProgram& server) {
    return "http://127.0.0.1:" + std::to_string(port_in(server.read_line()));
  }

  const std::string temporary = parent.path() / "tmp";
  std::string key;
};

TEST_F(BenchVerb, MeasuresAServerOfItsOwnAndLeavesNothing) {
  const auto jobs = measure({"--users", "200", "--seconds", "0.1"});
  ASSERT_EQ(jobs.size(), 14U);
  expect_all_answered(jobs);
  EXPECT_EQ(jobs[0].at("job"), "create a user");
  EXPECT_EQ(jobs[0].at("requests"), 200);
  EXPECT_GT(jobs[0].at("server_cpu_us").as_double(), 0);
  EXPECT_TRUE(jobs[0].at("rate").is_null());
  EXPECT_GT(jobs[3].at("users_per_second").as_double(), jobs[3].at("per_second").as_double());
  EXPECT_TRUE(fs::is_empty(temporary));
}

TEST_F(BenchVerb, RunsOneJobInstead) {
  const auto jobs = measure({"--users", "50", "--seconds", "0.1", "--mix", "lookup=5,create=1",
                             "--connections", "3", "--depth", "2", "--threads", "2"});
  ASSERT_EQ(jobs.size(), 2U);
  expect_all_answered(jobs);
  EXPECT_EQ(jobs[1].at("job"), "lookup=5,create=1");
  EXPECT_EQ(jobs[1].at("connections"), 3);
  EXPECT_EQ(jobs[1].at("depth"), 2);
}

TEST_F(BenchVerb, LoadsAnotherServer) {
  key = bootstrap();
  SpawnedProgram server(serve());
  const std::string url = url_of(server);
  const std::string pid = std::to_string(server.pid());
  expect_all_answered(measure(
      {"--server", url, "--write", "--seconds", "0.1", "--rate", "1000", "--mix", "create=1"}));
  const auto all = measure({"--server", url, "--write", "--seconds", "0.3", "--threads", "3",
                            "--server-pid", pid, "--mix",
                            "lookup=1,id=1,batch=1,find=1,count=1,page=1,holders=1,history=1,"
                            "as-of=1,role=1,create=1"});
  expect_all_answered(all);
  EXPECT_GT(all.at(0).at("server_cpu_us").as_double(), 0);

  const auto at_a_rate = measure({"--server", url, "--seconds", "0.5", "--rate", "200",
                                  "--connections", "4", "--threads", "2", "--mix", "lookup=1"});
  expect_all_answered(at_a_rate);
  EXPECT_EQ(at_a_rate.at(0).at("requests"), 100) << "all that were due, and no others";
  EXPECT_EQ(at_a_rate.at(0).at("rate"), 200);
}

TEST_F(BenchVerb, ChangesAnotherServersDirectoryOnlyIfTold) {
  ASSERT_EQ(run({"import", write_file("history.ndjson", small_history())}).code, 0);
  const Ended issued = run({"keys", "issue", "boss", "--capability", "manage"});
  const std::string file = write_file("key", issued.out);
  SpawnedProgram server(serve());
  const std::string url = url_of(server);
  EXPECT_NE(refusal({"--server", url, "--api-key-file", file}).find("0600"), std::string::npos);
  ::chmod(file.c_str(), 0600);
  const auto jobs = measure({"--server", url, "--api-key-file", file, "--seconds", "0.1"});
  EXPECT_EQ(jobs.size(), 8U);
  expect_all_answered(jobs);
  for (const char* mix : {"role=1", "lookup=1,create=1"}) {
    const std::string said = refusal({"--server", url, "--api-key-file", file, "--mix", mix});
    EXPECT_NE(said.find("--write"), std::string::npos) << said;
  }
  EXPECT_EQ(ask({"role-changes"}).at("role_changes").as_array().size(), 1U);
}

TEST_F(BenchVerb, FailsWhereAnswersAreErrors) {
  const std::string history = small_history() + creates("vera", "viewer");
  ASSERT_EQ(run({"import", write_file("history.ndjson", history)}).code, 0);
  key = run({"keys", "issue", "vera", "--capability", "read"}).out;
  key.pop_back();
  SpawnedProgram server(serve());
  const Ended ended = run_program(bench({"--server", url_of(server), "--seconds", "0.1", "--rate",
                                         "500", "--mix", "history=1", "--json"}));
  EXPECT_EQ(ended.code, 1);
  EXPECT_NE(ended.err.find("403"), std::string::npos) << ended.err;
  const auto job = boost::json::parse(ended.out).at("jobs").at(0);
  EXPECT_GT(job.at("errors").as_int64(), 0);
}

TEST_F(BenchVerb, PrintsATableOrAPicture) {
  const std::vector<std::string> tiny{"--users", "20", "--seconds", "0.1", "--mix", "count=1"};
  const Ended table = run_program(bench(tiny));
  EXPECT_EQ(table.code, 0) << table.err;
  EXPECT_TRUE(table.out.starts_with("JOB ")) << table.out;
  EXPECT_EQ(std::ranges::count(table.out, '\n'), 3);
  std::vector<std::string> as_picture = tiny;
  as_picture.emplace_back("--svg");
  const Ended picture = run_program(bench(as_picture));
  EXPECT_EQ(picture.code, 0) << picture.err;
  EXPECT_TRUE(picture.out.starts_with("<svg ")) << picture.out;
  EXPECT_TRUE(picture.out.ends_with("</svg>\n")) << picture.out;
}

TEST_F(BenchVerb, RefusesWhatItCannotDo) {
  struct Wrong {
    std::vector<std::string> arguments;
    std::string said;
  };
  for (const auto& [arguments, said] :
       {Wrong{{"--mix", "wobble=1"}, "lookup, id, batch"},
        {{"--server", "https://127.0.0.1"}, "TLS"},
        {{"--server", "127.0.0.1:80"}, "http://HOST:PORT"},
        {{"--server", "http://127.0.0.1:9"}, "ROLECALL_API_KEY"},
        {{"--server", "http://127.0.0.1:9", "--users", "5"}, "--users"},
        {{"--write"}, "--server"},
        {{"--rate", "5"}, "--mix"},
        {{"--depth", "2"}, "--mix"},
        {{"--connections", "2"}, "--mix"},
        {{"--mix", "lookup=1", "--connections", "1025"}, "--connections"},
        {{"--mix", "lookup=1", "--depth", "0"}, "--depth"},
        {{"--mix", "lookup=1", "--rate", "0"}, "--rate"},
        {{"--threads", "65"}, "--threads"},
        {{"--users", "0"}, "--users"},
        {{"--seconds", "0.01"}, "--seconds"}}) {
    const std::string answer = refusal(arguments);
    EXPECT_NE(answer.find(said), std::string::npos) << answer;
  }
  EXPECT_EQ(run_program(bench({"--json", "--svg"})).code, 2);
}

TEST_F(BenchVerb, SaysThatNobodyAnswers) {
  key = "rck_" + std::string(96, 'a');
  const Ended ended = run_program(bench({"--server", "http://127.0.0.1:1"}));
  EXPECT_EQ(ended.code, 6);
  EXPECT_NE(ended.err.find("does not answer"), std::string::npos) << ended.err;
}

// Whatever it is doing at that moment.
TEST_F(BenchVerb, ASignalEndsItAndItsServer) {
  for (const int signal : {SIGTERM, SIGINT}) {
    SpawnedProgram running(bench({"--users", "100", "--seconds", "3600"}));
    pid_t server = -1;
    for (int tries = 0; tries < 3000 && server < 0; ++tries) {
      ::usleep(10'000);
      server = child_of(running.pid());
    }
    ASSERT_GT(server, 0);
    running.signal(signal);
    EXPECT_EQ(running.wait().code, -signal);
    EXPECT_EQ(::kill(server, 0), -1) << "the server is still there";
    EXPECT_TRUE(fs::is_empty(temporary));
  }
}

}  // namespace
}  // namespace rolecall::test
