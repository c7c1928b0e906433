// Rows of a CSV file (RFC 4180), one by one, in bounded memory. Cells are split by libcsv.
//
// Strict: a quote stands around a whole cell or doubled inside a quoted one; space belongs to its
// cell; lines end in LF or CRLF. A line outside quotes that is empty is a row of one empty cell,
// which whoever reads people skips.
// A row that is malformed costs the line it begins in: reading goes on with the next one, whatever
// a stray quote seems to span.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/result.hpp"
#include "tools/import/line_reader.hpp"

struct csv_parser;

namespace rolecall {

struct CsvRow {
  std::uint64_t line_no = 0;                   // where it begins
  std::string_view bytes;                      // as it is in the file, without its end
  Result<std::span<const std::string>> cells;  // invalid_argument: malformed, or more than
                                               // limits::import_line_max_bytes
};

class CsvRows {
 public:
  // Reads from the beginning of a file that can be rewound; it must outlive this.
  explicit CsvRows(std::FILE* file);

  // The next row, valid until the next call; nothing: there is none. `unavailable`: cannot be read.
  Result<std::optional<CsvRow>> next();

 private:
  enum class Fed : std::uint8_t { row_ends, row_goes_on, stray_quote, stray_return };
  struct FreeParser {
    void operator()(csv_parser* parser) const;
  };

  void restart();
  Fed feed(std::string_view line);
  bool parse(std::string_view bytes);
  CsvRow malformed(std::uint64_t line_no, const LineReader::Place& behind_first_line,
                   std::size_t first_line_bytes, std::string detail);

  LineReader lines_;
  std::unique_ptr<csv_parser, FreeParser> parser_;
  std::string bytes_;
  std::vector<std::string> cells_;
  bool row_ended_ = false;
};

}  // namespace rolecall
