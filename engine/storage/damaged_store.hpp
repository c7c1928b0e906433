// What is said of a store whose file is damaged: which one it is, and what to do.
//
// LMDB follows what is in its file. What find_damage() (lmdb_check.hpp) cannot see ahead of time,
// because only a read of all of it would, or because a disk fails later, comes as SIGSEGV, SIGBUS
// or a failed assertion of LMDB's. Inside a transaction these end the process with a message
// instead: nothing that is read from there on can be trusted.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "engine/result.hpp"

namespace rolecall {

// `corrupt`: "NAME: WHAT; DIRECTORY is damaged: put it back from a backup". That of `activity` may
// be deleted instead.
Error damaged_store(const std::filesystem::path& directory, std::string_view what);

// While one lives, a signal that memory gives ends the process as above, if it comes on its thread:
// it says `note`, which must stay.
class StoreInUse {
 public:
  explicit StoreInUse(const char* note);
  StoreInUse(StoreInUse&& other) noexcept : place_(std::exchange(other.place_, nullptr)) {}
  StoreInUse& operator=(StoreInUse&&) = delete;
  ~StoreInUse();

 private:
  const char** place_;
};

// From now on SIGSEGV and SIGBUS are looked at. Outside of transactions they do what they did.
void catch_damage();

// Says which store the thread is reading, and ends the process. Async-signal-safe.
[[noreturn]] void end_by_damage();

}  // namespace rolecall
