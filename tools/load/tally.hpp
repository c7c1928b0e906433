// What the connections of one thread have measured, or all of a job.
#pragma once

#include <cstdint>

#include "tools/load/latencies.hpp"

namespace rolecall::load {

struct Tally {
  Latencies latencies;        // of all answers, whatever they say
  std::uint64_t refused = 0;  // answers other than 2xx
  int first_refusal = 0;      // the status of one of them; 0: there is none
  std::uint64_t unsent = 0;   // due at a fixed rate, and given up

  std::uint64_t requests() const { return latencies.total() + unsent; }
  std::uint64_t errors() const { return refused + unsent; }

  void add(const Tally& other) {
    latencies.add(other.latencies);
    refused += other.refused;
    if (first_refusal == 0) first_refusal = other.first_refusal;
    unsent += other.unsent;
  }
};

}  // namespace rolecall::load
