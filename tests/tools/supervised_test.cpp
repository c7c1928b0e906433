// What a service manager hears from a server, in the protocol of sd_notify(3).
#include <array>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

// Stands for systemd: the socket that it gives to services.
class NotifySocket {
 public:
  explicit NotifySocket(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
  }
  NotifySocket(const NotifySocket&) = delete;
  NotifySocket& operator=(const NotifySocket&) = delete;
  ~NotifySocket() {
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) ::unsetenv(name);
    ::close(socket_);
  }

  // The next message; empty: none comes in time.
  std::string next(int timeout_ms = 30'000) const {
    pollfd wanted{socket_, POLLIN, 0};
    if (::poll(&wanted, 1, timeout_ms) <= 0) return "";
    std::array<char, 4096> text;
    const ssize_t size = ::recv(socket_, text.data(), text.size(), 0);
    return {text.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
  }
  // The next one that begins so.
  std::string next_with(const std::string& beginning) const {
    std::string message = next();
    while (!message.empty() && !message.starts_with(beginning)) message = next();
    return message;
  }

 private:
  const int socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
};

class ToldSupervisor : public RolecallProgram {
 protected:
  const NotifySocket supervisor{parent.path() / "notify"};
};

TEST_F(ToldSupervisor, HearsOfReadinessReloadsAndTheEnd) {
  bootstrap();
  SpawnedProgram server(serve());
  const std::string ready = supervisor.next_with("READY=1");
  EXPECT_TRUE(ready.starts_with("READY=1\nSTATUS=serves http://127.0.0.1:")) << ready;
  EXPECT_TRUE(ready.ends_with(" at position 2")) << ready;
  ASSERT_TRUE(server.read_line().has_value());

  server.signal(SIGHUP);
  EXPECT_TRUE(supervisor.next().starts_with("RELOADING=1\nMONOTONIC_USEC="));
  EXPECT_TRUE(supervisor.next().starts_with("READY=1"));

  server.signal(SIGTERM);
  EXPECT_EQ(supervisor.next(), "STOPPING=1\nSTATUS=stopping");
  EXPECT_EQ(server.wait().code, 0);
}

TEST_F(ToldSupervisor, HearsThatTheServerLivesAsLongAsItDoes) {
  ::setenv("WATCHDOG_USEC", "200000", 1);
  SpawnedProgram server(serve());
  ASSERT_NE(supervisor.next_with("READY=1"), "");
  for (int i = 0; i < 3; ++i)
    EXPECT_TRUE(supervisor.next().starts_with("WATCHDOG=1\nSTATUS=serves"));
}

TEST_F(ToldSupervisor, HearsNothingOfLifeThatItAskedAnotherProcessFor) {
  ::setenv("WATCHDOG_USEC", "20000", 1);
  ::setenv("WATCHDOG_PID", "1", 1);
  SpawnedProgram server(serve());
  ASSERT_NE(supervisor.next_with("READY=1"), "");
  EXPECT_EQ(supervisor.next(300), "");
}

TEST_F(ToldSupervisor, NeedNotBeThere) {
  ::setenv("NOTIFY_SOCKET", "/nowhere/notify", 1);
  SpawnedProgram server(serve());
  EXPECT_NE(port_in(server.read_line()), 0);
}

}  // namespace
}  // namespace rolecall::test
