// The log of one machine: an LMDB environment (lmdb_env.hpp) of its own.
//
//   events   position u64 -> record ‖ CRC-32C (4 B, little-endian) over
//            position (8 B, little-endian) ‖ record
//   tiles    tile number u64 from 0 -> Merkle root of its 256 leaves
//   meta     text -> text (store_meta.hpp): format, log_id, created_at,
//            unicode_version, record.proto, FORMAT.md, settled, epoch, secrets_commits
//
// A log that an earlier version made also has `users`, `actors`, `groups`: they are left as they
// are. While a visitor of read() runs, settle() waits and no page freed since is used again.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "engine/audit/merkle_tree.hpp"
#include "engine/limits.hpp"
#include "engine/log/log.hpp"
#include "engine/log/log_mark.hpp"
#include "engine/storage/lmdb_env.hpp"
#include "engine/types/timestamp.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

using LogId = Id<struct LogKind>;

// What a log says about itself, from its creation on.
struct LogOrigin {
  LogId id{};  // random
  Timestamp created_at;
  std::string unicode_version;  // by which canonical names are made
};

// The texts that explain the records, stored in the log so that it can be read without us.
struct FormatTexts {
  std::string_view record_proto;
  std::string_view format_md;
};

class LmdbLog final : public EventLog {
 public:
  // `not_found`: there is no log in the directory. `conflict`: a newer format.
  // read_only works beside a writer in another process; append() and settle() are then bugs, and
  // last() follows the writer.
  static Result<std::unique_ptr<LmdbLog>> open(const std::filesystem::path& directory,
                                               LmdbMode mode,
                                               const LmdbMap& map = limits::log_map_size_bytes);
  // Makes an empty log; `directory` is not there, or empty.
  static Result<std::unique_ptr<LmdbLog>> create(const std::filesystem::path& directory,
                                                 const LogOrigin& origin, const FormatTexts& texts,
                                                 const LmdbMap& map = limits::log_map_size_bytes);

  const LogOrigin& origin() const { return origin_; }

  // A log that an operator has put back, and said to be the one wanted, begins a new epoch: what a
  // reader holds of positions is of one epoch.
  std::uint64_t epoch() const { return epoch_; }
  Result<void> begin_epoch(std::uint64_t epoch);
  // "LOG_ID.EPOCH": what readers are told.
  std::string name() const;

  // Where the log ends now, from memory; in read_write mode.
  LogMark mark() const;
  // The Merkle leaf of the record at a position that has been reached.
  Result<Hash> record_hash(Position position) const;

  // How many commits the secrets store has had, as it last told; 0: never. The next append, or
  // keep_secrets_commits(), makes it durable. Any thread may tell; not both others at once.
  std::uint64_t secrets_commits() const { return secrets_commits_; }
  void tell_secrets_commits(std::uint64_t commits);
  Result<void> keep_secrets_commits();

  Append append(std::span<const std::string> records) override;
  Result<Position> settle() override;
  Error failure() const override { return failure_; }

  Position last() const override;
  Result<Position> read(Position after, const RecordVisitor& visit) const override;
  Result<Hash> root() const override;
  // The root of the tree as it was at a position that has been reached.
  Result<Hash> root_at(Position position) const;

 private:
  explicit LmdbLog(std::unique_ptr<LmdbEnv> env) : env_(std::move(env)) {}
  Result<void> start(LmdbDatabase meta);
  Result<void> load();
  Result<void> check_counts(const LmdbRead& txn) const;
  struct End {
    MerkleFrontier frontier;
    Hash last_record{};
  };
  Result<void> put_batch(LmdbWrite& txn, std::span<const std::string> records, End& end) const;
  Result<Position> last_stored(const LmdbRead& txn) const;
  Result<Position> stored_end() const;
  Result<Hash> record_hash(const LmdbRead& txn, Position position) const;
  Result<void> put_secrets_commits(LmdbWrite& txn, std::uint64_t commits) const;
  Result<MerkleFrontier> frontier_at(const LmdbRead& txn, Position position) const;

  std::unique_ptr<LmdbEnv> env_;
  LmdbDatabase meta_{}, events_{}, tiles_{};
  LogOrigin origin_;
  std::atomic<Position> last_{Position{0}};
  std::uint64_t epoch_ = 1;
  std::atomic<std::uint64_t> secrets_commits_{0};
  std::uint64_t secrets_commits_stored_ = 0;
  mutable std::mutex end_mutex_;
  End end_;  // of what is stored; not kept in read_only mode
  Error failure_{Errc::unavailable, {}, {}};
};

}  // namespace rolecall
