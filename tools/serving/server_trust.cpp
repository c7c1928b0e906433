#include "tools/serving/server_trust.hpp"

#include <sodium.h>

#include "engine/secrets/passwords.hpp"
#include "tools/secret_file.hpp"

namespace rolecall {
namespace {

constexpr std::size_t secret_min_bytes = 32;

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
    auto secret = read_secret_file("--proxy-secret", options.proxy_secret_file);
    if (!secret) return secret.error();
    if (options.trust_username_header) service.proxy_secret = *std::move(secret);
  } else if (options.trust_username_header || is_demo) {
    service.proxy_secret = new_password();
  }
  if (options.connect_bootstrap_secret_file.empty()) return {};
  const std::string flag = "--connect-bootstrap-secret";
  const auto text = read_secret_file(flag, options.connect_bootstrap_secret_file);
  if (!text) return text.error();
  auto secret = decode_base64(flag, *text);
  if (!secret) return secret.error();
  service.connect_bootstrap_secret = *std::move(secret);
  return {};
}

}  // namespace rolecall
