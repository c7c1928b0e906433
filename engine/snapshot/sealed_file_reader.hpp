// Reads a sealed file (sealed_file_format.hpp). Chunks are opened on threads of its own, ahead of
// what is taken from them.
//
// Threads: one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/result.hpp"
#include "engine/snapshot/archive.hpp"
#include "engine/snapshot/sealed_file_format.hpp"

namespace rolecall {

class SealedFileReader final : public Archive {
 public:
  // `key_of` is asked once, with a header of so many bytes. `not_found`: there is no such file.
  // `corrupt`: it is shorter than that.
  using KeyOf = std::function<SecretBytes(std::string_view header)>;
  static Result<std::unique_ptr<SealedFileReader>> open(const std::filesystem::path& path,
                                                        std::size_t header_bytes,
                                                        const KeyOf& key_of);
  ~SealedFileReader() override;

  // As it says; it is known to be so once a chunk has been opened.
  std::string_view header() const { return header_; }
  // Whether all that was written has been taken, and nothing failed. What was taken counts then.
  bool is_complete();

 private:
  struct Chunk;
  SealedFileReader(int file, std::uint64_t size, std::string header, const SecretBytes& key);
  void transfer(void* memory, std::size_t size) override;
  bool take_chunk();
  void open_ahead();
  Chunk& chunk(std::uint64_t chunk_no) { return *window_[chunk_no % window_.size()]; }

  const int file_;
  const std::uint64_t size_;  // of the file
  const std::string header_;
  const SecretBytes key_;
  std::uint64_t offset_;     // in the file, of the next chunk
  std::uint64_t begun_ = 0;  // chunks that are opened, or have been
  std::uint64_t taken_ = 0;  // of them
  std::vector<std::unique_ptr<Chunk>> window_;
  Chunk* current_ = nullptr;  // the last one that was taken
};

}  // namespace rolecall
