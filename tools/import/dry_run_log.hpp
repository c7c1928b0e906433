// A dry run: a directory that decides as the one in the data folder would, and stores nothing.
//
// What is decided is applied in memory, so that later commands see it, and forgotten with this.
// Works beside a running server, of whose later changes it knows nothing. Where there is no data
// folder it begins with an empty directory and makes none.
#pragma once

#include <atomic>
#include <limits>
#include <memory>

#include "engine/folder/data_folder.hpp"
#include "projections/directory/directory.hpp"
#include "tools/import/import_digest.hpp"
#include "tools/verbs.hpp"

namespace rolecall {

// Reads what is stored; takes new records and forgets them.
class DryRunLog final : public EventLog {
 public:
  // `stored`: null for none; must outlive this.
  explicit DryRunLog(const EventLog* stored);

  Append append(std::span<const std::string> records) override;
  Result<Position> settle() override { return last(); }
  Error failure() const override { return {Errc::unavailable, "", "a dry run stores nothing"}; }

  Position last() const override { return last_; }
  Result<Position> read(Position after, const RecordVisitor& visit) const override;
  Result<std::array<std::uint8_t, 32>> root() const override;  // of what is stored

 private:
  const EventLog* stored_;
  const Position stored_last_;
  std::atomic<Position> last_;
};

// Knows the stored keys. New ones are all alike, and have the highest numbers, which no pool has
// come to: nothing that they seal is kept.
class DryRunKeys final : public KeyIssuer {
 public:
  // `stored`: null for none; must outlive this.
  explicit DryRunKeys(const KeySource* stored) : stored_(stored) {}

  Result<std::optional<SubjectKey>> key(KeyNo no) const override;
  Result<Issued> issue() override;

 private:
  const KeySource* stored_;
  std::atomic<std::uint32_t> lowest_issued_{std::numeric_limits<std::uint32_t>::max()};
};

class DryRun {
 public:
  // Replays what is stored and accepts commands. Fails as open_directory() does.
  static Result<std::unique_ptr<DryRun>> open(const Common& common);

  Directory& directory() { return directory_; }
  // Of people imported into this directory.
  ImportDigest people_digest() const;

 private:
  explicit DryRun(std::unique_ptr<DataFolder> folder);

  std::unique_ptr<DataFolder> folder_;  // null: there is none
  DryRunLog log_;
  DryRunKeys keys_;
  Directory directory_;
};

}  // namespace rolecall
