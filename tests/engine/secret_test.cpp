// What is secret is not there any more when it is gone.
#include "engine/secrets/secret.hpp"

#include <algorithm>
#include <fcntl.h>
#include <optional>
#include <unistd.h>
#include <utility>

#include <gtest/gtest.h>

#include "engine/secrets/api_key.hpp"
#include "engine/secrets/key_chunk.hpp"

namespace rolecall::test {
namespace {

constexpr std::uint8_t mark = 0xa7;

SecretBytes marked_bytes() {
  SecretBytes bytes;
  bytes.fill(mark);
  return bytes;
}

SecretText marked_text() { return SecretText(std::string(1000, static_cast<char>(mark))); }

class Secret : public testing::Test {
 protected:
  ~Secret() override { ::close(memory); }

  // How much of the memory there is marked, whoever it belongs to by now.
  std::ptrdiff_t marks(const void* at, std::size_t size) const {
    std::array<std::uint8_t, 8192> bytes;
    EXPECT_LE(size, bytes.size());
    EXPECT_EQ(::pread(memory, bytes.data(), size, reinterpret_cast<off_t>(at)), ssize_t(size));
    return std::count(bytes.begin(), bytes.begin() + size, mark);
  }
  template <class T>
  void expect_wiped(const T& value) const {
    std::optional<T> held(value);
    const T* const at = &*held;
    EXPECT_GE(marks(at, sizeof(T)), 32);
    held.reset();
    EXPECT_EQ(marks(at, sizeof(T)), 0);
  }

  const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
};

TEST_F(Secret, BytesAreWiped) {
  expect_wiped(marked_bytes());
  expect_wiped(SubjectKey{marked_bytes()});
  expect_wiped(ApiKey{{}, marked_bytes()});
}

TEST_F(Secret, ChunksOfKeysAreWiped) {
  std::optional<KeyChunk> chunk(std::in_place);
  for (SubjectKey& key : chunk->keys) key = {marked_bytes()};
  const KeyChunk* const at = &*chunk;
  EXPECT_EQ(marks(at, sizeof *at), sizeof *at);
  chunk.reset();
  EXPECT_EQ(marks(at, sizeof *at), 0);
}

TEST_F(Secret, TextsAreWiped) {
  std::optional<SecretText> text(marked_text());
  const std::string_view held = *text;
  EXPECT_EQ(held, std::string(1000, static_cast<char>(mark)));
  EXPECT_EQ(marks(held.data(), held.size()), 1000);
  text.reset();
  EXPECT_EQ(marks(held.data(), held.size()), 0);
}

TEST_F(Secret, TextsAreWipedWhereAnotherTakesTheirPlace) {
  SecretText text = marked_text();
  const std::string_view held = text;
  text = SecretText("another");
  EXPECT_EQ(std::string_view(text), "another");
  EXPECT_EQ(marks(held.data(), held.size()), 0);
}

TEST_F(Secret, TextsLeaveNothingWhereTheyAreMovedFrom) {
  SecretText text("short");
  const SecretText moved(std::move(text));
  EXPECT_EQ(std::string_view(moved), "short");
  EXPECT_EQ(std::string_view(text), "");  // NOLINT(bugprone-use-after-move)
  const SecretText copy = moved;
  EXPECT_EQ(std::string_view(copy), "short");
}

}  // namespace
}  // namespace rolecall::test
