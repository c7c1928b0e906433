// Measures rolecall and a peer in turns.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bench/peers/peer.hpp"
#include "tools/load/driver.hpp"

namespace rolecall::peers {

// One run of a job.
struct Sample {
  double per_second = 0;     // operations
  double server_cpu_us = 0;  // of all processes of the server, per operation
  double p50_us = 0;
  double p99_us = 0;
};

struct Comparison {
  Job job;
  std::string peer;
  std::vector<Sample> ours, theirs;  // as many; those with one index were neighbours in time
};

struct Course {
  unsigned pairs = 15;
  double seconds = 0.4;  // of each run
};

// A server with whom it is asked about: the questions of a job, each of them checked to have been
// understood before anything is measured.
class Measured {
 public:
  // Fails where the server answers one of the first questions with something else than it must.
  static Result<Measured> prepare(const Peer& peer, const Job& job,
                                  const std::vector<Topic>& topics, std::uint64_t& next_created);
  // Fails where an answer is a refusal, or none comes.
  Result<Sample> run(double seconds);

 private:
  Measured(const Peer& peer, const Job& job, std::uint64_t& next_created)
      : peer_(&peer), job_(job), next_created_(&next_created) {}
  bool append_next(std::string& out);

  const Peer* peer_;
  Job job_;
  std::uint64_t* next_created_;  // of the people whom this server has not got yet
  std::vector<std::string> requests_;
  std::size_t next_ = 0;  // of requests_
};

// `peers` without rolecall; `told` hears of each comparison as it is done. Fails as Measured does,
// and names server and job.
Result<std::vector<Comparison>> compare_all(const Peer& rolecall,
                                            const std::vector<std::unique_ptr<Peer>>& peers,
                                            const Filled& filled, const Course& course,
                                            const std::function<void(const Comparison&)>& told);

}  // namespace rolecall::peers
