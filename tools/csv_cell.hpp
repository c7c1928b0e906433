// One cell of CSV (RFC 4180), safe in a spreadsheet.
#pragma once

#include <string>
#include <string_view>

namespace rolecall {

void append_csv_cell(std::string& out, std::string_view text);

}  // namespace rolecall
