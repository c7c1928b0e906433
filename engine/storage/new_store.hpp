// Making a store: aside, as DIRECTORY.new, which gets its name when all of it is durable. Whatever
// cuts that short, there is no store or a whole one; and so a store that lacks something is
// damaged.
//
// Threads: one at a time for each directory; whoever makes one holds the data folder's lock.
#pragma once

#include <filesystem>
#include <functional>

#include "engine/storage/lmdb_env.hpp"

namespace rolecall {

// What a store has beside `meta`, as its class tells it.
struct StoreDatabase {
  const char* name;
  LmdbKeys keys;
};

// `fill` makes what belongs into it. `already_exists`: there is a store in `directory`.
Result<void> make_store(const std::filesystem::path& directory,
                        const std::function<Result<void>(LmdbEnv&)>& fill,
                        const LmdbMap& map = std::size_t{1} << 24);

// Takes away what a making that was cut short has left.
Result<void> remove_unfinished_store(const std::filesystem::path& directory);

// With mode 0700; its entry is durable. Nothing happens where it is there.
Result<void> make_directory(const std::filesystem::path& directory);

}  // namespace rolecall
