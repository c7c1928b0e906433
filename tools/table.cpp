#include "tools/table.hpp"

#include <algorithm>
#include <vector>

#include <boost/json/serialize.hpp>

#include "tools/plain_text.hpp"

namespace rolecall {
namespace {

namespace json = boost::json;

constexpr std::string_view gap = "  ";

std::size_t code_points(std::string_view text) {
  const auto is_start = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_start));
}

const json::value* find(const json::value& value, std::string_view pointer) {
  json::error_code missing;
  return value.find_pointer({pointer.data(), pointer.size()}, missing);
}

}  // namespace

std::string format_table(std::span<const Column> columns, const json::array& rows) {
  std::vector<std::vector<std::string>> lines(rows.size() + 1);
  std::vector<std::size_t> widths;
  for (const Column& column : columns) {
    lines[0].emplace_back(column.title);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      lines[i + 1].push_back(in_one_line(column.cell(rows[i])));
    }
    std::size_t width = 0;
    for (const auto& line : lines) width = std::max(width, code_points(line.back()));
    widths.push_back(width);
  }
  std::string out;
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string padding(widths[i] - code_points(line[i]), ' ');
      if (i != 0) out += gap;
      out += columns[i].right_aligned ? padding + line[i] : line[i] + padding;
    }
    out.erase(out.find_last_not_of(' ') + 1);
    out += '\n';
  }
  return out;
}

std::string text_at(const json::value& value, std::string_view pointer) {
  const json::value* const found = find(value, pointer);
  if (found == nullptr || found->is_null()) return "-";
  if (const json::string* text = found->if_string()) return std::string(text->c_str());
  return json::serialize(*found);
}

std::string time_at(const json::value& value, std::string_view pointer) {
  std::string text = text_at(value, pointer);
  if (text.size() < 20) return text;
  text[10] = ' ';
  return text.substr(0, 19) + "Z";
}

}  // namespace rolecall
