#include "tools/import/dry_run_log.hpp"

#include <algorithm>
#include <filesystem>

#include "engine/audit/merkle_tree.hpp"
#include "tools/opened_directory.hpp"

namespace rolecall {

DryRunLog::DryRunLog(const EventLog* stored)
    : stored_(stored), stored_last_(stored ? stored->last() : Position{0}), last_(stored_last_) {}

Append DryRunLog::append(std::span<const std::string> records) {
  last_ = Position{number(last_.load()) + records.size()};
  return Append::stored;
}

Result<Position> DryRunLog::read(Position after, const RecordVisitor& visit) const {
  if (stored_ == nullptr) return after;
  const auto read = stored_->read(after, [&](Position position, std::string_view record) {
    return position <= stored_last_ && visit(position, record);
  });
  if (!read) return read.error();
  return std::min(*read, std::max(after, stored_last_));
}

Result<std::array<std::uint8_t, 32>> DryRunLog::root() const {
  if (stored_ == nullptr) return MerkleFrontier().root();
  return stored_->root();
}

Result<std::optional<SubjectKey>> DryRunKeys::key(KeyNo no) const {
  if (number(no) >= lowest_issued_) return SubjectKey{};
  if (stored_ == nullptr) return Error{Errc::corrupt, "", "secrets: no such key"};
  return stored_->key(no);
}

Result<KeyIssuer::Issued> DryRunKeys::issue() { return Issued{KeyNo{--lowest_issued_}, {}}; }

DryRun::DryRun(std::unique_ptr<DataFolder> folder)
    : folder_(std::move(folder)),
      log_(folder_ ? &folder_->log() : nullptr),
      keys_(folder_ ? &folder_->keys() : nullptr),
      directory_(log_, keys_) {}

Result<std::unique_ptr<DryRun>> DryRun::open(const Common& common) {
  std::unique_ptr<DataFolder> folder;
  std::error_code failed;
  if (std::filesystem::exists(common.data, failed)) {
    auto opened = open_folder(common, LmdbMode::read_only);
    if (!opened) return opened.error();
    folder = std::move(*opened);
  }
  std::unique_ptr<DryRun> dry_run(new DryRun(std::move(folder)));
  const auto replayed =
      replay(dry_run->directory_, dry_run->folder_ ? &dry_run->folder_->snapshots() : nullptr);
  if (!replayed) return replayed.error();
  dry_run->directory_.start_writing();
  return dry_run;
}

ImportDigest DryRun::people_digest() const {
  if (folder_ == nullptr) return ImportDigest::of_people(MasterKey(std::array<std::uint8_t, 32>{}));
  return ImportDigest::of_people(folder_->keys().master());
}

}  // namespace rolecall
