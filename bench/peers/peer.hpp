// A server that is compared: how it is asked, in its own protocol.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "bench/peers/job.hpp"
#include "tools/load/protocol.hpp"

namespace rolecall::peers {

// Where a server is, on this machine.
struct Place {
  unsigned short port = 0;
  pid_t process = 0;  // the one from which all of the server's descend
};

struct Question {
  std::string request;
  std::vector<std::string> says;  // parts of the answer
  std::size_t rows = 0;           // at least, as rows_in finds them
  std::size_t (*rows_in)(std::string_view answer) = nullptr;
};

// Threads: one.
class Peer {
 public:
  Peer(std::string name, const Place& place, load::Protocol protocol)
      : name_(std::move(name)), place_(place), protocol_(std::move(protocol)) {}
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  virtual ~Peer() = default;

  const std::string& name() const { return name_; }
  const Place& place() const { return place_; }
  const load::Protocol& protocol() const { return protocol_; }

  virtual bool can(const Job& job) const = 0;
  // About a topic of a job that it can do; `number` is of no other question that is asked
  // meanwhile.
  virtual Question ask(const Topic& topic, std::uint32_t number) const = 0;
  // The person of the population with that number becomes a user; nobody is created twice. What its
  // answer must say is added to `says` where that is wanted.
  virtual void append_create(std::string& out, std::uint64_t number,
                             std::vector<std::string>* says = nullptr) const = 0;

 private:
  std::string name_;
  Place place_;
  load::Protocol protocol_;
};

// `filled` must outlive them. What is created in Redis and by our limit has the length of one of
// rolecall's records.
std::unique_ptr<Peer> rolecall_peer(const Place& place, const Filled& filled, std::string api_key);
std::unique_ptr<Peer> limits_peer(const Place& place, const Filled& filled);
std::unique_ptr<Peer> nginx_peer(const Place& place, const Filled& filled);
std::unique_ptr<Peer> redis_peer(const Place& place, const Filled& filled);
std::unique_ptr<Peer> postgres_peer(const Place& place, const Filled& filled);
std::unique_ptr<Peer> slapd_peer(const Place& place, const Filled& filled);

}  // namespace rolecall::peers
