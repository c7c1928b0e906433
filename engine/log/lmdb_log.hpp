// The log of one machine: an LMDB environment (lmdb_env.hpp) of its own.
//
//   events                  position u64 -> record ‖ CRC-32C (4 B, little-endian) over
//                           position (8 B, little-endian) ‖ record
//   tiles                   tile number u64 from 0 -> Merkle root of its 256 leaves
//   users, actors, groups   id 16 B ‖ position 8 B big-endian -> nothing
//   meta                    text -> text (store_meta.hpp): format, log_id, created_at,
//                           unicode_version, record.proto, FORMAT.md, settled
//
// While a visitor of read() runs, settle() waits and no page freed since is used again.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "engine/audit/merkle_tree.hpp"
#include "engine/limits.hpp"
#include "engine/log/lmdb_env.hpp"
#include "engine/log/log.hpp"
#include "engine/types/timestamp.hpp"

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
  static Result<std::unique_ptr<LmdbLog>> open(
      const std::filesystem::path& directory, LmdbMode mode,
      std::size_t map_size_bytes = limits::log_map_size_bytes);
  // Makes an empty log; `directory` is not there, or empty.
  static Result<std::unique_ptr<LmdbLog>> create(
      const std::filesystem::path& directory, const LogOrigin& origin, const FormatTexts& texts,
      std::size_t map_size_bytes = limits::log_map_size_bytes);

  const LogOrigin& origin() const { return origin_; }

  Append append(std::span<const NewRecord> records) override;
  Result<Position> settle() override;
  Error failure() const override { return failure_; }

  Position last() const override;
  Result<Position> read(Position after, const RecordVisitor& visit) const override;
  Result<void> positions(StreamKind kind, const Uuid& id, Position after,
                         const PositionVisitor& visit) const override;
  Result<Hash> root() const override;

 private:
  explicit LmdbLog(std::unique_ptr<LmdbEnv> env) : env_(std::move(env)) {}
  Result<void> start(LmdbDatabase meta);
  Result<void> load();
  Result<void> put_batch(LmdbWrite& txn, std::span<const NewRecord> records,
                         MerkleFrontier& frontier) const;
  Result<void> put_index(LmdbWrite& txn, StreamKind kind, const Uuid& id, Position position) const;
  Result<Position> last_stored(const LmdbRead& txn) const;
  Result<MerkleFrontier> stored_frontier(const LmdbRead& txn) const;
  LmdbDatabase index(StreamKind kind) const;

  std::unique_ptr<LmdbEnv> env_;
  LmdbDatabase meta_{}, events_{}, tiles_{}, users_{}, actors_{}, groups_{};
  LogOrigin origin_;
  std::atomic<Position> last_{Position{0}};
  mutable std::mutex frontier_mutex_;
  MerkleFrontier frontier_;  // of what is stored; not kept in read_only mode
  Error failure_{Errc::unavailable, {}, {}};
};

}  // namespace rolecall
