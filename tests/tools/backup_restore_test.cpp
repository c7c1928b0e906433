// Backups made, restored and drilled with the real binary.
#include <atomic>
#include <filesystem>
#include <random>
#include <set>
#include <thread>

#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

namespace fs = std::filesystem;

class BackupAndRestore : public RolecallProgram {
 protected:
  void fill() const {
    ASSERT_EQ(run({"import", write_file("history.ndjson", small_history())}).code, 0);
  }
  Ended back_up() const {
    std::vector<std::string> arguments{"backup", backup, "--key", key};
    if (!fs::exists(key)) arguments.emplace_back("--new-key");
    return run(arguments);
  }
  // Into `target`, which takes the master key of the folder.
  std::vector<std::string> restore_command(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{
        ROLECALL_PROGRAM, "restore", backup,   "--key",        key,
        "--data",         target,    "--json", "--master-key", data + ".master-key"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
  Ended restore(const std::vector<std::string>& more = {}) const {
    return run_program(restore_command(more));
  }
  boost::json::value ask_restored(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), ROLECALL_PROGRAM);
    arguments.insert(arguments.end(),
                     {"--data", target, "--master-key", data + ".master-key", "--json"});
    const Ended ended = run_program(arguments);
    EXPECT_EQ(ended.code, 0) << ended.err;
    return ended.code == 0 ? boost::json::parse(ended.out) : nullptr;
  }
  static void expect_refused(const Ended& ended, int code, const std::string& why) {
    EXPECT_EQ(ended.code, code) << ended.err;
    EXPECT_NE(ended.err.find(why), std::string::npos) << ended.err;
  }
  void expect_nothing_made() const {
    EXPECT_FALSE(fs::exists(target));
    EXPECT_FALSE(fs::exists(target + ".restoring"));
  }

  const std::string backup = parent.path() / "backup";
  const std::string key = parent.path() / "backup.key";
  const std::string target = parent.path() / "restored";
};

TEST_F(BackupAndRestore, AreOfTheSameStateWhateverAServerWritesMeanwhile) {
  const std::string api_key = bootstrap();
  SpawnedProgram server(serve());
  const unsigned short port = port_in(server.read_line());
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    HttpClient client(port, api_key);
    for (int i = 0; !stop; ++i) {
      const std::string name = "user" + std::to_string(i);
      EXPECT_EQ(client.request("POST", "/v1/users", R"({"username": ")" + name + "\"}").status,
                201);
    }
  });
  std::uint64_t position = 0;
  for (int round = 0; round < 4; ++round) {
    const Ended made = back_up();
    ASSERT_EQ(made.code, 0) << made.err;
    const Ended sound = restore({"--verify"});
    EXPECT_EQ(sound.code, 0) << sound.err;
    const auto told = boost::json::parse(sound.out);
    EXPECT_GT(told.at("position").to_number<std::uint64_t>(), position);
    position = told.at("position").to_number<std::uint64_t>();
    const auto then = ask({"replay", "--as-of", std::to_string(position)});
    EXPECT_EQ(told.at("state_hash"), then.at("state_hash"));
    expect_nothing_made();
  }
  stop = true;
  writer.join();
  server.signal(SIGTERM);
  EXPECT_EQ(server.wait().code, 0);

  ASSERT_EQ(back_up().code, 0);
  ASSERT_EQ(restore().code, 0);
  EXPECT_EQ(ask_restored({"replay"}), ask({"replay"}));
  for (const std::vector<std::string>& question :
       {std::vector<std::string>{"list", "--limit", "1000"},
        {"history", "user0"},
        {"keys", "list"}}) {
    EXPECT_EQ(ask_restored(question).as_object().begin()->value(),
              ask(question).as_object().begin()->value());
  }
  SpawnedProgram restored({ROLECALL_PROGRAM, "serve", "--listen", "127.0.0.1:0", "--data", target,
                           "--master-key", data + ".master-key"});
  HttpClient client(port_in(restored.read_line()), api_key);
  EXPECT_EQ(client.get("/v1/me").status, 200) << "API keys come along";
}

TEST_F(BackupAndRestore, BeginANewEpochThatReadersCanTell) {
  fill();
  ASSERT_EQ(back_up().code, 0);
  const auto restored = boost::json::parse(restore().out);
  const std::string log(restored.at("log").as_string());
  const std::string before(
      boost::json::parse(run({"accept-log", "--json"}).out).at("log").as_string());
  EXPECT_EQ(log.substr(0, 37), before.substr(0, 37)) << "the id is the same";
  EXPECT_GT(std::stoull(log.substr(37)), 1'000'000U);
  EXPECT_EQ(restored.at("in_place"), true);
}

TEST_F(BackupAndRestore, GoUpToAPosition) {
  fill();
  ASSERT_EQ(back_up().code, 0);
  expect_refused(restore({"--to", "99"}), 2, "to: is behind the backup's last position, 10");
  const Ended ended = restore({"--to", "4"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ask_restored({"count"}).at("count"), ask({"count", "--as-of", "4"}).at("count"));
  EXPECT_EQ(ask_restored({"replay"}).at("state_hash"),
            ask({"replay", "--as-of", "4"}).at("state_hash"));
}

TEST_F(BackupAndRestore, NameTheFileThatIsWrongAndMakeNothing) {
  fill();
  ASSERT_EQ(back_up().code, 0);
  ASSERT_EQ(run({"import", "--people", write_file("people.csv", "username\ndan\neve\n")}).code, 0);
  ASSERT_EQ(back_up().code, 0);
  std::set<fs::path> files;
  for (const auto& entry : fs::directory_iterator(backup)) files.insert(entry.path());
  EXPECT_EQ(files.size(), 5U);
  for (const fs::path& file : files) {
    std::ostringstream whole;
    whole << std::ifstream(file, std::ios::binary).rdbuf();
    std::string changed = whole.str();
    changed[changed.size() / 2] ^= 1;
    std::ofstream(file, std::ios::binary) << changed;
    expect_refused(restore(), 5, file.string() + ": ");
    fs::remove(file);
    expect_refused(restore(), 5, file.string() + ": is missing");
    expect_refused(restore({"--verify"}), 5, file.string() + ": is missing");
    std::ofstream(file, std::ios::binary) << whole.str();
    expect_nothing_made();
  }
  EXPECT_EQ(restore().code, 0);
}

TEST_F(BackupAndRestore, AreWholeOrNotThereWheneverTheyAreKilled) {
  fill();
  ASSERT_EQ(back_up().code, 0);
  std::mt19937 random(5);
  const auto kill_soon = [&](const std::vector<std::string>& arguments) {
    SpawnedProgram program(arguments);
    ::usleep(static_cast<useconds_t>(random() % 60'000));
    program.signal(SIGKILL);
    program.wait();
  };
  for (int round = 0; round < 12; ++round) {
    const std::string people = write_file("p.csv", "username\np" + std::to_string(round) + "\n");
    ASSERT_EQ(run({"import", "--people", people}).code, 0);
    kill_soon(command({"backup", backup, "--key", key}));
    const Ended sound = restore({"--verify"});
    EXPECT_EQ(sound.code, 0) << sound.err;
    kill_soon(restore_command());
    if (fs::exists(target)) {
      EXPECT_EQ(ask_restored({"replay"}).at("state_hash"),
                boost::json::parse(sound.out).at("state_hash"));
    }
    fs::remove_all(target);
  }
  ASSERT_EQ(back_up().code, 0);
  EXPECT_EQ(boost::json::parse(restore().out).at("state_hash"), ask({"replay"}).at("state_hash"));
}

TEST_F(BackupAndRestore, AskForTheirKeyAndForTheMasterKey) {
  fill();
  expect_refused(run({"backup", backup, "--key", key}), 3, "backup.key");
  EXPECT_FALSE(fs::exists(backup));
  ASSERT_EQ(back_up().code, 0);
  EXPECT_EQ(fs::status(key).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  expect_refused(run({"backup", backup, "--key", key, "--new-key"}), 4, "is there already");
  expect_refused(run({"backup", backup, "--key", backup + "/key", "--new-key"}), 2,
                 "lies inside the backup");
  expect_refused(run({"backup", data + "/backup", "--key", key}), 2, "lies inside the data folder");

  expect_refused(run({"backup", backup, "--key", data + ".master-key"}), 2, "is the master key");

  const std::string other = parent.path() / "other.key";
  expect_refused(run({"backup", backup, "--key", other, "--new-key"}), 4, "another key");
  expect_refused(run_program({ROLECALL_PROGRAM, "restore", backup, "--key", other, "--data", target,
                              "--master-key", data + ".master-key"}),
                 4, "another key");
  expect_refused(run_program({ROLECALL_PROGRAM, "restore", backup, "--key", key, "--data", target}),
                 3, target + ".master-key: is not there");
  expect_refused(run_program({ROLECALL_PROGRAM, "restore", backup, "--key", key, "--data", target,
                              "--master-key", other}),
                 4, "another master key");
  fs::permissions(key, fs::perms::owner_read | fs::perms::others_read);
  expect_refused(restore(), 2, "others may read it");
  expect_nothing_made();
}

TEST_F(BackupAndRestore, TakeTheLogOfNoOtherFolderAndOverwriteNone) {
  fill();
  ASSERT_EQ(back_up().code, 0);
  const std::string other = parent.path() / "other";
  ASSERT_EQ(run_program({ROLECALL_PROGRAM, "bootstrap", "--username", "eve", "--data", other}).code,
            0);
  expect_refused(run_program({ROLECALL_PROGRAM, "backup", backup, "--key", key, "--data", other}),
                 4, "another log");
  expect_refused(run({"restore", backup, "--key", key}), 4, "is there already");
  expect_refused(run({"restore", parent.path() / "nothing", "--key", key, "--verify"}), 3,
                 "manifest.json");
  EXPECT_EQ(run({"restore", backup, "--key", key, "--verify"}).code, 0) << "beside the folder";
  EXPECT_EQ(ask({"count"}).at("count"), 4);
}

TEST_F(BackupAndRestore, GoOnUnderANewMasterKey) {
  fill();
  ASSERT_EQ(back_up().code, 0);
  const auto before = ask({"history", "ann"});
  const auto rotated = ask({"master-key", "rotate"});
  const std::string former(rotated.at("former").as_string());
  EXPECT_EQ(rotated.at("master_key").as_string(), data + ".master-key");
  EXPECT_EQ(ask({"history", "ann"}), before) << "names are there as before";
  expect_refused(run({"count", "--master-key", former}), 4, "another master key");

  expect_refused(restore(), 4, "another master key");
  EXPECT_EQ(run_program({ROLECALL_PROGRAM, "restore", backup, "--key", key, "--data", target,
                         "--master-key", former})
                .code,
            0);
  fs::remove_all(target);
  ASSERT_EQ(back_up().code, 0);
  EXPECT_EQ(restore().code, 0);
  EXPECT_EQ(ask_restored({"history", "ann"}), before);

  SpawnedProgram server(serve());
  ASSERT_NE(port_in(server.read_line()), 0);
  expect_refused(run({"master-key", "rotate"}), 6, "another process has it open");
}

}  // namespace
}  // namespace rolecall::test
