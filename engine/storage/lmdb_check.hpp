// Whether a store's file is sound, before LMDB follows what is in it: LMDB believes its file, and
// what it finds in a damaged one is a signal, an abort, or silence.
//
// Looked at are both meta pages, which must be those of two commits in a row; that the file is as
// long as the pages in use; that each page is used once, or free; the list of free pages; the list
// of databases; and of each tree all branches: page numbers, bounds, order of keys, counts. So no
// single commit, database or page can go missing. `whole`: the same of the leaves and of what lies
// on overflow pages; a large log is left its leaves, which are checked as they are read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "engine/result.hpp"

namespace rolecall {

enum class LmdbCheck : std::uint8_t { none, branches, whole };

// Checks the state that a transaction has left, which must not be written over meanwhile: that of
// an open read transaction, or of a file that nobody writes. Nothing: it is not one of the file's
// two any more, as a writer in another process has gone on; ask again about a newer one. Else what
// is wrong; empty: nothing is.
std::optional<std::string> find_damage(const std::filesystem::path& file, std::uint64_t transaction,
                                       LmdbCheck how);

}  // namespace rolecall
