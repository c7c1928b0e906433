#include "engine/backup/store_copy.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall {
namespace {

constexpr std::uint32_t name_max_bytes = 511;  // as LMDB's keys
constexpr std::uint32_t value_max_bytes = 1 << 20;
constexpr std::size_t commit_bytes = std::size_t{1} << 25;  // of entries, about, in one transaction

std::vector<StoreDatabase> with_meta(std::span<const StoreDatabase> databases) {
  std::vector<StoreDatabase> all(databases.begin(), databases.end());
  all.push_back({"meta", LmdbKeys::bytes});
  return all;
}

void write_text(Archive& to, std::string_view text) {
  to.pass_bytes(const_cast<char*>(text.data()), text.size());  // an archive that writes only reads
}

Result<void> write_database(const LmdbRead& txn, LmdbDatabase database, LmdbKeys keys,
                            Archive& to) {
  const auto count = txn.entries(database);
  if (!count) return count.error();
  std::uint64_t left = *count;
  to.pass(left);
  auto cursor = txn.cursor(database);
  if (!cursor) return cursor.error();
  const std::uint64_t zero = 0;
  const std::string_view least =
      keys == LmdbKeys::integers ? integer_key(zero) : std::string_view("\0", 1);
  auto entry = cursor->first_from(least);
  for (; entry && *entry && left > 0; entry = cursor->next(), --left) {
    auto key_bytes = static_cast<std::uint32_t>((*entry)->key.size());
    auto value_bytes = static_cast<std::uint32_t>((*entry)->value.size());
    to.pass(key_bytes, value_bytes);
    write_text(to, (*entry)->key);
    write_text(to, (*entry)->value);
  }
  if (!entry) return entry.error();
  if (left > 0 || *entry) to.fail();
  return {};
}

std::string read_text(Archive& from, std::uint32_t size, std::uint32_t most) {
  if (size > most) from.fail();
  std::string text(from.failed() ? 0 : size, '\0');
  from.pass_bytes(text.data(), text.size());
  return text;
}

Error not_a_store() { return {Errc::corrupt, {}, "is not a copy of such a store"}; }

// In transactions of a bounded size: the store has no name before it is whole.
Result<void> read_database(Archive& from, LmdbEnv& store, LmdbDatabase database) {
  std::uint64_t left = 0;
  from.pass(left);
  while (left > 0) {
    auto txn = store.write();
    if (!txn) return txn.error();
    for (std::size_t put_bytes = 0; left > 0 && put_bytes < commit_bytes; --left) {
      std::uint32_t key_bytes = 0;
      std::uint32_t value_bytes = 0;
      from.pass(key_bytes, value_bytes);
      const std::string key = read_text(from, key_bytes, name_max_bytes);
      const std::string value = read_text(from, value_bytes, value_max_bytes);
      if (from.failed() || key.empty()) return not_a_store();
      if (auto put = txn->append(database, key, {value}); !put) return put;
      put_bytes += key.size() + value.size();
    }
    if (auto committed = txn->commit(); !committed) return committed;
  }
  return {};
}

}  // namespace

Result<void> write_store(LmdbEnv& store, std::span<const StoreDatabase> databases, Archive& to) {
  const std::vector<StoreDatabase> all = with_meta(databases);
  std::vector<LmdbDatabase> opened;
  for (const auto& [name, keys] : all) {
    const auto database = store.database(name, keys);
    if (!database) return database.error();
    opened.push_back(*database);
  }
  const auto txn = store.read();
  if (!txn) return txn.error();
  auto count = static_cast<std::uint32_t>(all.size());
  to.pass(count);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string_view name = all[i].name;
    auto name_bytes = static_cast<std::uint32_t>(name.size());
    to.pass(name_bytes);
    write_text(to, name);
    if (auto written = write_database(*txn, opened[i], all[i].keys, to); !written) return written;
  }
  return {};
}

Result<void> read_store(Archive& from, std::span<const StoreDatabase> databases,
                        const std::filesystem::path& directory, const LmdbMap& map) {
  const auto fill = [&](LmdbEnv& store) -> Result<void> {
    std::map<std::string, LmdbDatabase> made;
    for (const auto& [name, keys] : with_meta(databases)) {
      const auto database = store.create_database(name, keys);
      if (!database) return database.error();
      made.emplace(name, *database);
    }
    std::uint32_t count = 0;
    from.pass(count);
    for (; count > 0; --count) {
      std::uint32_t name_bytes = 0;
      from.pass(name_bytes);
      const auto database = made.find(read_text(from, name_bytes, name_max_bytes));
      if (from.failed() || database == made.end()) return not_a_store();
      if (auto read = read_database(from, store, database->second); !read) return read;
    }
    return from.failed() ? not_a_store() : Result<void>{};
  };
  return make_store(directory, fill, map);
}

}  // namespace rolecall
