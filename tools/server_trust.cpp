#include "tools/server_trust.hpp"

#include <cstdio>
#include <fstream>
#include <sys/stat.h>

#include <sodium.h>

#include "engine/secrets/passwords.hpp"

namespace rolecall {
namespace {

constexpr std::size_t secret_min_bytes = 32;
constexpr std::size_t secret_max_bytes = 4096;

// The file's text without the white space around it.
Result<std::string> read_secret(const std::string& flag, const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) == 0 && (about.st_mode & 077) != 0) {
    return invalid(flag, "names a file that others may read; make its mode 0600");
  }
  std::ifstream file(path, std::ios::binary);
  std::string text(secret_max_bytes + 1, '\0');
  if (!file) return Error{Errc::not_found, flag, "names no file that can be read"};
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  constexpr const char* space = " \t\r\n";
  text.erase(text.find_last_not_of(space) + 1);
  text.erase(0, text.find_first_not_of(space));
  if (text.size() < secret_min_bytes || text.size() > secret_max_bytes) {
    return invalid(flag, "must name a file of 32 to 4096 bytes");
  }
  return text;
}

Result<std::string> decode_base64(const std::string& flag, const std::string& text) {
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), " \r\n", &size, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0) {
    return invalid(flag, "must name a file of base64");
  }
  bytes.resize(size);
  if (size < secret_min_bytes) return invalid(flag, "must hold 32 bytes at least, as base64");
  return bytes;
}

}  // namespace

Result<void> set_trust(const ServeOptions& options, bool is_demo, ServiceOptions& service) {
  if (!options.proxy_secret_file.empty()) {
    auto secret = read_secret("--proxy-secret", options.proxy_secret_file);
    if (!secret) return secret.error();
    if (options.trust_username_header) service.proxy_secret = *std::move(secret);
  } else if (options.trust_username_header || is_demo) {
    service.proxy_secret = new_password();
  }
  if (options.connect_bootstrap_secret_file.empty()) return {};
  const std::string flag = "--connect-bootstrap-secret";
  const auto text = read_secret(flag, options.connect_bootstrap_secret_file);
  if (!text) return text.error();
  auto secret = decode_base64(flag, *text);
  if (!secret) return secret.error();
  service.connect_bootstrap_secret = *std::move(secret);
  return {};
}

}  // namespace rolecall
