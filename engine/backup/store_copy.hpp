// A store's contents, passed through an archive (snapshot/archive.hpp): what its databases hold,
// not its pages, so that nothing that was deleted comes along.
//
//   number of databases, u32; for each: size of its name, u32 ‖ name ‖ number of entries, u64; for
//   each entry in the order of keys: size of the key, u32 ‖ size of the value, u32 ‖ both
//
// Threads: any.
#pragma once

#include <filesystem>
#include <span>

#include "engine/snapshot/archive.hpp"
#include "engine/storage/new_store.hpp"

namespace rolecall {

// One state of `store`: `meta` and `databases`.
Result<void> write_store(LmdbEnv& store, std::span<const StoreDatabase> databases, Archive& to);

// Makes a store of it in `directory`, which is not there; a database that is not in the archive is
// empty. `corrupt` where the archive fails, or holds what such a store does not have.
Result<void> read_store(Archive& from, std::span<const StoreDatabase> databases,
                        const std::filesystem::path& directory, const LmdbMap& map);

}  // namespace rolecall
