// Tables for people, made from the JSON that programs get.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace rolecall {

using Cell = std::string (*)(const boost::json::value& row);

struct Column {
  std::string_view title;
  Cell cell;
  bool right_aligned = false;
};

// Columns as wide as their longest cell in code points; control characters show as spaces.
std::string format_table(std::span<const Column> columns, const boost::json::array& rows);

// The value at an RFC 6901 pointer as text; "-" where it is absent or null.
std::string text_at(const boost::json::value& value, std::string_view pointer);
// An RFC 3339 time to the second, e.g. 2026-01-02 03:04:05Z.
std::string time_at(const boost::json::value& value, std::string_view pointer);

}  // namespace rolecall
