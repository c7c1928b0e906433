#include "tools/flags/settings_file.hpp"

#include <fstream>
#include <optional>

#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

namespace rolecall {
namespace {

constexpr std::size_t settings_max_bytes = 65536;

Error wrong_at(const std::string& path, unsigned line, const std::string& what) {
  return invalid(path, "line " + std::to_string(line) + ": " + what);
}

Result<std::string> read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{Errc::not_found, path, "the file of settings cannot be read"};
  std::string text(settings_max_bytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return Error{Errc::not_found, path, "the file of settings cannot be read"};
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > settings_max_bytes) return invalid(path, "is larger than 64 KiB");
  return text;
}

std::optional<std::string> text_of(const toml::node& node) {
  if (const auto* const text = node.as_string()) return text->get();
  if (const auto* const number = node.as_integer()) return std::to_string(number->get());
  return std::nullopt;
}

// Nothing: it is something else.
std::optional<FileSetting> setting_of(const toml::node& node) {
  FileSetting setting;
  if (const auto* const truth = node.as_boolean()) {
    setting.values = {truth->get() ? "true" : "false"};
  } else if (const auto* const list = node.as_array()) {
    for (const toml::node& element : *list) {
      auto text = text_of(element);
      if (!text) return std::nullopt;
      setting.values.push_back(*std::move(text));
    }
  } else if (auto text = text_of(node)) {
    setting.values = {*std::move(text)};
  } else {
    return std::nullopt;
  }
  return setting;
}

}  // namespace

Result<std::vector<FileSetting>> read_settings_file(const std::string& path) {
  const auto text = read_text(path);
  if (!text) return text.error();
  const toml::parse_result parsed = toml::parse(*text, path);
  if (!parsed) {
    return wrong_at(path, parsed.error().source().begin.line,
                    std::string(parsed.error().description()));
  }
  std::vector<FileSetting> settings;
  for (const auto& [key, node] : parsed.table()) {
    const unsigned line = key.source().begin.line;
    const std::string name(key.str());
    if (node.is_table()) {
      return wrong_at(path, line, name + " is a section; settings stand by themselves");
    }
    auto setting = setting_of(node);
    if (!setting) {
      return wrong_at(path, line,
                      name + " must be a text in quotes, a whole number, true, false, or a list");
    }
    setting->key = name;
    setting->line = line;
    settings.push_back(*std::move(setting));
  }
  return settings;
}

}  // namespace rolecall
