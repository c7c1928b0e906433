// Certificates for tests, made when they are needed.
#pragma once

#include <memory>
#include <string>

#include <openssl/x509.h>

namespace rolecall::test {

struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

// Each of PEM.
struct IssuedCertificate {
  std::string certificate;
  std::string key;
};

// Signs itself, or is signed by another one.
class CertificateAuthority {
 public:
  explicit CertificateAuthority(const std::string& name, CertificateAuthority* signer = nullptr);

  const std::string& certificate() const { return pem_; }
  // For localhost and 127.0.0.1.
  IssuedCertificate issue(const std::string& name);

 private:
  using Certificate = std::unique_ptr<X509, FreeCertificate>;
  using Key = std::unique_ptr<EVP_PKEY, FreeCertificate>;

  Certificate sign(const std::string& name, EVP_PKEY* key, bool is_authority);

  Key key_;
  Certificate certificate_;
  std::string pem_;
};

}  // namespace rolecall::test
