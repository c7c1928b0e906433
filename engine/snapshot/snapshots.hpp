// The snapshot of a data folder: all that memory holds at some position, so that a start need not
// replay what came before. A cache: where anything about it is in doubt it is passed over, and the
// log is replayed from the beginning.
//
// It counts for the very program that made it (program_id.hpp), for the log with that id and epoch
// whose record at its position is the one it tells of, and only while its key is in the secrets
// store (snapshot_keys.hpp) and all of it opens.
//
// Order:   it is written aside, as FILE.new. When that is on disk its key comes into the store, in
//          place of the former one, and then it gets its name. Cut short between these two there
//          is none that counts.
// Threads: open() from any; begin() and keep() from one at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "engine/log/lmdb_log.hpp"
#include "engine/snapshot/sealed_file_reader.hpp"
#include "engine/snapshot/sealed_file_writer.hpp"
#include "engine/snapshot/snapshot_format.hpp"
#include "engine/snapshot/snapshot_keys.hpp"

namespace rolecall {

// Whether it is time for another one: what came since is worth it, and much beside what there is.
// A small directory never has one.
constexpr bool snapshot_is_due(Position last_snapshot, Position head) {
  constexpr std::uint64_t events_min = 100'000;
  constexpr std::uint64_t part_of_log = 8;
  const std::uint64_t since = number(head) - number(last_snapshot);
  return since >= events_min && since * part_of_log >= number(head);
}

class Snapshots {
 public:
  // `program`: which this is; nothing: it makes and takes no snapshots. The others must outlive
  // this.
  Snapshots(std::filesystem::path file, const std::optional<Hash>& program, const LmdbLog& log,
            SecretsStore& secrets, const MasterKey& master);

  // To be read wholly before it counts. Null: none is there that is of this log, up to `last`.
  std::unique_ptr<SealedFileReader> open(Position last) const;

  // One that is being made, of the log as it ends now, in read_write mode.
  struct Draft {
    std::unique_ptr<SealedFileWriter> file;
    SecretBytes key;
    std::uint64_t key_number = 0;  // of the store, when it began
    Position position{};
  };
  Result<Draft> begin() const;
  // What has been finished gets its key and its name. `conflict`: not any more, since a key has
  // been destroyed meanwhile.
  Result<void> keep(const Draft& draft);

  SnapshotKeys& keys() { return keys_; }

 private:
  SnapshotHeader header_of(const LogMark& mark) const;

  std::filesystem::path file_;
  std::filesystem::path unfinished_;
  std::optional<Hash> program_;
  const LmdbLog* log_;
  SnapshotKeys keys_;
};

}  // namespace rolecall
