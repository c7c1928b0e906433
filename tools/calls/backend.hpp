// What answers a verb: a data folder that is opened in this process, or a server. Both do it by the
// routes of the native dialect, so that the command line and HTTP never differ.
//
// Threads: one.
#pragma once

#include <memory>
#include <string>

#include "engine/result.hpp"
#include "engine/storage/lmdb_env.hpp"
#include "tools/calls/call.hpp"
#include "tools/verbs.hpp"

namespace rolecall {

class Backend {
 public:
  virtual ~Backend() = default;

  // What is refused, or cannot be asked at all, is the error.
  virtual Result<CallAnswer> call(const Call& call) = 0;

  // Lines of events behind the parameter `after`; where there is none waits for one, for a second
  // or so. The answer's position is the next `after`.
  virtual Result<CallAnswer> wait_for_events(const CallParameters& parameters) = 0;

  // Where it is, for people: "at https://people.example.org" or "in ./people".
  virtual std::string place() const = 0;
};

// By what `common` says: --data, --server or --profile; else the environment's ROLECALL_SERVER or
// ROLECALL_PROFILE; else where one is logged in, or ./rolecall-data, and where there are both the
// choice is refused. `mode` is for a folder: read_write takes changes, and no other process may.
Result<std::unique_ptr<Backend>> open_backend(const Common& common, LmdbMode mode);

}  // namespace rolecall
