#include "engine/snapshot/sealed_file_writer.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <zstd.h>

#include "engine/storage/durable_file.hpp"

namespace rolecall {
namespace {

// A tenth larger than at level 1, and read in two thirds of the time.
constexpr int compression_level = -1;

}  // namespace

void SealedFileWriter::Free::operator()(ZSTD_CCtx_s* compressor) const {
  ZSTD_freeCCtx(compressor);
}

Result<std::unique_ptr<SealedFileWriter>> SealedFileWriter::create(
    const std::filesystem::path& path, std::string_view header, const SecretBytes& key) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return file_error(path);
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return file_error(path);
  return std::unique_ptr<SealedFileWriter>(new SealedFileWriter(file, header, key));
}

// A first chunk is made for nothing, under no key: all that is made at the first time is there
// then.
SealedFileWriter::SealedFileWriter(int file, std::string_view header, const SecretBytes& key)
    : Archive(false),
      file_(file),
      header_(header),
      key_(key),
      compressor_(ZSTD_createCCtx()),
      chunk_(sealed_chunk_bytes),
      compressed_(ZSTD_compressBound(sealed_chunk_bytes)),
      sealed_(compressed_.size() + aes_gcm_tag_bytes) {
  if (!compressor_) std::abort();  // no memory
  ZSTD_CCtx_setParameter(compressor_.get(), ZSTD_c_compressionLevel, compression_level);
  filled_ = chunk_.size();
  seal_chunk(SecretBytes{}, false);
  filled_ = 0;
  write_all(header_.data(), header_.size());
}

SealedFileWriter::~SealedFileWriter() {
  wipe(chunk_.data(), chunk_.size());
  wipe(compressed_.data(), compressed_.size());
  ::close(file_);
}

void SealedFileWriter::transfer(void* memory, std::size_t size) {
  const auto* from = static_cast<const unsigned char*>(memory);
  while (size > 0) {
    if (filled_ == chunk_.size()) write_chunk(false);
    const std::size_t part = std::min(size, chunk_.size() - filled_);
    std::memcpy(chunk_.data() + filled_, from, part);
    filled_ += part;
    from += part;
    size -= part;
  }
}

bool SealedFileWriter::finish() {
  write_chunk(true);
  if (!failed() && ::fdatasync(file_) != 0) fail_as_told();
  return !failed();
}

std::size_t SealedFileWriter::seal_chunk(const SecretBytes& key, bool is_last) {
  const std::size_t size = ZSTD_compress2(compressor_.get(), compressed_.data(), compressed_.size(),
                                          chunk_.data(), filled_);
  if (ZSTD_isError(size) != 0) std::abort();  // cannot be: there is room for whatever comes
  aes_gcm_seal(terms_of_chunk(header_, key, chunks_, is_last),
               {reinterpret_cast<const char*>(compressed_.data()), size}, sealed_.data(),
               sealed_file_cipher);
  return size + aes_gcm_tag_bytes;
}

void SealedFileWriter::write_chunk(bool is_last) {
  if (failed()) return;
  const auto size = static_cast<std::uint32_t>(seal_chunk(key_, is_last));
  ++chunks_;
  filled_ = 0;
  write_all(&size, sizeof size);
  write_all(sealed_.data(), size);
}

void SealedFileWriter::fail_as_told() {
  failure_ = errno;
  fail();
}

void SealedFileWriter::write_all(const void* bytes, std::size_t size) {
  const auto* from = static_cast<const char*>(bytes);
  while (size > 0 && !failed()) {
    const ssize_t written = ::write(file_, from, size);
    if (written < 0) {
      if (errno != EINTR) fail_as_told();
      continue;
    }
    from += written;
    size -= static_cast<std::size_t>(written);
  }
}

}  // namespace rolecall
