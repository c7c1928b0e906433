#include "engine/secrets/master_key.hpp"

#include <algorithm>
#include <barrier>
#include <cstdio>
#include <fstream>
#include <optional>
#include <string>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/child_process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {
namespace {

namespace fs = std::filesystem;

class MasterKeyFile : public testing::Test {
 protected:
  void write(const std::string& text) {
    std::ofstream(file) << text;
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  }

  TemporaryDirectory directory;
  const fs::path file = directory.path() / "master-key";
};

TEST_F(MasterKeyFile, IsReadAsItWasMade) {
  const MasterKey made = MasterKey::create(file).value();
  const MasterKey read = MasterKey::load(file).value();
  EXPECT_EQ(read.bytes(), made.bytes());
  EXPECT_EQ(read.id(), made.id());
  EXPECT_EQ(fs::file_size(file), 65u);
  EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(std::distance(fs::directory_iterator(directory.path()), {}), 1);
}

TEST_F(MasterKeyFile, HoldsAnotherKeyEachTime) {
  const MasterKey one = MasterKey::create(file).value();
  fs::remove(file);
  const MasterKey two = MasterKey::create(file).value();
  EXPECT_NE(one.bytes(), two.bytes());
  EXPECT_NE(one.id(), two.id());
}

TEST_F(MasterKeyFile, KeepsTheIdOfAKey) {
  write(std::string(64, '0') + "\n");
  EXPECT_EQ(MasterKey::load(file).value().id(), 0xecf6474fu);
}

// As systemd makes them: an access control list lets the service read, the mode shows it as the
// group's.
TEST_F(MasterKeyFile, MayBeACredentialOfTheSupervisor) {
  write(std::string(64, '0') + "\n");
  fs::permissions(file, fs::perms::owner_read | fs::perms::group_read);
  EXPECT_EQ(MasterKey::load(file).error().code, Errc::invalid_argument);
  ::setenv("CREDENTIALS_DIRECTORY", directory.path().c_str(), 1);
  EXPECT_TRUE(MasterKey::load(file).has_value());
  fs::permissions(file, fs::perms::owner_read | fs::perms::others_read);
  EXPECT_EQ(MasterKey::load(file).error().code, Errc::invalid_argument);
  ::setenv("CREDENTIALS_DIRECTORY", "/elsewhere", 1);
  fs::permissions(file, fs::perms::owner_read | fs::perms::group_read);
  EXPECT_EQ(MasterKey::load(file).error().code, Errc::invalid_argument);
  ::unsetenv("CREDENTIALS_DIRECTORY");
}

TEST_F(MasterKeyFile, IsNeverOverwritten) {
  const MasterKey made = MasterKey::create(file).value();
  EXPECT_EQ(MasterKey::create(file).error().code, Errc::already_exists);
  EXPECT_EQ(MasterKey::load(file).value().bytes(), made.bytes());
}

TEST_F(MasterKeyFile, IsOneKeyHoweverManyMakeItAtOnce) {
  for (int round = 0; round < 20; ++round) {
    std::vector<std::optional<std::uint32_t>> made(4);
    std::vector<std::thread> threads;
    std::barrier start(std::ssize(made));
    for (auto& id : made) {
      threads.emplace_back([&] {
        start.arrive_and_wait();
        if (const auto key = MasterKey::create(file)) id = key->id();
      });
    }
    for (std::thread& thread : threads) thread.join();
    const std::uint32_t id = MasterKey::load(file).value().id();
    EXPECT_EQ(std::ranges::count_if(made, [](const auto& one) { return one.has_value(); }), 1);
    for (const auto& one : made) EXPECT_EQ(one.value_or(id), id);
    EXPECT_EQ(std::distance(fs::directory_iterator(directory.path()), {}), 1);
    fs::remove(file);
  }
}

TEST_F(MasterKeyFile, IsRefusedWhenItIsNoKey) {
  const std::string digits(64, 'a');
  for (const std::string& text :
       {std::string(), std::string("\n"), digits, digits.substr(1) + "\n", digits + "a\n",
        digits + "\n\n", digits.substr(1) + "g\n", digits.substr(1) + " \n", digits + "\r\n"}) {
    write(text);
    const Error error = MasterKey::load(file).error();
    EXPECT_EQ(error.code, Errc::invalid_argument) << text;
    EXPECT_EQ(error.field, "master_key");
    EXPECT_EQ(error.detail.find("aaaa"), std::string::npos) << "tells the key";
  }
}

TEST_F(MasterKeyFile, IsRefusedWhenOthersMayReadIt) {
  write(std::string(64, 'a') + "\n");
  for (const fs::perms more : {fs::perms::group_read, fs::perms::others_read}) {
    fs::permissions(file, fs::perms::owner_read | more);
    EXPECT_EQ(MasterKey::load(file).error().code, Errc::invalid_argument);
  }
}

TEST_F(MasterKeyFile, IsNotFoundWhereThereIsNone) {
  EXPECT_EQ(MasterKey::load(file).error().code, Errc::not_found);
  EXPECT_EQ(MasterKey::create(directory.path() / "no" / "key").error().code, Errc::not_found);
}

TEST_F(MasterKeyFile, IsNoDirectory) {
  EXPECT_EQ(MasterKey::load(directory.path()).error().code, Errc::invalid_argument);
}

class MasterKeyInMemory : public testing::Test {
 protected:
  static MasterKey::Bytes marked() {
    MasterKey::Bytes bytes;
    bytes.fill(0xa7);
    return bytes;
  }
  // What the system says of the memory there (proc(5), smaps); empty: it is nobody's.
  static std::string flags_of(const void* at) {
    std::ifstream maps("/proc/self/smaps");
    std::string line;
    bool is_there = false;
    while (std::getline(maps, line)) {
      std::uintptr_t begin = 0;
      std::uintptr_t end = 0;
      const auto address = reinterpret_cast<std::uintptr_t>(at);
      if (std::sscanf(line.c_str(), "%zx-%zx ", &begin, &end) == 2) {
        is_there = begin <= address && address < end;
      }
      if (is_there && line.starts_with("VmFlags:")) return line;
    }
    return "";
  }
};

TEST_F(MasterKeyInMemory, IsTheSameWhereItIsMovedAndCopiedNowhere) {
  MasterKey key(marked());
  const auto* const at = &key.bytes();
  const std::uint32_t id = key.id();
  const MasterKey moved(std::move(key));
  EXPECT_EQ(moved.bytes(), marked());
  EXPECT_EQ(moved.id(), id);
  EXPECT_EQ(&moved.bytes(), at);
}

TEST_F(MasterKeyInMemory, IsNeitherDumpedNorSwapped) {
  const MasterKey key(marked());
  const std::string flags = flags_of(&key.bytes());
  EXPECT_NE(flags.find(" dd"), flags.npos) << flags;
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they keep back mlock()
  rlimit lockable{};
  ::getrlimit(RLIMIT_MEMLOCK, &lockable);
  if (lockable.rlim_cur >= 65536) {
    EXPECT_NE(flags.find(" lo"), flags.npos) << flags;
  }
#endif
}

TEST_F(MasterKeyInMemory, IsGoneAtItsEnd) {
  std::optional<MasterKey> key(marked());
  const auto* const at = &key->bytes();
  EXPECT_NE(flags_of(at), "");
  key.reset();
  EXPECT_EQ(flags_of(at), "");
}

TEST_F(MasterKeyInMemory, IsThereWhereNothingMayBeKeptFromBeingSwapped) {
  const int status = run_in_child([] {
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_MEMLOCK, &none);
    if (::geteuid() == 0 && ::seteuid(65534) != 0) return 1;  // root may in any case
    const MasterKey key(marked());
    return key.bytes() == marked() ? 0 : 2;
  });
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace rolecall::test
