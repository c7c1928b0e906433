#include "engine/backup/manifest.hpp"

#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <sodium.h>

#include "engine/storage/durable_file.hpp"

namespace rolecall {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::uint64_t manifest_format = 1;
constexpr std::size_t manifest_max_bytes = std::size_t{1} << 26;
constexpr std::string_view seal_member = R"(,"seal":")";

std::string seal_of(std::string_view text, const MasterKey& key) {
  const SecretBytes derived = key.derive("rolecall-backup-manifest");
  Hash seal;
  crypto_generichash(seal.data(), seal.size(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size(), derived.data(), derived.size());
  return to_hex(seal);
}

// ---- writing -----------------------------------------------------------------------------------

json::object to_json(const BackupFile& file) {
  json::object object{{"name", file.name}, {"bytes", file.bytes}, {"sha256", to_hex(file.sha256)}};
  if (file.last != Position{0}) {
    object["first"] = number(file.first);
    object["last"] = number(file.last);
  }
  return object;
}

std::string to_text(const BackupManifest& manifest, const MasterKey& key) {
  json::array files;
  for (const BackupFile& file : manifest.files()) files.push_back(to_json(file));
  const json::object log{{"id", manifest.log.id.text()},
                         {"epoch", manifest.epoch},
                         {"created_at", rolecall::to_text(manifest.log.created_at)},
                         {"unicode_version", manifest.log.unicode_version}};
  const json::object object{{"format", manifest_format},
                            {"rolecall", manifest.version},
                            {"number", manifest.number},
                            {"made_at", rolecall::to_text(manifest.made_at)},
                            {"log", log},
                            {"position", number(manifest.position)},
                            {"root", to_hex(manifest.root)},
                            {"state_hash", to_hex(manifest.state_hash)},
                            {"master_key_id", manifest.master_key_id},
                            {"key_id", key.id()},
                            {"files", files}};
  std::string text = json::serialize(object);
  const std::string seal = seal_of(text, key);
  text.pop_back();
  return text.append(seal_member).append(seal).append("\"}\n");
}

// ---- reading: what is not as written throws, and read_manifest() catches it ---------------------

Hash hash_at(const json::object& object, std::string_view name) {
  const std::string_view hex = object.at(name).as_string();
  Hash hash;
  std::size_t decoded = 0;
  if (sodium_hex2bin(hash.data(), hash.size(), hex.data(), hex.size(), nullptr, &decoded,
                     nullptr) != 0 ||
      decoded != hash.size()) {
    throw std::out_of_range("no hash");
  }
  return hash;
}

std::uint64_t number_at(const json::object& object, std::string_view name) {
  return object.at(name).to_number<std::uint64_t>();
}

std::string text_at(const json::object& object, std::string_view name) {
  return std::string(object.at(name).as_string());
}

Timestamp time_at(const json::object& object, std::string_view name) {
  return parse_timestamp(object.at(name).as_string()).value();
}

BackupFile to_file(const json::object& object) {
  BackupFile file{
      text_at(object, "name"), number_at(object, "bytes"), hash_at(object, "sha256"), {}, {}};
  if (object.contains("first")) {
    file.first = Position{number_at(object, "first")};
    file.last = Position{number_at(object, "last")};
  }
  return file;
}

BackupManifest to_manifest(const json::object& object) {
  BackupManifest manifest;
  manifest.version = text_at(object, "rolecall");
  manifest.number = number_at(object, "number");
  manifest.made_at = time_at(object, "made_at");
  const json::object& log = object.at("log").as_object();
  manifest.log = {LogId::parse(log.at("id").as_string()).value(), time_at(log, "created_at"),
                  text_at(log, "unicode_version")};
  manifest.epoch = number_at(log, "epoch");
  manifest.position = Position{number_at(object, "position")};
  manifest.root = hash_at(object, "root");
  manifest.state_hash = hash_at(object, "state_hash");
  manifest.master_key_id = object.at("master_key_id").to_number<std::uint32_t>();
  for (const json::value& listed : object.at("files").as_array()) {
    BackupFile file = to_file(listed.as_object());
    if (file.last != Position{0}) {
      manifest.log_files.push_back(std::move(file));
    } else if (file.name.starts_with("secrets")) {
      manifest.secrets = std::move(file);
    } else {
      manifest.activity = std::move(file);
    }
  }
  return manifest;
}

Result<BackupManifest> parse(const std::string& text, const MasterKey& key,
                             const std::string& path) {
  const Error damaged{Errc::corrupt, {}, path + ": is damaged"};
  try {
    const json::value value = json::parse(text);
    const json::object& object = value.as_object();
    if (number_at(object, "format") > manifest_format) {
      return Error{Errc::conflict, {}, path + ": is of a newer version of rolecall"};
    }
    if (number_at(object, "key_id") != key.id()) {
      return Error{Errc::conflict, "key", path + ": is sealed under another key"};
    }
    const std::size_t end = text.rfind(seal_member);
    if (end == text.npos) return damaged;
    const std::string sealed = text.substr(0, end) + "}";
    const std::string seal = seal_of(sealed, key);
    if (text.substr(end) != std::string(seal_member) + seal + "\"}\n") return damaged;
    return to_manifest(object);
  } catch (const std::exception&) {
    return damaged;
  }
}

}  // namespace

std::vector<BackupFile> BackupManifest::files() const {
  std::vector<BackupFile> all = log_files;
  if (secrets) all.push_back(*secrets);
  if (activity) all.push_back(*activity);
  return all;
}

Result<void> write_manifest(const fs::path& directory, const BackupManifest& manifest,
                            const MasterKey& key) {
  return replace_file(directory / manifest_name, to_text(manifest, key));
}

Result<BackupManifest> read_manifest(const fs::path& directory, const MasterKey& key) {
  const fs::path path = directory / manifest_name;
  std::error_code failed;
  const std::uintmax_t size = fs::file_size(path, failed);
  if (failed) {
    const bool is_missing = failed == std::errc::no_such_file_or_directory;
    return Error{is_missing ? Errc::not_found : Errc::unavailable,
                 {},
                 path.string() + ": " + failed.message()};
  }
  if (size > manifest_max_bytes) return Error{Errc::corrupt, {}, path.string() + ": is too long"};
  std::ifstream in(path, std::ios::binary);
  if (!in) return file_error(path);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return parse(text, key, path.string());
}

}  // namespace rolecall
