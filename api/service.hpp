// What every dialect calls: commands to the writer, reads of the model, work that must not hold up
// an I/O thread, and who is calling.
//
// Threads: all from any.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/guess_throttle.hpp"
#include "api/http/request_metrics.hpp"
#include "api/places.hpp"
#include "api/pool.hpp"
#include "api/refused_credentials.hpp"
#include "api/used_tokens.hpp"
#include "engine/limits.hpp"
#include "engine/secrets/client_secrets.hpp"
#include "engine/writer/writer.hpp"
#include "projections/directory/directory.hpp"

namespace rolecall {

// Whoever a credential speaks for, as of the moment it was checked.
struct Caller {
  UserId user{};
  CredentialId key{};  // nil: no API key was used
  Capability capability = Capability::read;
  Role role = Role::viewer;  // of the user, or the lower one that the credential bears

  // Whoever holds the data folder and its master key, in a process of their own.
  static Caller of_operator();
  bool is_operator() const { return user.is_nil(); }
  Actor actor() const {
    return is_operator() ? Actor{ActorKind::op, {}, {}} : Actor{ActorKind::user, user, key};
  }
};

inline Caller Caller::of_operator() { return {{}, {}, Capability::manage, top_role}; }

// What the operator has set.
struct ServiceOptions {
  std::optional<std::uint32_t> seats;  // how many users may be active; nothing: no limit
  std::string bootstrap_token;  // opens an empty directory from anywhere; empty: nothing does
  // With which X-Username is a proof (Graph OLAP), as X-Rolecall-Proxy-Secret; empty: it is none.
  std::string proxy_secret;
  std::vector<std::string> realms;       // what Keycloak's clients may call it; empty: anything
  std::string connect_bootstrap_secret;  // of Posit Connect's tokens that open an empty directory
};

class Service {
 public:
  // Both must outlive the service. Commands need a directory that accepts them already. `now`: what
  // time it is for those who guess.
  Service(Directory& directory, ClientSecrets& secrets,
          GuessThrottle::Now now = &GuessThrottle::Clock::now);
  // Stops the writer, the changes of secrets and what runs in the background. Each may still hand
  // work to the others, which then refuse it.
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  Directory& directory() { return directory_; }
  const ReadModel& model() const { return directory_.model(); }
  ClientSecrets& secrets() { return secrets_; }
  RequestMetrics& metrics() { return metrics_; }
  GuessThrottle& guesses() { return guesses_; }
  UsedTokens& used_tokens() { return used_tokens_; }
  RefusedCredentials& refused_credentials() { return refused_credentials_; }

  ServiceOptions options;  // set before requests come

  // The caller that an API key stands for now: issued, not revoked, not expired, its owner active;
  // both are then seen to be in use. The secret has been checked before, by verify().
  Result<Caller> caller_of(const CredentialId& key);
  // The caller that a user is who has proved it in another way, as that dialect takes it.
  Result<Caller> caller_of(const UserId& user, Channel dialect);
  // Checks the secret of an API key as a client sends it.
  Result<CredentialId> verify(std::string_view api_key) const;

  void submit(CommandRequest request, Writer::Answer answer);
  // Threads for work that must not hold up an I/O thread, by what it waits for: none of them waits
  // for another, nor for the writer.
  struct Pools {
    Pool log;        // a few reads of the log: histories, role changes
    Pool computing;  // lists that are sorted or filtered, the state, differences
    Pool scans;      // what may read all of the log, or answers with all there is
    Pool feeds;
    Pool guesses{{.threads = limits::password_guesses_max,
                  .waiting_max = limits::password_waiting_max,
                  .waiting_of_caller_max = limits::password_waiting_of_name_max}};
    // Passwords, too, but of callers who have proved themselves: guesses do not hold them up.
    Pool passwords{{.threads = 1}};
  };
  Pools& pools() { return pools_; }

  // A place among the feeds, or the long answers, that may be under way at once. Null: all that
  // there are for this caller are taken.
  Place take_feed_place(const Uuid& caller) { return feeds_.take(caller); }
  std::size_t feeds() const { return feeds_.taken(); }
  Place take_long_answer_place(const Uuid& caller) { return long_answers_.take(caller); }

 private:
  Directory& directory_;
  ClientSecrets& secrets_;
  RequestMetrics metrics_;
  GuessThrottle guesses_;
  UsedTokens used_tokens_;
  RefusedCredentials refused_credentials_;
  Places feeds_{limits::feeds_max, limits::feeds_max};
  Places long_answers_{limits::long_answers_max, limits::long_answers_of_caller_max};
  Pools pools_;
};

}  // namespace rolecall
