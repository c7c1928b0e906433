// A server as what answers a verb, in the name of whoever's API key is used.
#pragma once

#include <memory>

#include "engine/secrets/secret.hpp"
#include "tools/calls/backend.hpp"
#include "tools/calls/https_client.hpp"

namespace rolecall {

// Where a server is, and how one is known there.
struct ServerAccess {
  std::string url;
  SecretText api_key;   // empty: none
  std::string ca_file;  // empty: the authorities of the system
};

class ServerBackend : public Backend {
 public:
  // Does not ask the server anything yet. `invalid_argument`: the URL, or the CA file.
  static Result<std::unique_ptr<ServerBackend>> make(const ServerAccess& access);

  Result<CallAnswer> call(const Call& call) override;
  Result<CallAnswer> wait_for_events(const CallParameters& parameters) override;
  std::string place() const override { return "at " + access_.url; }

 private:
  ServerBackend(ServerAccess access, std::unique_ptr<HttpsClient> client)
      : access_(std::move(access)), client_(std::move(client)) {}

  const ServerAccess access_;
  const std::unique_ptr<HttpsClient> client_;
};

}  // namespace rolecall
