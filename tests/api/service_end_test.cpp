// The service's end: whatever is on its way still uses it, so it waits for that.
#include <atomic>
#include <latch>
#include <optional>
#include <thread>

#include <gtest/gtest.h>

#include "api/service.hpp"
#include "engine/folder/data_folder.hpp"
#include "tests/support/forwarding_log.hpp"
#include "tests/support/memory_keys.hpp"
#include "tests/support/memory_log.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {
namespace {

// One whose disk takes as long as it is told.
class SlowLog final : public ForwardingLog {
 public:
  using ForwardingLog::ForwardingLog;

  Append append(std::span<const std::string> records) override {
    begun.count_down();
    released.wait();
    return ForwardingLog::append(records);
  }

  std::latch begun{1}, released{1};
};

CommandRequest by_operator(Command command) {
  CommandRequest wanted;
  wanted.command = std::move(command);
  wanted.actor.kind = ActorKind::op;
  return wanted;
}

class ServiceEnd : public testing::Test {
 protected:
  ServiceEnd() {
    EXPECT_TRUE(directory.replay().has_value());
    directory.start_writing();
    service.emplace(directory, folder->client_secrets());
  }
  static DataFolderSettings settings_in(const TemporaryDirectory& parent) {
    DataFolderSettings settings;
    settings.directory = parent.path() / "data";
    settings.mode = LmdbMode::read_write;
    return settings;
  }
  // False once the writer has been asked to stop: then it refuses at once.
  bool takes_commands() {
    const auto is_refused = std::make_shared<std::atomic<bool>>(false);
    CommandRequest probe = by_operator(CreateGroup{"probe"});
    probe.dry_run = true;
    directory.writer().submit(
        std::move(probe), [is_refused](const Result<Outcome>& outcome) { *is_refused = !outcome; });
    return !*is_refused;
  }

  const TemporaryDirectory parent;
  const std::unique_ptr<DataFolder> folder = DataFolder::open(settings_in(parent)).value();
  MemoryLog stored;
  SlowLog log{stored};
  MemoryKeys keys;
  Directory directory{log, keys};
  std::optional<Service> service;
};

TEST_F(ServiceEnd, WaitsForTheWriterAndForWhatItsAnswersHandOn) {
  std::atomic<bool> is_gone = false, is_answered = false, is_done = false;
  Service& ending = *service;
  ending.submit(by_operator(CreateGroup{"blue"}), [&](const Result<Outcome>& outcome) {
    is_answered = outcome.has_value() && !is_gone;
    if (is_answered) ending.pools().log.resume({}, [&] { is_done = true; });
  });
  log.begun.wait();
  std::thread disk([&] {
    while (!is_gone && takes_commands()) std::this_thread::yield();
    log.released.count_down();
  });
  service.reset();
  is_gone = true;
  disk.join();
  EXPECT_TRUE(is_answered);
  EXPECT_TRUE(is_done);
}

}  // namespace
}  // namespace rolecall::test
