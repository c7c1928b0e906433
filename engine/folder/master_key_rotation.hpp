// Another master key in the place of the one there is: what that wraps is wrapped anew, the log
// stays as it is.
//
// Order: the former key is kept as FILE.ID, and the new one lies in FILE.next, before anything is
//        wrapped under it; all is wrapped anew in one commit; then FILE.next becomes FILE. Cut
//        short before the commit FILE opens the secrets as before, and the next rotation takes the
//        key in FILE.next; behind it DataFolder::open takes FILE.next for FILE, and whoever opens
//        to write ends the rotation.
//
// Backups of the secrets from before need the former key. What was derived from it goes:
// idempotency keys, access tokens of sessions, the snapshot, and how an import that was cut short
// knows its lines.
#pragma once

#include <filesystem>

#include "engine/folder/data_folder.hpp"

namespace rolecall {

struct MasterKeyRotation {
  std::filesystem::path file;    // of the new key
  std::filesystem::path former;  // where the one before is kept
};

// Of the folder that `settings` name, which nobody else may have open to write. `not_found`: there
// is none. Else as DataFolder::open.
Result<MasterKeyRotation> rotate_master_key(DataFolderSettings settings);

}  // namespace rolecall
