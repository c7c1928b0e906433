// rolecall diff --since A --until B: what differs between two moments.
#include <string>
#include <utility>
#include <utility>

#include <boost/json/serialize.hpp>

#include "tools/csv_cell.hpp"
#include "tools/question.hpp"
#include "tools/table.hpp"

namespace rolecall {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

std::string text_of(const value* of) {
  if (of == nullptr || of->is_null()) return "-";
  if (of->is_string()) return std::string(of->get_string());
  return boost::json::serialize(*of);
}

// A row for each member that differs: {kind, user, group, member, from, to}. A thing that was not
// there at one of the moments has a row for each member that it has.
array rows_of(const value& body) {
  array rows;
  for (const value& difference : body.at("differences").as_array()) {
    const auto* const from = difference.at("from").if_object();
    const auto* const to = difference.at("to").if_object();
    const object& members = to != nullptr ? *to : *from;
    for (const auto& [name, of] : members) {
      if (of.is_null() && (from == nullptr || to == nullptr)) continue;
      object row;
      row["kind"] = difference.at("kind");
      row["user"] = text_at(difference, "/user/username");
      row["group"] = text_at(difference, "/group/name");
      row["member"] = name;
      row["from"] = text_of(from != nullptr ? from->if_contains(name) : nullptr);
      row["to"] = text_of(to != nullptr ? to->if_contains(name) : nullptr);
      rows.emplace_back(std::move(row));
    }
  }
  return rows;
}

std::string format_diff(const value& body) {
  static constexpr Column columns[] = {
      {"KIND", [](const value& row) { return text_at(row, "/kind"); }},
      {"USER", [](const value& row) { return text_at(row, "/user"); }},
      {"GROUP", [](const value& row) { return text_at(row, "/group"); }},
      {"WHAT", [](const value& row) { return text_at(row, "/member"); }},
      {"FROM", [](const value& row) { return text_at(row, "/from"); }},
      {"TO", [](const value& row) { return text_at(row, "/to"); }},
  };
  return format_table(columns, rows_of(body));
}

std::string format_csv(const value& body) {
  constexpr const char* line_end = "\r\n";
  std::string csv = std::string("kind,user,group,member,from,to") + line_end;
  for (const value& row : rows_of(body)) {
    bool is_first = true;
    for (const auto& cell : row.as_object()) {
      if (!std::exchange(is_first, false)) csv += ',';
      const std::string_view text = cell.value().as_string();
      if (text != "-") append_csv_cell(csv, text);
    }
    csv += line_end;
  }
  return csv;
}

}  // namespace

int run_diff(const ReadOptions& options) {
  return run_question(options, {"v1", "diff"}, options.csv ? &format_csv : &format_diff);
}

}  // namespace rolecall
