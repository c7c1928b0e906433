// The block of commands under "Using it" in README.md does what it says, as it is printed.
#include <arpa/inet.h>
#include <fstream>
#include <netinet/in.h>
#include <sstream>
#include <sys/socket.h>

#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

std::string block_of_readme() {
  std::ostringstream text;
  text << std::ifstream(ROLECALL_SOURCE_DIR "/README.md").rdbuf();
  const std::string all = text.str();
  const std::string fence = "\n```sh\n";
  const auto begin = all.find(fence, all.find("\n## Using it\n")) + fence.size();
  return all.substr(begin, all.find("```\n", begin) - begin);
}

// One that nobody listens on now.
std::string free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), size), 0);
  EXPECT_EQ(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size), 0);
  ::close(socket);
  return std::to_string(ntohs(address.sin_port));
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// Ends with the first command that fails, and what it has begun ends with it.
constexpr const char* setup = R"(set -eu -o pipefail
trap 'kill $(jobs -p) 2> /dev/null || true' EXIT
PATH=${1%/*}:$PATH
curl() { command curl --silent --show-error --fail-with-body "$@"; }
mkdir "$2"
cd "$2"
)";

class Readme : public RolecallProgram {
 protected:
  std::string folder() const { return parent.path() / "empty"; }
  Ended run_block(const std::string& commands) const {
    return run_program({"/bin/bash", "-c", setup + commands, "bash", ROLECALL_PROGRAM, folder()});
  }
};

// Only the port is another: that of the README may be taken.
TEST_F(Readme, RunsFromTopToBottomAsPrinted) {
  const std::string there = "127.0.0.1:" + free_port();
  std::string commands = replace_all(block_of_readme(), "127.0.0.1:8080", there);
  commands = replace_all(commands, "rolecall serve ", "rolecall serve --listen " + there + " ");
  const Ended ended = run_block(commands);
  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  for (const char* said : {R"("username":"ann")", R"("username":"bob")", R"("role_changes":[])",
                           R"("dry_run":true)", "dora,", "owner", "state_hash"}) {
    EXPECT_NE(ended.out.find(said), std::string::npos) << said << "\n" << ended.out;
  }
  EXPECT_TRUE(std::ifstream(folder() + "/roles.svg").good());
}

TEST_F(Readme, WouldNotPassWithACommandThatFails) {
  EXPECT_NE(run_block("rolecall count --data ./nowhere\ntrue\n").code, 0);
}

}  // namespace
}  // namespace rolecall::test
