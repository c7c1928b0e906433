#include "engine/backup/backup_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <regex>
#include <string>
#include <unistd.h>
#include <vector>

#include <sodium.h>

#include "engine/storage/durable_file.hpp"

namespace rolecall {
namespace {

namespace fs = std::filesystem;

SecretBytes key_of_file(const MasterKey& key, const Hash& salt) {
  return key.derive(std::string("rolecall-backup-file").append(bytes_of(salt)));
}

BackupFileHeader parse_header(std::string_view bytes) {
  BackupFileHeader header;
  std::memcpy(&header, bytes.data(), sizeof header);
  return header;
}

std::string_view bytes_of_header(const BackupFileHeader& header) {
  return {reinterpret_cast<const char*>(&header), sizeof header};
}

Result<Hash> sha256_of(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return file_error(path);
  Sha256 hash;
  std::vector<char> piece(std::size_t{1} << 20);
  ssize_t size = 0;
  while ((size = ::read(file, piece.data(), piece.size())) > 0) {
    hash.add({piece.data(), static_cast<std::size_t>(size)});
  }
  const Result<Hash> found = size < 0 ? Result<Hash>(file_error(path)) : hash.finish();
  ::close(file);
  return found;
}

}  // namespace

Error damaged_backup(const fs::path& file, std::string_view why) {
  return {Errc::corrupt, {}, file.string() + ": " + std::string(why)};
}

BackupFileHeader backup_file_header(const LogId& log, std::string_view kind, std::uint64_t first,
                                    std::uint64_t last) {
  BackupFileHeader header;
  header.log_id = log;
  kind.copy(header.kind.data(), header.kind.size());
  header.first = first;
  header.last = last;
  return header;
}

std::string name_of(const BackupFileHeader& header) {
  const std::string kind = header.kind.data();
  const std::string name = kind + "-" + std::to_string(header.first);
  return kind == "log" ? name + "-" + std::to_string(header.last) : name;
}

bool is_name_of_backup_file(const std::string& name) {
  static const std::regex names("log-[0-9]+-[0-9]+|(secrets|activity)-[0-9]+");
  return std::regex_match(name, names);
}

Result<std::unique_ptr<SealedFileWriter>> create_backup_file(const fs::path& directory,
                                                             BackupFileHeader header,
                                                             const MasterKey& key) {
  randombytes_buf(header.salt.data(), header.salt.size());
  return SealedFileWriter::create(directory / name_of(header), bytes_of_header(header),
                                  key_of_file(key, header.salt));
}

Result<BackupFile> finish_backup_file(const fs::path& directory, const BackupFileHeader& header,
                                      SealedFileWriter& file) {
  const std::string name = name_of(header);
  const fs::path path = directory / name;
  if (!file.finish()) {
    errno = file.failure() != 0 ? file.failure() : EIO;
    return file_error(path);
  }
  std::error_code failed;
  const std::uintmax_t size = fs::file_size(path, failed);
  if (failed) return Error{Errc::unavailable, {}, path.string() + ": " + failed.message()};
  const auto hash = sha256_of(path);
  if (!hash) return hash.error();
  return BackupFile{name, size, *hash, {}, {}};
}

Result<std::unique_ptr<SealedFileReader>> open_backup_file(const fs::path& directory,
                                                           const BackupFileHeader& header,
                                                           const MasterKey& key) {
  const fs::path path = directory / name_of(header);
  auto file = SealedFileReader::open(path, sizeof(BackupFileHeader), [&](std::string_view bytes) {
    return key_of_file(key, parse_header(bytes).salt);
  });
  if (!file) return file;
  BackupFileHeader expected = header;
  expected.salt = parse_header((*file)->header()).salt;
  if (bytes_of_header(expected) == (*file)->header()) return file;
  return damaged_backup(path, "is another file than its name says");
}

Result<void> check_backup_file(const fs::path& directory, const BackupFile& file, bool whole) {
  const fs::path path = directory / file.name;
  std::error_code failed;
  const std::uintmax_t size = fs::file_size(path, failed);
  if (failed == std::errc::no_such_file_or_directory) return damaged_backup(path, "is missing");
  if (failed) return Error{Errc::unavailable, {}, path.string() + ": " + failed.message()};
  if (size != file.bytes) {
    return damaged_backup(
        path, "has " + std::to_string(size) + " bytes instead of " + std::to_string(file.bytes));
  }
  if (!whole) return {};
  const auto hash = sha256_of(path);
  if (!hash) return hash.error();
  return *hash == file.sha256 ? Result<void>{}
                              : damaged_backup(path, "is damaged: its SHA-256 is another");
}

}  // namespace rolecall
