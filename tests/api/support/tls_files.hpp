// A server's certificate and key as files, and whoever signed them.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "api/http/tls.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {

struct WrittenTls {
  WrittenTls() { write(authority.issue("localhost")); }

  void write(const IssuedCertificate& issued) const {
    write_file(files.certificate, issued.certificate);
    write_file(files.key, issued.key);
  }
  // Another file of that name, for its owner alone.
  static void write_file(const std::string& path, const std::string& text) {
    const std::string made = path + ".new";
    std::ofstream(made) << text;
    std::filesystem::permissions(made, std::filesystem::perms(0600));
    std::filesystem::rename(made, path);
  }

  TemporaryDirectory folder;
  CertificateAuthority authority{"the authority"};
  TlsFiles files{folder.path() / "cert.pem", folder.path() / "key.pem", {}};
};

}  // namespace rolecall::test
