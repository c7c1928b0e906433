#include "tests/api/support/tls_files.hpp"

#include <gtest/gtest.h>
#include <openssl/pem.h>

namespace rolecall::test {
namespace {

class TlsFilesTest : public testing::Test {
 protected:
  // "FLAG: what is wrong with its file"; empty: nothing is.
  std::string wrong() const {
    const auto loaded = Tls::load(written.files);
    return loaded ? "" : loaded.error().field + ": " + loaded.error().detail;
  }

  WrittenTls written;
};

TEST_F(TlsFilesTest, AreTakenWhereTheyBelongTogether) { EXPECT_EQ(wrong(), ""); }

TEST_F(TlsFilesTest, AreRefusedWhereTheyCannotBeRead) {
  std::filesystem::remove(written.files.certificate);
  EXPECT_EQ(wrong(), "--tls-cert: names a file that cannot be read: No such file or directory");
  written.write(written.authority.issue("localhost"));
  std::filesystem::remove(written.files.key);
  EXPECT_EQ(wrong(), "--tls-key: names a file that cannot be read: No such file or directory");
  written.write(written.authority.issue("localhost"));
  written.files.client_ca = written.folder.path() / "nothing";
  EXPECT_EQ(wrong(),
            "--tls-client-ca: names a file that cannot be read: No such file or directory");
}

TEST_F(TlsFilesTest, AreRefusedWhereTheyAreNoPem) {
  WrittenTls::write_file(written.files.certificate, "nonsense");
  EXPECT_EQ(wrong(),
            "--tls-cert: must name a file of PEM certificates, the server's own first (OpenSSL: no "
            "start line)");
  written.write(written.authority.issue("localhost"));
  WrittenTls::write_file(written.files.key, "nonsense");
  EXPECT_EQ(wrong().substr(0, 62),
            "--tls-key: must name a file with a PEM key that has no passphr");
  written.write(written.authority.issue("localhost"));
  written.files.client_ca = written.files.key;
  EXPECT_EQ(wrong().substr(0, 56), "--tls-client-ca: must name a file of PEM certificates (O");
}

std::string encrypt(const std::string& key_pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> plain(BIO_new_mem_buf(key_pem.data(), -1),
                                                            &BIO_free_all);
  const std::unique_ptr<EVP_PKEY, FreeCertificate> key(
      PEM_read_bio_PrivateKey(plain.get(), nullptr, nullptr, nullptr));
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> text(BIO_new(BIO_s_mem()), &BIO_free_all);
  const std::string passphrase = "passphrase";
  PEM_write_bio_PrivateKey(text.get(), key.get(), EVP_aes_128_cbc(),
                           reinterpret_cast<const unsigned char*>(passphrase.data()),
                           static_cast<int>(passphrase.size()), nullptr, nullptr);
  char* begin = nullptr;
  const long size = BIO_get_mem_data(text.get(), &begin);
  return {begin, static_cast<std::size_t>(size)};
}

// Nobody is there to be asked for it.
TEST_F(TlsFilesTest, AreRefusedWhereTheKeyHasAPassphrase) {
  const std::string encrypted = encrypt(written.authority.issue("localhost").key);
  ASSERT_NE(encrypted.find("ENCRYPTED"), encrypted.npos);
  WrittenTls::write_file(written.files.key, encrypted);
  EXPECT_NE(wrong().find("--tls-key: must name a file with a PEM key that has no passphrase"),
            std::string::npos)
      << wrong();
}

TEST_F(TlsFilesTest, AreRefusedWhereTheyAreOfTwoPairs) {
  WrittenTls::write_file(written.files.key, written.authority.issue("localhost").key);
  EXPECT_EQ(wrong(), "--tls-key: is not the key of the first certificate of --tls-cert");
}

TEST_F(TlsFilesTest, AreRefusedWhereEverybodyMayReadTheKey) {
  std::filesystem::permissions(written.files.key, std::filesystem::perms(0644));
  EXPECT_EQ(wrong(), "--tls-key: names a file that everybody may open; make its mode 0600 or 0640");
  std::filesystem::permissions(written.files.key, std::filesystem::perms(0640));
  EXPECT_EQ(wrong(), "");
}

TEST_F(TlsFilesTest, AreOutdatedFromTheirChangeToTheirReload) {
  const auto tls = Tls::load(written.files).value();
  EXPECT_FALSE(tls->is_outdated());
  const IssuedCertificate other = written.authority.issue("localhost");
  WrittenTls::write_file(written.files.certificate, other.certificate);
  EXPECT_TRUE(tls->is_outdated());
  EXPECT_EQ(tls->reload().error().field, "--tls-key") << "half of a pair";
  EXPECT_FALSE(tls->is_outdated()) << "it has been looked at";
  WrittenTls::write_file(written.files.key, other.key);
  EXPECT_TRUE(tls->is_outdated());
  EXPECT_TRUE(tls->reload());
  EXPECT_FALSE(tls->is_outdated());
  std::filesystem::remove(written.files.key);
  EXPECT_TRUE(tls->is_outdated());
}

}  // namespace
}  // namespace rolecall::test
