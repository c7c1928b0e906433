// rolecall config: which setting counts, and where it comes from.
#include <algorithm>

#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>

#include "tools/flags/settings.hpp"
#include "tools/output.hpp"
#include "tools/table.hpp"

namespace rolecall {
namespace {

namespace json = boost::json;

json::value value_of(const CLI::Option& option) {
  const auto given = option.reduced_results();
  if (option.get_items_expected_max() == 0) return !given.empty() && given.back() == "true";
  if (option.get_items_expected_max() > 1) return json::value_from(given);
  if (!given.empty()) return json::string(given.back());
  if (!option.get_default_str().empty()) return json::string(option.get_default_str());
  return nullptr;
}

std::string short_text(const json::value& row) {
  const json::value& value = row.at("value");
  if (!value.is_array()) return text_at(value, "");
  std::string text;
  for (const json::value& element : value.get_array()) {
    text += (text.empty() ? "" : ",") + text_at(element, "");
  }
  return text.empty() ? "-" : text;
}

}  // namespace

int print_settings(const CLI::App& verb, const std::vector<Setting>& settings, bool as_json) {
  json::array rows;
  for (const CLI::Option* option : verb.get_options()) {
    if (!option->get_configurable() || option->get_lnames().empty()) continue;
    json::object row;
    row["name"] = option->get_lnames().front();
    row["value"] = value_of(*option);
    row["source"] = option->count() == 0 ? "default" : "flag";
    row["origin"] = nullptr;
    const auto other = std::ranges::find(settings, option->get_name(), &Setting::flag);
    if (other != settings.end()) {
      row["source"] = other->source == Setting::Source::file ? "file" : "environment";
      row["origin"] = other->origin;
    }
    rows.push_back(std::move(row));
  }
  if (as_json) return print(json::serialize(json::object{{"settings", std::move(rows)}}) + "\n");
  static constexpr Column columns[] = {
      {"SETTING", [](const json::value& row) { return text_at(row, "/name"); }},
      {"VALUE", &short_text},
      {"SOURCE", [](const json::value& row) { return text_at(row, "/source"); }},
      {"WHERE", [](const json::value& row) { return text_at(row, "/origin"); }},
  };
  return print(format_table(columns, rows));
}

}  // namespace rolecall
