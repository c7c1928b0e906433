// Verbs that ask a server: the same answers as on its folder, in the name of whoever's key is used.
#include <algorithm>
#include <sys/stat.h>

#include "tests/support/certificates.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

class ServerVerbs : public RolecallProgram {
 protected:
  void SetUp() override {
    ASSERT_EQ(run({"import", write_file("history.ndjson", small_history())}).code, 0);
    key = run({"keys", "issue", "boss", "--capability", "manage"}).out;
    key.pop_back();
    server_.emplace(serve());
    url = "http://127.0.0.1:" + std::to_string(port_in(server_->read_line()));
  }

  // In an environment that knows of no server but by these variables.
  Ended run_apart(const std::vector<std::string>& arguments,
                  const std::vector<std::string>& variables, const std::string& input = {}) const {
    std::vector<std::string> command{"/usr/bin/env", "-i", "-C", parent.path(),
                                     "XDG_CONFIG_HOME=" + parent.path().string() + "/config"};
    command.insert(command.end(), variables.begin(), variables.end());
    command.emplace_back(ROLECALL_PROGRAM);
    command.insert(command.end(), arguments.begin(), arguments.end());
    return run_program(command, input);
  }
  Ended ask_server(std::vector<std::string> arguments, const std::string& input = {}) const {
    arguments.insert(arguments.end(), {"--server", url});
    return run_apart(arguments, {"ROLECALL_API_KEY=" + key}, input);
  }
  Ended log_in(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"login", url};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_apart(arguments, {}, key + "\n");
  }
  void stop_server() { server_.reset(); }

  std::string url, key;  // of boss

 private:
  std::optional<SpawnedProgram> server_;
};

TEST_F(ServerVerbs, AnswerAsOnItsFolder) {
  const std::vector<std::vector<std::string>> all{
      {"list", "--sort", "username"},
      {"list", "--role", "king"},
      {"count", "--by", "role"},
      {"count", "--by", "role", "--over", "2024..2025"},
      {"count", "--by", "role", "--over", "2024..2025", "--svg"},
      {"holders", "admin"},
      {"expiring"},
      {"groups"},
      {"members", "BLUE"},
      {"members", "green"},
      {"history", "ann"},
      {"history", "ann", "--as-of", "3"},
      {"history", "ann", "--as-of", "5", "--svg"},
      {"history", "nobody"},
      {"timeline", "ann"},
      {"role-changes", "--actor", "boss"},
      {"events", "--type", "RoleAssigned"},
      {"diff", "--since", "4", "--until", "9"},
      {"diff", "--since", "4", "--until", "9", "--csv"},
      {"invitations"},
      {"user", "show", "bob", "--as-of", "9"},
      {"export"},
      {"export", "--people", "--format", "csv"},
      {"export", "--people", "--as-of", "3"}};
  for (const auto& arguments : all) {
    const Ended here = run(arguments);
    const Ended there = ask_server(arguments);
    EXPECT_EQ(there.out, here.out) << arguments[0];
    EXPECT_EQ(there.err, here.err) << arguments[0];
    EXPECT_EQ(there.code, here.code) << arguments[0];
  }
  EXPECT_EQ(ask_server({"groups", "--json"}).out, run({"groups", "--json"}).out);
}

TEST_F(ServerVerbs, ChangeInTheNameOfWhoeversKeyItIs) {
  EXPECT_EQ(ask_server({"user", "create", "we/ird ü?", "--reason", "why not"}).code, 0);
  EXPECT_EQ(ask_server({"role", "set", "we/ird ü?", "céline", "viewer", "--yes"}).code, 0);
  EXPECT_EQ(ask_server({"group", "add", "blue", "-", "--yes"}, "we/ird ü?\ncéline\n").code, 0);
  EXPECT_EQ(ask_server({"user", "remove", "bob"}).code, 0);
  EXPECT_EQ(ask_server({"user", "restore", "bob"}).code, 0);
  const auto events = json_lines(run({"export"}).out);
  const auto made = std::ranges::find_if(events, [](const auto& event) {
    return event.at("username") == "we/ird ü?" && event.at("type") == "UserCreated";
  });
  ASSERT_NE(made, events.end());
  const auto& created = *made;
  EXPECT_EQ(created.at("actor").at("name"), "boss");
  EXPECT_EQ(created.at("channel"), "native");
  EXPECT_EQ(created.at("reason"), "why not");
  EXPECT_EQ(events.back().at("type"), "UserRestored");
  EXPECT_EQ(ask_server({"role", "set", "bob", "boss", "king", "--yes"}).code, 2);
  EXPECT_EQ(ask_server({"user", "update", "ann", "--first-name", "A", "--if-revision", "99"}).code,
            4);
}

TEST_F(ServerVerbs, FollowWhatIsStored) {
  SpawnedProgram follower({"/usr/bin/env", "-i", "ROLECALL_API_KEY=" + key, ROLECALL_PROGRAM,
                           "events", "--follow", "--type", "GroupCreated", "--json", "--server",
                           url});
  EXPECT_NE(follower.read_line().value_or("").find("blue"), std::string::npos);
  EXPECT_EQ(ask_server({"group", "create", "red"}).code, 0);
  EXPECT_NE(follower.read_line().value_or("").find("red"), std::string::npos);
  follower.signal(SIGKILL);
}

TEST_F(ServerVerbs, CompleteNames) {
  EXPECT_EQ(ask_server({"names", "users", "a"}).out, "ann\n");
  EXPECT_EQ(ask_server({"names", "groups"}).out, "blue\n");
  EXPECT_EQ(run({"names", "users"}).out, "") << "a folder may take long to open";
  ASSERT_EQ(log_in().code, 0);
  const std::string script =
      "rolecall() { " ROLECALL_PROGRAM
      " \"$@\"; }; eval \"$(rolecall completion bash)\"; "
      "COMP_WORDS=(rolecall user remove c); COMP_CWORD=3; _rolecall; echo ${COMPREPLY[@]}";
  EXPECT_EQ(run_program({"/usr/bin/env", "-i", "LANG=C.UTF-8",
                         "XDG_CONFIG_HOME=" + parent.path().string() + "/config", "/bin/bash", "-c",
                         script})
                .out,
            "céline\n");
}

TEST_F(ServerVerbs, TakeTheKeyFromAFile) {
  const std::string file = write_file("key", key + "\n");
  const std::vector<std::string> arguments{"count", "--server", url, "--api-key-file", file};
  EXPECT_NE(run_apart(arguments, {}).err.find("0600"), std::string::npos);
  ::chmod(file.c_str(), 0600);
  EXPECT_EQ(run_apart(arguments, {}).out, "4\n");
}

TEST_F(ServerVerbs, GoWhereOneIsLoggedIn) {
  EXPECT_EQ(log_in().out, "Logged in at " + url + " as boss (role ops)\n");
  const std::string kept = parent.path() / "config/rolecall/profiles/default.json";
  struct stat about {};
  ASSERT_EQ(::stat(kept.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600U);
  EXPECT_EQ(run_apart({"count"}, {}).out, "4\n");
  EXPECT_EQ(run_apart({"count", "--server", url}, {}).out, "4\n") << "its key is that of the login";
  EXPECT_EQ(log_in({"--profile", "other"}).code, 0);
  EXPECT_EQ(run_apart({"count", "--profile", "other"}, {}).out, "4\n");
  EXPECT_EQ(run_apart({"count", "--profile", "other"}, {"ROLECALL_API_KEY=of another"}).out, "4\n");
  EXPECT_EQ(run_apart({"count"}, {"ROLECALL_API_KEY=of another"}).code, 1);
  EXPECT_EQ(run_apart({"count"}, {"ROLECALL_PROFILE=other"}).out, "4\n");
  EXPECT_EQ(run_apart({"logout"}, {}).code, 0);
  EXPECT_EQ(run_apart({"count"}, {}).code, 3) << "that of a folder which is not there";
  EXPECT_EQ(run_apart({"logout"}, {}).code, 3);
}

TEST_F(ServerVerbs, RefuseToGuessWhichDirectoryIsMeant) {
  ASSERT_EQ(log_in().code, 0);
  std::filesystem::create_directory(parent.path() / "rolecall-data");
  const Ended ended = run_apart({"count"}, {});
  EXPECT_EQ(ended.code, 2);
  EXPECT_NE(ended.err.find("--profile default or --data"), std::string::npos) << ended.err;
  EXPECT_EQ(run_apart({"count", "--data", data, "--server", url}, {}).code, 2);
  EXPECT_EQ(run_apart({"count", "--data", data, "--ca", "x"}, {}).code, 2);
  EXPECT_EQ(run_apart({"count", "--data", data}, {}).out, "4\n");
}

TEST_F(ServerVerbs, ALoginIsTriedBeforeItIsKept) {
  EXPECT_EQ(run_apart({"login", url}, {}, "wrong\n").code, 1);
  EXPECT_EQ(run_apart({"login", url}, {}, "").code, 2);
  EXPECT_EQ(run_apart({"login", "people.example.org"}, {}, "x\n").code, 2);
  EXPECT_EQ(run_apart({"login", url, "--profile", "../x"}, {}, "x\n").code, 2);
  EXPECT_FALSE(std::filesystem::exists(parent.path() / "config/rolecall/profiles/default.json"));
}

TEST_F(ServerVerbs, SayInALineWhatIsWrongAndWhatToDo) {
  const auto said = [&](const std::string& server, const std::string& by) {
    const Ended ended = run_apart({"count", "--server", server}, {"ROLECALL_API_KEY=" + by});
    EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << ended.err;
    return std::to_string(ended.code) + " " + ended.err;
  };
  EXPECT_EQ(said(url, "wrong"), "1 rolecall: this API key is not valid\n");
  EXPECT_NE(said(url, "").find("ROLECALL_API_KEY"), std::string::npos);
  EXPECT_NE(said("localhost", key).find("2 rolecall: --server: must be http://"),
            std::string::npos);
  const std::string port = url.substr(url.rfind(':'));
  EXPECT_NE(said("https://127.0.0.1" + port, key).find("is it an http:// server?"),
            std::string::npos);
  stop_server();
  EXPECT_NE(said(url, key).find("6 rolecall: " + url + " does not answer: "), std::string::npos);
}

TEST_F(ServerVerbs, TrustAServerByItsCertificate) {
  stop_server();
  CertificateAuthority authority("the authority");
  const IssuedCertificate issued = authority.issue("localhost");
  const std::string key_file = write_file("key.pem", issued.key);
  ::chmod(key_file.c_str(), 0600);
  const std::string ca = write_file("ca.pem", authority.certificate());
  const std::string other =
      write_file("other.pem", CertificateAuthority("another one").certificate());
  std::vector<std::string> arguments = serve();
  arguments.insert(arguments.end(), {"--tls-cert", write_file("cert.pem", issued.certificate),
                                     "--tls-key", key_file});
  SpawnedProgram server(arguments);
  const std::string line = server.read_line().value_or("");
  const std::string before = "rolecall serves https://127.0.0.1";
  ASSERT_TRUE(line.starts_with(before)) << line;
  const std::string port = line.substr(before.size(), line.find(" at ") - before.size());
  const auto count_at = [&](const std::string& host, const std::string& trusted) {
    std::vector<std::string> words{"count", "--server", "https://" + host + port};
    if (!trusted.empty()) words.insert(words.end(), {"--ca", trusted});
    return run_apart(words, {"ROLECALL_API_KEY=" + key});
  };
  EXPECT_EQ(count_at("localhost", ca).out, "4\n") << line;
  EXPECT_EQ(count_at("127.0.0.1", ca).out, "4\n");
  for (const std::string& trusted : {std::string(), other}) {
    const Ended ended = count_at("localhost", trusted);
    EXPECT_EQ(ended.code, 6);
    EXPECT_NE(ended.err.find("--ca FILE"), std::string::npos) << ended.err;
  }
  const Ended renamed = count_at("127.1", ca);  // the same address under another name
  EXPECT_EQ(renamed.code, 6);
  EXPECT_NE(renamed.err.find("its certificate is not for 127.1"), std::string::npos) << renamed.err;
  EXPECT_EQ(count_at("localhost", data).code, 2) << "a folder is no file of certificates";
  EXPECT_EQ(run_apart({"count", "--server", "http://localhost" + port, "--ca", ca},
                      {"ROLECALL_API_KEY=" + key})
                .code,
            2);
  EXPECT_EQ(run_apart({"login", "https://localhost" + port, "--ca", "ca.pem"}, {}, key + "\n").code,
            0);
  EXPECT_EQ(run_apart({"count"}, {}).out, "4\n") << "the login has kept whom to trust";
}

TEST_F(ServerVerbs, AnEmptyServerGetsItsFirstUser) {
  stop_server();
  SpawnedProgram empty(
      {ROLECALL_PROGRAM, "serve", "--listen", "127.0.0.1:0", "--data", parent.path() / "empty"});
  const std::string place = "http://127.0.0.1:" + std::to_string(port_in(empty.read_line()));
  const Ended made = run_apart({"bootstrap", "--server", place, "--username", "root"}, {});
  ASSERT_EQ(made.code, 0) << made.err;
  const std::string first = made.out.substr(0, made.out.find('\n'));
  EXPECT_EQ(run_apart({"count", "--server", place}, {"ROLECALL_API_KEY=" + first}).out, "1\n");
  EXPECT_EQ(run_apart({"bootstrap", "--server", place, "--username", "two"}, {}).code, 4);
}

}  // namespace
}  // namespace rolecall::test
