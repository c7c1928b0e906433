#include "engine/secrets/seal.hpp"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/hex.hpp"
#include "tests/support/known_keys.hpp"

namespace rolecall::test {
namespace {

const SubjectKey key = KnownKeys::known(KeyNo{1});
const SealBinding binding{*EventId::parse("018f3a5c-9e21-7b44-8d10-000000000501"),
                          *UserId::parse("018f3a5c-9e21-7b44-8d10-000000000101"), KeyNo{1},
                          EventType{1}, 1};

TEST(Seal, OpensUnderTheSameKeyAndBinding) {
  std::string opened = "before";
  ASSERT_TRUE(open_seal(key, binding, seal(key, binding, "ann@example.org"), opened));
  EXPECT_EQ(opened, "ann@example.org");
}

TEST(Seal, IsTheSameFromLibsodiumAndOpenssl) {
  ASSERT_EQ(best_aes_gcm(), AesGcm::libsodium) << "this processor has no AES: nothing to compare";
  for (std::size_t size = 0; size < 200; ++size) {
    const std::string plaintext(size, 'a');
    const std::string by_libsodium = seal(key, binding, plaintext, AesGcm::libsodium);
    const std::string by_openssl = seal(key, binding, plaintext, AesGcm::openssl);
    ASSERT_EQ(to_hex(by_libsodium), to_hex(by_openssl));
    std::string opened;
    ASSERT_TRUE(open_seal(key, binding, by_libsodium, opened, AesGcm::openssl));
    ASSERT_EQ(opened, plaintext);
    ASSERT_TRUE(open_seal(key, binding, by_openssl, opened, AesGcm::libsodium));
    ASSERT_EQ(opened, plaintext);
  }
}

TEST(Seal, SaysOfTheLengthOnlyHowManyBlocks) {
  EXPECT_EQ(seal(key, binding, "").size(), 32u);
  EXPECT_EQ(seal(key, binding, std::string(15, 'a')).size(), 32u);
  EXPECT_EQ(seal(key, binding, std::string(16, 'a')).size(), 48u);
}

class SealWith : public testing::TestWithParam<AesGcm> {
 protected:
  bool opens(const SubjectKey& with_key, const SealBinding& with_binding,
             std::string_view sealed) const {
    std::string opened = "before";
    const bool done = open_seal(with_key, with_binding, sealed, opened, GetParam());
    EXPECT_TRUE(done || opened.empty());
    return done;
  }
};
INSTANTIATE_TEST_SUITE_P(Ciphers, SealWith, testing::Values(AesGcm::libsodium, AesGcm::openssl));

TEST_P(SealWith, StaysShutUnderAnyOtherKeyOrBinding) {
  const std::string sealed = seal(key, binding, "ann@example.org");
  ASSERT_TRUE(opens(key, binding, sealed));
  EXPECT_FALSE(opens(KnownKeys::known(KeyNo{2}), binding, sealed));
  SealBinding other = binding;
  other.event.bytes[0] ^= 1;  // not in the nonce
  EXPECT_FALSE(opens(key, other, sealed));
  other = binding, other.event.bytes[15] ^= 1;
  EXPECT_FALSE(opens(key, other, sealed));
  other = binding, other.user.bytes[0] ^= 1;
  EXPECT_FALSE(opens(key, other, sealed));
  other = binding, other.key = KeyNo{2};
  EXPECT_FALSE(opens(key, other, sealed));
  other = binding, other.type = EventType{2};
  EXPECT_FALSE(opens(key, other, sealed));
  other = binding, other.version = 2;
  EXPECT_FALSE(opens(key, other, sealed));
}

TEST_P(SealWith, StaysShutWhenAnyByteIsChangedOrMissing) {
  const std::string sealed = seal(key, binding, "ann@example.org");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(opens(key, binding, changed)) << i;
    EXPECT_FALSE(opens(key, binding, std::string_view(sealed).substr(0, i))) << i;
  }
}

TEST_P(SealWith, WorksFromManyThreadsAtOnce) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([with = GetParam(), t] {
      for (int i = 0; i < 200; ++i) {
        const std::string text = std::to_string(t * 1000 + i);
        std::string opened;
        EXPECT_TRUE(open_seal(key, binding, seal(key, binding, text, with), opened, with));
        EXPECT_EQ(opened, text);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace rolecall::test
