#include "projections/directory/snapshot_keeper.hpp"

#include <csignal>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace rolecall {
namespace {

[[noreturn]] void write_and_exit(ReadModel& model, SealedFileWriter& file, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
  const auto own = static_cast<unsigned>(file.descriptor());
  if (own > 0) ::close_range(0, own - 1, 0);
  ::close_range(own + 1, ~0U, 0);
  model.serialize(file);
  ::_exit(file.finish() ? 0 : 1);
}

}  // namespace

SnapshotKeeper::SnapshotKeeper(Snapshots& snapshots, ReadModel& model, Position kept)
    : snapshots_(snapshots), model_(model), begun_(kept), kept_(kept), thread_([this] { run(); }) {}

SnapshotKeeper::~SnapshotKeeper() { stop(); }

// The writer changes nothing before this returns, so the child finds a whole model.
void SnapshotKeeper::follow() {
  const Position head = model_.head();
  if (!snapshot_is_due(begun_, head)) return;
  const std::lock_guard lock(mutex_);
  if (draft_) return;
  begun_ = head;
  auto draft = snapshots_.begin();
  if (!draft || draft->position != head) return;
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) write_and_exit(model_, *draft->file, parent);
  if (child < 0) return;
  draft->file.reset();
  draft_ = std::move(*draft);
  child_ = child;
  wake_.notify_one();
}

void SnapshotKeeper::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || draft_; });
    if (!draft_) return;
    const pid_t child = child_;
    lock.unlock();
    siginfo_t ended{};
    ::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT);
    lock.lock();
    child_ = 0;  // from now on its number may be another's
    ::waitpid(child, nullptr, 0);
    const Snapshots::Draft& draft = *draft_;
    lock.unlock();
    const bool is_written = ended.si_code == CLD_EXITED && ended.si_status == 0;
    if (is_written && snapshots_.keep(draft)) kept_ = draft.position;
    lock.lock();
    draft_.reset();
  }
}

void SnapshotKeeper::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    if (child_ != 0) ::kill(child_, SIGKILL);
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void SnapshotKeeper::finish() {
  stop();
  if (!snapshot_is_due(kept_, model_.head())) return;
  auto draft = snapshots_.begin();
  if (!draft || draft->position != model_.head()) return;
  model_.order_names();
  model_.serialize(*draft->file);
  if (draft->file->finish() && snapshots_.keep(*draft)) kept_ = draft->position;
}

}  // namespace rolecall
