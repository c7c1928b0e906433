// A file of a backup: a sealed file (snapshot/sealed_file_format.hpp) whose key is derived from the
// backup's key and a salt of its own in its header. A log file has the records of a range of
// positions, in their order: size, u32 ‖ record. The others have a store each (store_copy.hpp).
#pragma once

#include <array>
#include <cstring>
#include <filesystem>
#include <memory>

#include "engine/backup/manifest.hpp"
#include "engine/snapshot/sealed_file_reader.hpp"
#include "engine/snapshot/sealed_file_writer.hpp"

namespace rolecall {

// Numbers are little-endian.
struct BackupFileHeader {
  std::array<char, 8> magic{'r', 'c', 'b', 'a', 'c', 'k', '\r', '\n'};
  Uuid log_id{};
  std::array<char, 16> kind{};  // log, secrets or activity, with zeros behind
  std::uint64_t first = 0;      // of the log: positions; else both the number of the backup
  std::uint64_t last = 0;
  Hash salt{};  // random
};
static_assert(sizeof(BackupFileHeader) == 8 + 16 + 16 + 8 + 8 + 32, "it has no gaps");

// Which file it is, but for the salt.
BackupFileHeader backup_file_header(const LogId& log, std::string_view kind, std::uint64_t first,
                                    std::uint64_t last);
// `corrupt`, of a file of the backup.
Error damaged_backup(const std::filesystem::path& file, std::string_view why);

// "log-FIRST-LAST", "secrets-NUMBER", "activity-NUMBER".
std::string name_of(const BackupFileHeader& header);
// Whether a file is called like one of these.
bool is_name_of_backup_file(const std::string& name);

// With a new salt; a file that is there goes.
Result<std::unique_ptr<SealedFileWriter>> create_backup_file(const std::filesystem::path& directory,
                                                             BackupFileHeader header,
                                                             const MasterKey& key);
// Ends it; it is durable, its name once the directory is synced.
Result<BackupFile> finish_backup_file(const std::filesystem::path& directory,
                                      const BackupFileHeader& header, SealedFileWriter& file);
// `corrupt`: it is another file than `header` says.
Result<std::unique_ptr<SealedFileReader>> open_backup_file(const std::filesystem::path& directory,
                                                           const BackupFileHeader& header,
                                                           const MasterKey& key);
// Whether the file is there as it was written, as far as its size and checksum tell, which name it
// where not: `corrupt`. `whole`: not only its size.
Result<void> check_backup_file(const std::filesystem::path& directory, const BackupFile& file,
                               bool whole);

}  // namespace rolecall
