// The days on which users and API keys were last seen, on disk: an LMDB environment of its own
// beside the log. Databases `users` and `api_keys`: id, 16 B -> days since 1970-01-01, 2 B; `meta`:
// text -> text, where the log ended at the last commit. It may be deleted: nobody has been seen
// then.
//
// Threads: any.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/log/lmdb_log.hpp"
#include "engine/storage/new_store.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

class ActivityStore {
 public:
  struct Seen {
    Uuid id;
    std::uint16_t day = 0;
  };
  using Visit = std::function<void(const Seen&)>;

  // One that is not there is made; in read_only mode it is none(). `corrupt`: it is damaged.
  static Result<std::unique_ptr<ActivityStore>> open(const std::filesystem::path& directory,
                                                     LmdbMode mode);

  // An empty one that nothing can be put into.
  static std::unique_ptr<ActivityStore> none();

  // Where the log ended at the last commit; nothing: none has told.
  const std::optional<LogMark>& log_mark() const { return log_mark_; }
  // All that is made with the store but `meta`; and the store as such, to be copied. Null: none().
  static std::span<const StoreDatabase> databases();
  LmdbEnv* env() { return env_.get(); }
  // Whose end commits write down from now on; it must outlive the store.
  void tie_to(const LmdbLog& log) { log_ = &log; }

  Result<void> put(const std::vector<Seen>& users, const std::vector<Seen>& api_keys);
  Result<void> for_each_user(const Visit& visit) const { return for_each(users_, visit); }
  Result<void> for_each_api_key(const Visit& visit) const { return for_each(api_keys_, visit); }

 private:
  explicit ActivityStore(std::unique_ptr<LmdbEnv> env) : env_(std::move(env)) {}
  Result<void> open_databases();
  Result<void> for_each(LmdbDatabase database, const Visit& visit) const;

  std::unique_ptr<LmdbEnv> env_;  // null: empty
  const LmdbLog* log_ = nullptr;
  std::optional<LogMark> log_mark_;  // as it was opened
  LmdbDatabase meta_{};
  LmdbDatabase users_{};
  LmdbDatabase api_keys_{};
};

}  // namespace rolecall
