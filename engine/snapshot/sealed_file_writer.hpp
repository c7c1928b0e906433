// Writes a sealed file (sealed_file_format.hpp).
//
// Threads: one. Once it is made it allocates nothing, takes no lock and tells nobody, so that a
//          forked child may go on with it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/result.hpp"
#include "engine/snapshot/archive.hpp"
#include "engine/snapshot/sealed_file_format.hpp"

struct ZSTD_CCtx_s;

namespace rolecall {

class SealedFileWriter final : public Archive {
 public:
  // Into a new file, with mode 0600; what was there goes.
  static Result<std::unique_ptr<SealedFileWriter>> create(const std::filesystem::path& path,
                                                          std::string_view header,
                                                          const SecretBytes& key);
  ~SealedFileWriter() override;

  // Writes what is left, and waits until all of it is on disk. False: it failed, some time.
  bool finish();
  // What the system said (errno) where it failed.
  int failure() const { return failure_; }
  int descriptor() const { return file_; }

 private:
  SealedFileWriter(int file, std::string_view header, const SecretBytes& key);
  void transfer(void* memory, std::size_t size) override;
  // Answers the size of what is then in sealed_.
  std::size_t seal_chunk(const SecretBytes& key, bool is_last);
  void write_chunk(bool is_last);
  void write_all(const void* bytes, std::size_t size);
  void fail_as_told();

  struct Free {
    void operator()(ZSTD_CCtx_s* compressor) const;
  };
  const int file_;
  const std::string header_;
  const SecretBytes key_;
  const std::unique_ptr<ZSTD_CCtx_s, Free> compressor_;
  std::vector<unsigned char> chunk_;  // what has been passed and is not written
  std::size_t filled_ = 0;
  std::vector<unsigned char> compressed_;
  std::vector<unsigned char> sealed_;
  std::uint64_t chunks_ = 0;
  int failure_ = 0;
};

}  // namespace rolecall
