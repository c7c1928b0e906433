#include "tools/import/rehearsal.hpp"

#include <algorithm>
#include <filesystem>

#include "engine/audit/merkle_tree.hpp"
#include "tools/opened_directory.hpp"

namespace rolecall {

RehearsalLog::RehearsalLog(const EventLog* stored)
    : stored_(stored), stored_last_(stored ? stored->last() : Position{0}), last_(stored_last_) {}

Append RehearsalLog::append(std::span<const NewRecord> records) {
  last_ = Position{number(last_.load()) + records.size()};
  return Append::stored;
}

Result<Position> RehearsalLog::read(Position after, const RecordVisitor& visit) const {
  if (stored_ == nullptr) return after;
  const auto read = stored_->read(after, [&](Position position, std::string_view record) {
    return position <= stored_last_ && visit(position, record);
  });
  if (!read) return read.error();
  return std::min(*read, std::max(after, stored_last_));
}

Result<void> RehearsalLog::positions(StreamKind kind, const Uuid& id, Position after,
                                     const PositionVisitor& visit) const {
  if (stored_ == nullptr) return {};
  return stored_->positions(kind, id, after, [&](Position position) {
    return position <= stored_last_ && visit(position);
  });
}

Result<std::array<std::uint8_t, 32>> RehearsalLog::root() const {
  if (stored_ == nullptr) return MerkleFrontier().root();
  return stored_->root();
}

Result<std::optional<SubjectKey>> RehearsalKeys::key(KeyNo no) const {
  if (number(no) >= lowest_issued_) return SubjectKey{};
  if (stored_ == nullptr) return Error{Errc::corrupt, "", "secrets: no such key"};
  return stored_->key(no);
}

Result<KeyIssuer::Issued> RehearsalKeys::issue() { return Issued{KeyNo{--lowest_issued_}, {}}; }

Rehearsal::Rehearsal(std::unique_ptr<DataFolder> folder)
    : folder_(std::move(folder)),
      log_(folder_ ? &folder_->log() : nullptr),
      keys_(folder_ ? &folder_->keys() : nullptr),
      directory_(log_, keys_) {}

Result<std::unique_ptr<Rehearsal>> Rehearsal::open(const Common& common) {
  std::unique_ptr<DataFolder> folder;
  std::error_code failed;
  if (std::filesystem::exists(common.data, failed)) {
    auto opened = open_folder(common, LmdbMode::read_only);
    if (!opened) return opened.error();
    folder = std::move(*opened);
  }
  std::unique_ptr<Rehearsal> rehearsal(new Rehearsal(std::move(folder)));
  const auto replayed = replay(rehearsal->directory_);
  if (!replayed) return replayed.error();
  rehearsal->directory_.start_writing();
  return rehearsal;
}

ImportDigest Rehearsal::people_digest() const {
  if (folder_ == nullptr) return ImportDigest::of_people(MasterKey(std::array<std::uint8_t, 32>{}));
  return ImportDigest::of_people(folder_->keys().master());
}

}  // namespace rolecall
