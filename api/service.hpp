// What every dialect calls: commands to the writer, reads of the model, work that must not hold up
// an I/O thread, and who is calling.
//
// Threads: all from any.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/http/request_metrics.hpp"
#include "engine/commands/writer.hpp"
#include "engine/secrets/client_secrets.hpp"
#include "projections/directory.hpp"

namespace boost::asio {
class thread_pool;
}

namespace rolecall {

// Whoever a credential speaks for, as of the moment it was checked.
struct Caller {
  UserId user{};
  CredentialId key{};  // nil: no API key was used
  Capability capability = Capability::read;
  Role role = Role::viewer;  // of the user, or the lower one that the credential bears

  Actor actor() const { return {ActorKind::user, user, key}; }
};

// What the operator has set.
struct ServiceOptions {
  std::optional<std::uint32_t> seats;  // how many users may be active; nothing: no limit
  std::string bootstrap_token;  // opens an empty directory from anywhere; empty: nothing does
  bool trust_username_header = false;  // whether X-Username is a proof (Graph OLAP)
  std::string proxy_secret;  // which X-Rolecall-Proxy-Secret must then bring; empty: not asked for
  std::string connect_bootstrap_secret;  // of Posit Connect's tokens that open an empty directory
};

class Service {
 public:
  // Both must outlive the service. Commands need a directory that accepts them already.
  Service(Directory& directory, ClientSecrets& secrets);
  ~Service();  // finishes what runs in the background
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  Directory& directory() { return directory_; }
  const ReadModel& model() const { return directory_.model(); }
  ClientSecrets& secrets() { return secrets_; }
  RequestMetrics& metrics() { return metrics_; }

  ServiceOptions options;  // set before requests come

  // The caller that an API key stands for now: issued, not revoked, not expired, its owner active;
  // both are then seen to be in use. The secret has been checked before, by verify().
  Result<Caller> caller_of(const CredentialId& key);
  // The caller that a user is who has proved it in another way, as that dialect takes it.
  Result<Caller> caller_of(const UserId& user, Channel dialect);
  // Checks the secret of an API key as a client sends it.
  Result<CredentialId> verify(std::string_view api_key) const;

  void submit(CommandRequest request, Writer::Answer answer);
  // Reads of the log and other long work, on threads of their own.
  void in_background(std::function<void()> work);
  // The same for what may read all of the log, so that nothing short waits for it.
  void in_scan_pool(std::function<void()> work);
  // The reading of feeds, which take turns; and a place among those that may be open at once, as
  // long as it is kept. Null: all are taken.
  using FeedPlace = std::shared_ptr<void>;
  FeedPlace take_feed_place();
  void in_feed_pool(std::function<void()> work);
  // Hashing of passwords, a few at once. False: too many wait, and `work` is not done.
  bool in_password_pool(std::function<void()> work);

 private:
  Directory& directory_;
  ClientSecrets& secrets_;
  RequestMetrics metrics_;
  std::unique_ptr<boost::asio::thread_pool> background_;
  std::unique_ptr<boost::asio::thread_pool> scan_pool_;
  std::unique_ptr<boost::asio::thread_pool> feed_pool_;
  std::unique_ptr<boost::asio::thread_pool> password_pool_;
  std::shared_ptr<std::atomic<std::size_t>> feeds_open_;  // a place may outlive the service
  std::atomic<std::size_t> passwords_waiting_{0};
};

}  // namespace rolecall
