#include "engine/secrets/master_key.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <new>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <sodium.h>

#include "engine/secrets/private_file.hpp"
#include "engine/storage/durable_file.hpp"

namespace rolecall {
namespace {

constexpr std::size_t digits = 64;
constexpr std::string_view id_context = "rolecall-master-key-id";

std::uint32_t id_of(const MasterKey::Bytes& key) {
  crypto_generichash_state state;
  std::array<std::uint8_t, 32> hash;
  crypto_generichash_init(&state, nullptr, 0, hash.size());
  crypto_generichash_update(&state, reinterpret_cast<const std::uint8_t*>(id_context.data()),
                            id_context.size());
  crypto_generichash_update(&state, key.data(), key.size());
  crypto_generichash_final(&state, hash.data(), hash.size());
  wipe(&state, sizeof state);
  std::uint32_t id = 0;
  std::memcpy(&id, hash.data(), sizeof id);
  return id;
}

// An open file, closed at the end; the text in it, wiped at the end.
struct OpenFile {
  explicit OpenFile(int opened) : descriptor(opened) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor >= 0) ::close(descriptor);
    wipe(text.data(), text.size());
  }

  int descriptor;
  std::array<char, digits + 2> text{};  // digits, newline, and room to see that there is more
};

Error refused(const std::filesystem::path& file, std::string_view why) {
  return invalid("master_key", file.string() + ": " + std::string(why));
}

// Where a symbolic link leads, e.g. to another file system: that is where the key belongs.
std::filesystem::path behind_links(const std::filesystem::path& file) {
  std::error_code ignored;
  return std::filesystem::weakly_canonical(std::filesystem::absolute(file), ignored);
}

}  // namespace

void MasterKey::Free::operator()(Bytes* bytes) const { sodium_free(bytes); }

// Libsodium locks what it can: where that fails, the memory is there all the same.
MasterKey::Held MasterKey::hold() {
  void* const memory = sodium_init() < 0 ? nullptr : sodium_malloc(sizeof(Bytes));
  if (memory == nullptr) throw std::bad_alloc();
  return Held(::new (memory) Bytes);
}

MasterKey::MasterKey(Held bytes) : bytes_(std::move(bytes)), id_(id_of(*bytes_)) {}

MasterKey::MasterKey(const Bytes& bytes)
    : MasterKey([&] {
        Held held = hold();
        *held = bytes;
        return held;
      }()) {}

SecretBytes MasterKey::derive(std::string_view purpose) const {
  SecretBytes derived;
  crypto_generichash(derived.data(), derived.size(),
                     reinterpret_cast<const std::uint8_t*>(purpose.data()), purpose.size(),
                     bytes_->data(), bytes_->size());
  return derived;
}

Result<MasterKey> MasterKey::load(const std::filesystem::path& path) {
  if (sodium_init() < 0) return Error{Errc::unavailable, {}, "libsodium does not start"};
  OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.descriptor < 0) return file_error(path);
  struct stat about {};
  if (::fstat(file.descriptor, &about) != 0) return file_error(path);
  if (!S_ISREG(about.st_mode)) return refused(path, "no regular file");
  if (!is_private(path, about)) return refused(path, "others may read it; make its mode 0600");

  const ssize_t size = ::read(file.descriptor, file.text.data(), file.text.size());
  if (size < 0) return file_error(path);
  Held bytes = hold();
  std::size_t decoded = 0;
  if (size != digits + 1 || file.text[digits] != '\n' ||
      sodium_hex2bin(bytes->data(), bytes->size(), file.text.data(), digits, nullptr, &decoded,
                     nullptr) != 0 ||
      decoded != bytes->size()) {
    return refused(path, "no key: it is 64 hex digits and a newline");
  }
  return MasterKey(std::move(bytes));
}

// Written beside and linked, so that a crash leaves no half of a key under its name, and of two who
// make one at once the first one's is the key of both.
Result<MasterKey> MasterKey::create(const std::filesystem::path& path) {
  if (sodium_init() < 0) return Error{Errc::unavailable, {}, "libsodium does not start"};
  const Error is_there{Errc::already_exists, "master_key", path.string() + ": is there already"};
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored)) return is_there;
  Held bytes = hold();
  randombytes_buf(bytes->data(), bytes->size());
  MasterKey key(std::move(bytes));

  std::string unfinished = path.string() + ".new-XXXXXX";
  OpenFile file(::mkostemp(unfinished.data(), O_CLOEXEC));  // with mode 0600
  if (file.descriptor < 0) return file_error(path);
  sodium_bin2hex(file.text.data(), file.text.size(), key.bytes().data(), key.bytes().size());
  file.text[digits] = '\n';
  if (::write(file.descriptor, file.text.data(), digits + 1) != digits + 1 ||
      ::fsync(file.descriptor) != 0 || ::link(unfinished.c_str(), path.c_str()) != 0) {
    const Error error = errno == EEXIST ? is_there : file_error(path);
    std::filesystem::remove(unfinished, ignored);
    return error;
  }
  std::filesystem::remove(unfinished, ignored);
  const std::filesystem::path parent = std::filesystem::absolute(path).parent_path();
  if (auto synced = sync_directory(parent); !synced) return synced.error();
  return key;
}

Result<MasterKey> MasterKey::load_or_create(const std::filesystem::path& file) {
  auto made = create(file);
  const bool is_there = !made && made.error().code == Errc::already_exists;
  return is_there ? load(file) : std::move(made);
}

std::filesystem::path MasterKey::next_file(const std::filesystem::path& file) {
  return behind_links(file).string() + ".next";
}

Result<void> MasterKey::put_next_in_place(const std::filesystem::path& file) {
  const std::filesystem::path place = behind_links(file);
  if (::rename(next_file(file).c_str(), place.c_str()) != 0) return file_error(place);
  return sync_directory(place.parent_path());
}

Result<std::filesystem::path> MasterKey::keep(const std::filesystem::path& file) const {
  std::array<char, 10> suffix;
  std::snprintf(suffix.data(), suffix.size(), ".%08x", id_);
  const std::filesystem::path place = behind_links(file);
  std::filesystem::path kept = place;
  kept += suffix.data();
  if (::link(place.c_str(), kept.c_str()) != 0 && errno != EEXIST) return file_error(kept);
  return kept;
}

}  // namespace rolecall
