#include "engine/snapshot/snapshots.hpp"

#include <cstring>
#include <utility>

#include <sodium.h>

#include "engine/storage/durable_file.hpp"

namespace rolecall {

Snapshots::Snapshots(std::filesystem::path file, const std::optional<Hash>& program,
                     const LmdbLog& log, SecretsStore& secrets, const MasterKey& master)
    : file_(std::move(file)),
      unfinished_(file_.string() + ".new"),
      program_(program),
      log_(&log),
      keys_(secrets, master) {}

SnapshotHeader Snapshots::header_of(const LogMark& mark) const {
  SnapshotHeader header;
  header.program = *program_;
  header.log_id = log_->origin().id;
  header.epoch = log_->epoch();
  header.position = mark.position;
  header.record = mark.record;
  return header;
}

std::unique_ptr<SealedFileReader> Snapshots::open(Position last) const {
  if (!program_) return nullptr;
  const auto key = keys_.key();
  if (!key || !*key) return nullptr;
  auto opened = SealedFileReader::open(file_, sizeof(SnapshotHeader),
                                       [&](std::string_view) { return **key; });
  if (!opened) return nullptr;
  SnapshotHeader header;
  std::memcpy(&header, (*opened)->header().data(), sizeof header);
  const Position position = header.position;
  if (position == Position{0} || position > last) return nullptr;
  const auto record = log_->record_hash(position);
  if (!record) return nullptr;
  const bool agrees = bytes_of(header_of({position, *record})) == (*opened)->header();
  return agrees ? std::move(*opened) : nullptr;
}

Result<Snapshots::Draft> Snapshots::begin() const {
  if (!program_) return Error{Errc::unavailable, {}, "this program makes no snapshots"};
  Draft draft;
  const auto number = keys_.number();
  if (!number) return number.error();
  draft.key_number = *number;
  randombytes_buf(draft.key.data(), draft.key.size());
  const LogMark mark = log_->mark();
  draft.position = mark.position;
  auto file = SealedFileWriter::create(unfinished_, bytes_of(header_of(mark)), draft.key);
  if (!file) return file.error();
  draft.file = std::move(*file);
  return draft;
}

Result<void> Snapshots::keep(const Draft& draft) {
  if (auto replaced = keys_.replace(draft.key_number, draft.key); !replaced) return replaced;
  if (::rename(unfinished_.c_str(), file_.c_str()) != 0) return file_error(file_);
  return sync_directory(file_.parent_path());
}

}  // namespace rolecall
