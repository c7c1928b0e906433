// CSV (RFC 4180), safe in a spreadsheet.
#pragma once

#include <string>
#include <string_view>

namespace rolecall {

inline constexpr std::string_view csv_line_end = "\r\n";
// Before the first row it tells spreadsheets that the text is UTF-8. Other programs take it for a
// part of the first column's name: it is for those who ask for it.
inline constexpr std::string_view csv_byte_order_mark = "\xef\xbb\xbf";

void append_csv_cell(std::string& out, std::string_view text);

}  // namespace rolecall
