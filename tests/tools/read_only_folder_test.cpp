// A data folder that may be read and not written.
#include <filesystem>
#include <unistd.h>

#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

namespace fs = std::filesystem;

class ReadOnlyFolder : public RolecallProgram {
 protected:
  // As somebody whom permissions bind; nothing: there is nobody.
  std::optional<Ended> run_as_other(std::vector<std::string> arguments) const {
    std::vector<std::string> program = command(std::move(arguments));
    if (::geteuid() != 0) return run_program(program);
    if (!fs::exists("/usr/bin/setpriv")) return std::nullopt;
    program.insert(program.begin(), {"/usr/bin/setpriv", "--reuid", "65534", "--clear-groups"});
    return run_program(program);
  }
  void set_modes(fs::perms of_files) const {
    fs::permissions(parent.path(), fs::perms(0755));
    for (const auto& entry : fs::recursive_directory_iterator(parent.path())) {
      fs::permissions(entry.path(), entry.is_directory() ? fs::perms(0755) : of_files);
    }
  }
};

TEST_F(ReadOnlyFolder, SaysWhichFileItNeedsAndForWhat) {
  ASSERT_EQ(run({"bootstrap", "--username", "ann"}).code, 0);
  set_modes(fs::perms(0444));
  const auto locked = run_as_other({"count"});
  if (!locked || locked->code == 127 || locked->code == 126) GTEST_SKIP() << "as root only";
  EXPECT_EQ(locked->code, 6);
  EXPECT_EQ(locked->err, "rolecall: " + data +
                             "/log/lock.mdb: permission denied: must be writable, also for those "
                             "who only read, unless the file system is read-only\n");
  const std::string store = data + "/log/data.mdb";
  fs::permissions(store, fs::perms::none);
  const auto unreadable = run_as_other({"count"});
  EXPECT_EQ(unreadable->code, 6);
  EXPECT_EQ(unreadable->err, "rolecall: " + store + ": permission denied: must be readable\n");
  fs::permissions(data + "/log", fs::perms::owner_all);
  if (::geteuid() == 0) {
    EXPECT_EQ(run_as_other({"count"})->err, unreadable->err) << "not: there is none";
  }
}

}  // namespace
}  // namespace rolecall::test
