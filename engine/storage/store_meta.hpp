// The `meta` database in every store of ours: names and values are text, so that `mdb_dump -p`
// alone tells what a lone file is.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "engine/storage/lmdb_env.hpp"

namespace rolecall {

inline constexpr unsigned store_format = 1;

// Opens `meta` and checks its format. `conflict`: a newer one.
Result<LmdbDatabase> open_meta(LmdbEnv& env, std::string_view store);

using MetaEntry = std::pair<std::string_view, std::string_view>;
// Makes `meta` with its format and these entries.
Result<void> create_meta(LmdbEnv& env, std::span<const MetaEntry> entries);

// `corrupt` where there is no such entry, or no number.
Result<std::string> meta_text(const LmdbRead& txn, LmdbDatabase meta, std::string_view name);
Result<std::uint64_t> meta_number(const LmdbRead& txn, LmdbDatabase meta, std::string_view name);
// Of an entry that older stores do not have.
Result<std::uint64_t> meta_number_or(std::uint64_t otherwise, const LmdbRead& txn,
                                     LmdbDatabase meta, std::string_view name);

}  // namespace rolecall
