#include "engine/snapshot/sealed_file_reader.hpp"

#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <future>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <zstd.h>

#include "engine/storage/durable_file.hpp"

namespace rolecall {
namespace {

bool read_all(int file, std::uint64_t offset, void* into, std::size_t size) {
  const ssize_t done = ::pread(file, into, size, static_cast<off_t>(offset));
  return done == static_cast<ssize_t>(size);
}

}  // namespace

// One place of the window, whose memory serves one chunk after the other.
struct SealedFileReader::Chunk {
  struct Free {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };
  std::vector<unsigned char> sealed;
  std::vector<unsigned char> plain = std::vector<unsigned char>(sealed_chunk_bytes);
  std::size_t size = 0;   // of what is in `plain`
  std::size_t taken = 0;  // of it
  std::unique_ptr<ZSTD_DCtx, Free> decompressor{ZSTD_createDCtx()};
  std::future<bool> opened;

  ~Chunk() {
    if (opened.valid()) opened.wait();
    wipe(plain.data(), plain.size());
  }

  bool open(int file, std::uint64_t offset, const AesGcmTerms& terms) {
    if (!read_all(file, offset, sealed.data(), sealed.size())) return false;
    const std::string_view text(reinterpret_cast<const char*>(sealed.data()), sealed.size());
    if (!aes_gcm_open(terms, text, sealed.data(), sealed_file_cipher)) return false;
    size = ZSTD_decompressDCtx(decompressor.get(), plain.data(), plain.size(), sealed.data(),
                               sealed.size() - aes_gcm_tag_bytes);
    taken = 0;
    return ZSTD_isError(size) == 0;
  }
};

Result<std::unique_ptr<SealedFileReader>> SealedFileReader::open(const std::filesystem::path& path,
                                                                 std::size_t header_bytes,
                                                                 const KeyOf& key_of) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return file_error(path);
  struct stat about {};
  std::string header(header_bytes, '\0');
  if (::fstat(file, &about) != 0 || !read_all(file, 0, header.data(), header.size())) {
    ::close(file);
    return Error{Errc::corrupt, {}, path.string() + ": is cut short"};
  }
  const auto size = static_cast<std::uint64_t>(about.st_size);
  const SecretBytes key = key_of(header);
  return std::unique_ptr<SealedFileReader>(
      new SealedFileReader(file, size, std::move(header), key));
}

SealedFileReader::SealedFileReader(int file, std::uint64_t size, std::string header,
                                   const SecretBytes& key)
    : Archive(true),
      file_(file),
      size_(size),
      header_(std::move(header)),
      key_(key),
      offset_(header_.size()) {
  const unsigned ahead = std::max(std::thread::hardware_concurrency(), 2U);
  for (unsigned i = 0; i < ahead + 1; ++i) window_.push_back(std::make_unique<Chunk>());
}

SealedFileReader::~SealedFileReader() {
  window_.clear();
  ::close(file_);
}

void SealedFileReader::transfer(void* memory, std::size_t size) {
  auto* to = static_cast<unsigned char*>(memory);
  while (size > 0) {
    if ((current_ == nullptr || current_->taken == current_->size) && !take_chunk()) return fail();
    const std::size_t part = std::min(size, current_->size - current_->taken);
    std::memcpy(to, current_->plain.data() + current_->taken, part);
    current_->taken += part;
    to += part;
    size -= part;
  }
}

bool SealedFileReader::is_complete() {
  if (current_ == nullptr && !take_chunk()) fail();
  return !failed() && current_->taken == current_->size && offset_ == size_ && taken_ == begun_;
}

// The place of the one before is free for another then.
bool SealedFileReader::take_chunk() {
  open_ahead();
  if (taken_ == begun_) return false;
  current_ = &chunk(taken_++);
  return current_->opened.get();
}

// Fewer where the file does not go so far, or is damaged: whoever takes chunks then finds none.
void SealedFileReader::open_ahead() {
  while (begun_ < taken_ + window_.size()) {
    std::uint32_t sealed_bytes = 0;
    if (!read_all(file_, offset_, &sealed_bytes, sizeof sealed_bytes)) return;
    const std::uint64_t begin = offset_ + sizeof sealed_bytes;
    const std::size_t most = ZSTD_compressBound(sealed_chunk_bytes) + aes_gcm_tag_bytes;
    if (sealed_bytes > most || begin + sealed_bytes > size_) return;
    offset_ = begin + sealed_bytes;
    Chunk& place = chunk(begun_);
    place.sealed.resize(sealed_bytes);
    place.opened = std::async(
        std::launch::async, [this, &place, begin, chunk_no = begun_, is_last = offset_ == size_] {
          return place.open(file_, begin, terms_of_chunk(header_, key_, chunk_no, is_last));
        });
    ++begun_;
  }
}

}  // namespace rolecall
