#include "engine/folder/data_folder.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <compare>

#include <sodium.h>

#include "engine/snapshot/program_id.hpp"
#include "engine/storage/new_store.hpp"

namespace rolecall {
namespace {

namespace fs = std::filesystem;

constexpr const char* parts_of_folder[] = {"log", "secrets", "activity", "snapshot"};

// Random, as RFC 9562, section 5.4 has it.
LogId random_log_id() {
  LogId id;
  randombytes_buf(id.bytes.data(), id.bytes.size());
  id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0f) | 0x40);
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
  return id;
}

// Whether there is anything here that we did not put there (earlier versions did put a file
// `lock`). A folder with a log is ours whatever else it holds.
Result<bool> is_foreign(const fs::path& directory) {
  if (LmdbEnv::exists(directory / "log")) return false;
  std::error_code failed;
  for (fs::directory_iterator entry(directory, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    const fs::path name = entry->path().filename();
    const bool is_aside = name.extension() == ".new" || name.extension() == ".damaged";
    const fs::path part = is_aside ? name.stem() : name;
    if (name != "lock" && std::ranges::find(parts_of_folder, part) == std::end(parts_of_folder))
      return true;
  }
  if (failed) return Error{Errc::unavailable, {}, directory.string() + ": " + failed.message()};
  return false;
}

bool is_inside(const fs::path& file, const fs::path& directory) {
  const auto [in_directory, in_file] =
      std::mismatch(directory.begin(), directory.end(), file.begin(), file.end());
  return in_directory == directory.end();
}

// Secrets that are wrapped under the key that is to follow: its rotation has been cut short behind
// its commit (master_key_rotation.hpp), and is done now where somebody writes.
Result<std::unique_ptr<SecretsStore>> open_under_next_key(const fs::path& directory, LmdbMode mode,
                                                          const Uuid& log_id, const fs::path& file,
                                                          MasterKey& master) {
  auto next = MasterKey::load(MasterKey::next_file(file));
  if (!next) return next.error();
  auto secrets = SecretsStore::open(directory, mode, log_id, next->id());
  if (!secrets) return secrets.error();
  if (mode == LmdbMode::read_write) (void)MasterKey::put_next_in_place(file);  // or the next time
  master = std::move(*next);
  return secrets;
}

// As whole numbers between dots; what is none is 0.
std::strong_ordering compare_versions(std::string_view a, std::string_view b) {
  const auto numbers = [](std::string_view text) {
    std::array<unsigned, 3> parts{};
    const char* at = text.data();
    const char* const end = at + text.size();
    for (unsigned& part : parts) {
      at = std::from_chars(at, end, part).ptr;
      if (at != end) ++at;
    }
    return parts;
  };
  return numbers(a) <=> numbers(b);
}

// One that is damaged is put aside, so that it can be looked at.
Result<std::unique_ptr<ActivityStore>> replace_activity(const fs::path& directory) {
  fs::path aside = directory;
  aside += ".damaged";
  std::error_code failed;
  fs::remove_all(aside, failed);
  if (!failed) fs::rename(directory, aside, failed);
  if (failed) return Error{Errc::unavailable, {}, aside.string() + ": " + failed.message()};
  return ActivityStore::open(directory, LmdbMode::read_write);
}

Error older_log(const DataFolderSettings& settings, const std::string& why) {
  return {Errc::conflict,
          {},
          (settings.directory / "log").string() + ": " + why +
              ": this log is older than the stores beside it, or another one. Put the newer log "
              "back; or, if this is the log that is wanted, say so with 'rolecall accept-log': "
              "what another one has behind it is then lost"};
}

}  // namespace

Result<fs::path> DataFolder::master_key_file(const DataFolderSettings& settings) {
  std::error_code failed;
  fs::path directory = fs::weakly_canonical(fs::absolute(settings.directory), failed);
  if (!directory.has_filename()) directory = directory.parent_path();  // DIR/
  if (settings.master_key.empty()) return directory += ".master-key";
  const fs::path file = fs::weakly_canonical(fs::absolute(settings.master_key), failed);
  if (is_inside(file, directory)) {
    return invalid("master_key", file.string() + ": lies inside the data folder; a copy of the " +
                                     "folder would then hold all personal data");
  }
  return file;
}

DataFolder::DataFolder() = default;

// What fails here is only known less exactly at the next start.
DataFolder::~DataFolder() {
  if (!is_tied_) return;
  (void)secrets_->keep_log_mark();
  (void)log_->keep_secrets_commits();
}

Result<std::unique_ptr<DataFolder>> DataFolder::open(const DataFolderSettings& settings) {
  if (sodium_init() < 0) return Error{Errc::unavailable, {}, "libsodium does not start"};
  const auto master_key = master_key_file(settings);
  if (!master_key) return master_key.error();
  const fs::path& directory = settings.directory;
  std::error_code failed;
  if (!fs::exists(directory, failed)) {
    if (settings.mode == LmdbMode::read_only) {
      return Error{Errc::not_found, {}, directory.string() + ": there is no data folder"};
    }
    if (auto made = make_directory(directory); !made) return made.error();
  }
  const auto foreign = is_foreign(directory);
  if (!foreign) return foreign.error();
  if (*foreign) return Error{Errc::conflict, {}, directory.string() + ": is not a data folder"};

  std::unique_ptr<DataFolder> folder(new DataFolder);
  if (settings.mode == LmdbMode::read_write) {
    auto lock = DirectoryLock::take(directory, "a running server");
    if (!lock) return lock.error();
    folder->lock_ = std::move(*lock);
    for (const char* const part : parts_of_folder) {
      if (auto removed = remove_unfinished_store(directory / part); !removed) {
        return removed.error();
      }
    }
  }
  if (auto opened = folder->open_log(settings); !opened) return opened.error();
  if (auto opened = folder->open_secrets(settings, *master_key); !opened) return opened.error();
  if (auto opened = folder->open_activity(settings); !opened) return opened.error();
  folder->snapshots_.emplace(directory / "snapshot", program_id(settings.unicode_version),
                             *folder->log_, *folder->secrets_, folder->keys_->master());
  if (auto checked = folder->check_ages(settings); !checked) return checked.error();
  return folder;
}

Result<void> DataFolder::open_log(const DataFolderSettings& settings) {
  const fs::path directory = settings.directory / "log";
  auto log = LmdbLog::open(directory, settings.mode);
  if (!log && log.error().code == Errc::not_found && settings.mode == LmdbMode::read_write) {
    if (LmdbEnv::exists(settings.directory / "secrets")) {  // made after the log
      return Error{Errc::corrupt, {}, "log: is missing, though there are secrets"};
    }
    log = LmdbLog::create(directory, {random_log_id(), settings.now, settings.unicode_version},
                          settings.texts);
  }
  if (!log) return log.error();
  log_ = std::move(*log);
  return check_unicode(settings.unicode_version);
}

// Names are folded by the tables of a Unicode version, and must be found again by those of another.
// Newer tables fold what is in older ones as these do; what only newer ones know they would not.
Result<void> DataFolder::check_unicode(const std::string& ours) {
  const std::string& of_log = log_->origin().unicode_version;
  const auto order = compare_versions(ours, of_log);
  if (order == 0) return {};
  const std::string both =
      "log: its names are folded by Unicode " + of_log + ", this program has " + ours;
  if (order < 0) return Error{Errc::conflict, {}, both + "; a newer utf8proc is needed"};
  add_warning(both + "; names of letters that are newer than the log may be taken twice");
  return {};
}

// Secrets and master key are made for an empty log only: behind a log with records they would be a
// silent loss of all personal data.
Result<void> DataFolder::open_secrets(const DataFolderSettings& settings,
                                      const fs::path& master_key) {
  const fs::path directory = settings.directory / "secrets";
  const bool is_new = log_->last() == Position{0} && log_->secrets_commits() == 0;
  const bool may_make = settings.mode == LmdbMode::read_write && is_new;
  const Error unfinished{Errc::not_found,
                         {},
                         settings.directory.string() +
                             ": has not been made whole; whatever writes to it next does that"};
  std::error_code failed;
  const bool make_key = may_make && !LmdbEnv::exists(directory) && !fs::exists(master_key, failed);
  auto master = make_key ? MasterKey::load_or_create(master_key) : MasterKey::load(master_key);
  if (!master && is_new && master.error().code == Errc::not_found) return unfinished;
  if (!master) return master.error();

  const Uuid& log_id = log_->origin().id;
  auto secrets = SecretsStore::open(directory, settings.mode, log_id, master->id());
  if (!secrets && secrets.error().code == Errc::not_found) {
    if (!is_new) return Error{Errc::corrupt, {}, "secrets: those of this log are missing"};
    if (!may_make) return unfinished;
    secrets = SecretsStore::create(directory, log_id, master->id());
  }
  if (!secrets && secrets.error().code == Errc::conflict) {
    auto under_next = open_under_next_key(directory, settings.mode, log_id, master_key, *master);
    if (under_next) secrets = std::move(*under_next);
  }
  if (!secrets) return secrets.error();
  secrets_ = std::move(*secrets);

  auto keys = KeyPool::open(*secrets_, std::move(*master));
  if (!keys) return keys.error();
  keys_ = std::move(*keys);
  auto client_secrets = ClientSecrets::open(*secrets_, keys_->master());
  if (!client_secrets) return client_secrets.error();
  client_secrets_ = std::move(*client_secrets);
  return {};
}

Result<void> DataFolder::open_activity(const DataFolderSettings& settings) {
  const fs::path directory = settings.directory / "activity";
  auto activity = ActivityStore::open(directory, settings.mode);
  if (!activity && activity.error().code == Errc::corrupt) {
    add_warning(activity.error().detail);
    activity =
        settings.mode == LmdbMode::read_only ? ActivityStore::none() : replace_activity(directory);
  }
  if (!activity) return activity.error();
  activity_ = std::move(*activity);
  return {};
}

// A store is durable before it tells the other one so; whoever is behind what the other has heard
// of it is not what it was.
Result<void> DataFolder::check_ages(const DataFolderSettings& settings) {
  if (settings.accepts_log) return {};
  for (const auto& mark : {secrets_->log_mark(), activity_->log_mark()}) {
    if (auto checked = check_log_against(mark, settings); !checked) return checked;
  }
  if (log_->epoch() < secrets_->log_epoch()) {
    return older_log(settings, "it is of an epoch that has ended");
  }
  if (secrets_->commits() < log_->secrets_commits()) {
    add_warning((settings.directory / "secrets").string() +
                ": older than the log, as if put back from a backup: what was given or changed "
                "since is lost, that is passwords, API keys, tokens of invitations, and what "
                "Idempotency-Key keeps from being done twice. If there is a newer one, stop and "
                "put that back");
  }
  return {};
}

Result<void> DataFolder::check_log_against(const std::optional<LogMark>& mark,
                                           const DataFolderSettings& settings) const {
  if (!mark || mark->position == Position{0}) return {};
  const std::string seen = std::to_string(number(mark->position));
  const Position last = log_->last();
  if (last < mark->position) {
    return older_log(settings, "it ends at position " + std::to_string(number(last)) +
                                   ", but has been seen at position " + seen);
  }
  const auto record = log_->record_hash(mark->position);
  if (!record) return record.error();
  if (*record == mark->record) return {};
  return older_log(settings, "position " + seen + " is another record than has been seen there");
}

void DataFolder::add_warning(const std::string& text) {
  if (!warning_.empty()) warning_ += "\nrolecall: ";
  warning_ += text;
}

void DataFolder::tie_stores() {
  secrets_->tie_to(*log_);
  activity_->tie_to(*log_);
  is_tied_ = true;
}

// The log first: cut short between the two, it is refused as before, and can be accepted again.
Result<void> DataFolder::accept_log(Timestamp now) {
  const std::uint64_t last = std::max(log_->epoch(), secrets_->log_epoch());
  const std::uint64_t epoch = std::max(last + 1, static_cast<std::uint64_t>(now.us / 1'000'000));
  if (auto begun = log_->begin_epoch(epoch); !begun) return begun;
  const Position head = log_->last();
  if (auto dropped = client_secrets_.idempotency->drop_behind(head); !dropped) return dropped;
  return activity_->put({}, {});
}

}  // namespace rolecall
