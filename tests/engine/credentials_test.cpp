#include "engine/secrets/credentials.hpp"

#include <memory>
#include <thread>

#include <gtest/gtest.h>

#include "engine/wait_for.hpp"
#include "tests/support/io_faults.hpp"
#include "tests/support/records.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {
namespace {

TEST(ApiKeyText, IsReadAsItIsWritten) {
  ApiKey key{CredentialId(uuid_number(0xab)), {}};
  key.secret.fill(0x01);
  const std::string text(format_api_key(key));
  std::string expected = "rck_";
  for (int i = 0; i < 16; ++i) expected += "ab";
  for (int i = 0; i < 32; ++i) expected += "01";
  EXPECT_EQ(text, expected);
  const ApiKey read = parse_api_key(text).value();
  EXPECT_EQ(read.id, key.id);
  EXPECT_EQ(read.secret, key.secret);
}

TEST(ApiKeyText, IsReadStrictly) {
  const std::string text(format_api_key({CredentialId(uuid_number(0xab)), new_api_key().secret}));
  std::string upper = text;
  upper[4] = 'A';
  std::string no_hex = text;
  no_hex[50] = 'g';
  for (const std::string& wrong : {std::string(), std::string("rck_"), text.substr(1), text + "0",
                                   text.substr(0, 99), " " + text, text + "\n", upper, no_hex,
                                   "RCK_" + text.substr(4), text + std::string(1, '\0')}) {
    EXPECT_FALSE(parse_api_key(wrong)) << wrong;
  }
}

TEST(ApiKeyText, HoldsAnotherSecretEachTime) {
  EXPECT_NE(new_api_key().secret, new_api_key().secret);
}

class CredentialsTest : public testing::Test {
 protected:
  static constexpr std::size_t map_size_bytes = std::size_t{1} << 24;
  CredentialsTest()
      : store(SecretsStore::create(directory.path(), uuid_number(1), 1, map_size_bytes).value()) {
    open();
  }

  void open() {
    writer = std::make_unique<SecretsWriter>(*store);
    credentials = Credentials::open(*store, *writer).value();
  }
  void reopen() {
    writer->stop();  // its changes are of the credentials
    credentials.reset();
    writer.reset();
    store.reset();
    store = SecretsStore::open(directory.path(), LmdbMode::read_write, uuid_number(1), 1,
                               map_size_bytes)
                .value();
    open();
  }
  Result<void> put(const ApiKey& one) {
    return wait_for<void>([&](const auto& done) { credentials->put(one, done); });
  }
  static ApiKey key(std::uint8_t n) { return {CredentialId(uuid_number(n)), new_api_key().secret}; }

  TemporaryDirectory directory;
  std::unique_ptr<SecretsStore> store;
  std::unique_ptr<Credentials> credentials;
  std::unique_ptr<SecretsWriter> writer;  // goes first
};

TEST_F(CredentialsTest, KnowWhatWasPut) {
  const ApiKey ann = key(1);
  const ApiKey bob = key(2);
  ASSERT_TRUE(put(ann).has_value());
  ASSERT_TRUE(put(bob).has_value());
  for (int round = 0; round < 2; ++round) {
    EXPECT_TRUE(credentials->check(ann));
    EXPECT_TRUE(credentials->check(bob));
    EXPECT_FALSE(credentials->check({ann.id, bob.secret}));
    EXPECT_FALSE(credentials->check(key(3)));
    reopen();
  }
}

TEST_F(CredentialsTest, ForgetWhatWasErased) {
  const ApiKey ann = key(1);
  ASSERT_TRUE(put(ann).has_value());
  credentials->erase(ann.id);
  credentials->erase(ann.id);
  EXPECT_FALSE(credentials->check(ann));
  reopen();
  EXPECT_FALSE(credentials->check(ann));
}

TEST_F(CredentialsTest, GoWhereNobodyKnowsThem) {
  const ApiKey ann = key(1);
  const ApiKey bob = key(2);
  ASSERT_TRUE(put(ann).has_value());
  ASSERT_TRUE(put(bob).has_value());
  ASSERT_TRUE(credentials->keep_only([&](CredentialId id) { return id == bob.id; }).has_value());
  for (int round = 0; round < 2; ++round) {
    EXPECT_FALSE(credentials->check(ann));
    EXPECT_TRUE(credentials->check(bob));
    reopen();
  }
}

TEST_F(CredentialsTest, KeepOnlyTheHashOfASecret) {
  const ApiKey ann = key(1);
  ASSERT_TRUE(put(ann).has_value());
  const auto api_keys = store->database("api_keys", LmdbKeys::bytes).value();
  const auto txn = store->read().value();
  const std::string_view id(reinterpret_cast<const char*>(ann.id.bytes.data()), 16);
  const std::string_view secret(reinterpret_cast<const char*>(ann.secret.data()), 32);
  EXPECT_EQ(txn.get(api_keys, id).value().value(), bytes_of(sha256({secret})));
}

TEST_F(CredentialsTest, TakeAFailedPutAgain) {
  const ApiKey ann = key(1);
  fail_next_sync();
  EXPECT_EQ(put(ann).error().code, Errc::unavailable);
  stop_failing_io();
  EXPECT_FALSE(credentials->check(ann));
  ASSERT_TRUE(put(ann).has_value());
  reopen();
  EXPECT_TRUE(credentials->check(ann));
}

TEST_F(CredentialsTest, AreCheckedFromManyThreadsWhileTheyChange) {
  const ApiKey ann = key(1);
  ASSERT_TRUE(put(ann).has_value());
  const auto check = [&] {
    for (int i = 0; i < 2000; ++i) EXPECT_TRUE(credentials->check(ann));
  };
  std::thread one(check);
  std::thread two(check);
  for (std::uint8_t n = 2; n < 20; ++n) EXPECT_TRUE(put(key(n)).has_value());
  one.join();
  two.join();
}

}  // namespace
}  // namespace rolecall::test
