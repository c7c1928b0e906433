// rolecall diff --since A --until B: what differs between two moments.
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "api/csv.hpp"
#include "tools/calls/answers.hpp"
#include "tools/exit_code.hpp"
#include "tools/output.hpp"
#include "tools/table.hpp"

namespace rolecall {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

// Of a row, in the order of CSV.
constexpr std::array<std::string_view, 8> members{"user_id", "group_id", "kind", "user",
                                                  "group",   "member",   "from", "to"};

// Null where there is no such thing, or it has no such member.
value member_of(const object* thing, boost::json::string_view name) {
  const value* const found = thing == nullptr ? nullptr : thing->if_contains(name);
  return found == nullptr ? value(nullptr) : *found;
}

// A row for each member that differs; null is absent. A thing that was not there at one of the
// moments has a row for each member that it has.
void append_rows(array& rows, const value& difference) {
  const auto* const user = difference.at("user").if_object();
  const auto* const group = difference.at("group").if_object();
  const auto* const from = difference.at("from").if_object();
  const auto* const to = difference.at("to").if_object();
  const object& differing = to != nullptr ? *to : *from;
  for (const auto& [name, of] : differing) {
    if (of.is_null() && (from == nullptr || to == nullptr)) continue;
    object row;
    row["user_id"] = member_of(user, "id");
    row["group_id"] = member_of(group, "id");
    row["kind"] = difference.at("kind");
    row["user"] = member_of(user, "username");
    row["group"] = member_of(group, "name");
    row["member"] = name;
    row["from"] = member_of(from, name);
    row["to"] = member_of(to, name);
    rows.emplace_back(std::move(row));
  }
}

array rows_of(const value& body) {
  array rows;
  for (const value& difference : body.at("differences").as_array()) append_rows(rows, difference);
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

std::string csv_header(bool has_byte_order_mark) {
  std::string csv(has_byte_order_mark ? csv_byte_order_mark : "");
  for (const std::string_view name : members) {
    if (name != members.front()) csv += ',';
    csv += name;
  }
  return csv.append(csv_line_end);
}

void append_csv(std::string& csv, const array& rows) {
  for (const value& row : rows) {
    for (const std::string_view name : members) {
      if (name != members.front()) csv += ',';
      const value& cell = row.at(name);
      if (!cell.is_null()) append_csv_cell(csv, text_at(cell, ""));
    }
    csv += csv_line_end;
  }
}

std::string format_csv(const value& body, bool has_byte_order_mark) {
  std::string csv = csv_header(has_byte_order_mark);
  append_csv(csv, rows_of(body));
  return csv;
}

// All pages, as one file.
int print_all_as_csv(const ReadOptions& options) {
  const auto backend = open_backend(options.common, LmdbMode::read_only);
  if (!backend) return fail(backend.error());
  Output output;
  output.text = csv_header(options.bom);
  const auto append = [&](const value& difference, std::string_view) {
    array rows;
    append_rows(rows, difference);
    append_csv(output.text, rows);
    return output.write_if_large();
  };
  const auto visited =
      visit_rows(**backend, {"v1", "diff"}, "differences", options.parameters, append);
  if (!visited) return fail(visited.error());
  return output.write() ? exit_ok : exit_failure;
}

}  // namespace

int run_diff(const ReadOptions& options) {
  if (options.csv && !options.given("limit")) return print_all_as_csv(options);
  return run_read(options, {"v1", "diff"}, [&](const value& body) {
    return options.csv ? format_csv(body, options.bom) : format_diff(body);
  });
}

}  // namespace rolecall
