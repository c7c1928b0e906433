#include "tools/import/csv_rows.hpp"

#include <csv.h>
#include <new>
#include <utility>

#include "engine/limits.hpp"

namespace rolecall {

void CsvRows::FreeParser::operator()(csv_parser* parser) const {
  ::csv_free(parser);
  delete parser;
}

CsvRows::CsvRows(std::FILE* file) : lines_(file) { restart(); }

void CsvRows::restart() {
  parser_.reset(new csv_parser);
  ::csv_init(parser_.get(), CSV_STRICT);
  ::csv_set_space_func(parser_.get(), [](unsigned char) { return 0; });  // else it is taken off
}

Result<std::optional<CsvRow>> CsvRows::next() {
  bytes_.clear();
  cells_.clear();
  row_ended_ = false;
  auto line = lines_.next();
  const std::uint64_t line_no = lines_.line_no();
  if (!line && line.error().code != Errc::invalid_argument) return line.error();
  if (!line) return CsvRow{line_no, {}, line.error()};
  if (!*line) return std::optional<CsvRow>{};
  const LineReader::Place behind_first_line = lines_.place();
  const std::size_t first_line_bytes = (*line)->size();
  for (;;) {
    bytes_ += **line;
    std::string detail;
    switch (feed(**line)) {
      case Fed::row_ends:
        return CsvRow{line_no, bytes_, std::span<const std::string>(cells_)};
      case Fed::stray_quote:
        detail = "has a quote that is neither around a cell nor doubled inside one";
        break;
      case Fed::stray_return:
        detail = "has a carriage return outside quotes";
        break;
      case Fed::row_goes_on:
        bytes_ += '\n';
        line = lines_.next();
        if (!line && line.error().code != Errc::invalid_argument) return line.error();
        if (line && !*line) {
          detail = "has a quote that is not closed";
        } else if (!line || bytes_.size() + (*line)->size() > limits::import_line_max_bytes) {
          detail = "is longer than " + std::to_string(limits::import_line_max_bytes) +
                   " bytes: is a quote not closed?";
        }
        break;
    }
    if (!detail.empty()) {
      return malformed(line_no, behind_first_line, first_line_bytes, std::move(detail));
    }
  }
}

CsvRow CsvRows::malformed(std::uint64_t line_no, const LineReader::Place& behind_first_line,
                          std::size_t first_line_bytes, std::string detail) {
  restart();
  if (lines_.line_no() != line_no) lines_.return_to(behind_first_line);
  bytes_.resize(first_line_bytes);
  return CsvRow{line_no, bytes_, invalid("", std::move(detail))};
}

// The line's end apart from the rest of it, to tell where a row ends.
CsvRows::Fed CsvRows::feed(std::string_view line) {
  const bool is_first = bytes_.size() == line.size();
  const bool has_return = line.ends_with('\r');
  if (has_return) line.remove_suffix(1);
  if (is_first && line.empty()) {
    cells_.emplace_back();  // libcsv skips it
    return Fed::row_ends;
  }
  if (!parse(line)) return Fed::stray_quote;
  if (row_ended_) return Fed::stray_return;
  if (!parse(has_return ? "\r\n" : "\n")) return Fed::stray_quote;
  return row_ended_ ? Fed::row_ends : Fed::row_goes_on;
}

// False: a quote is where none may be.
bool CsvRows::parse(std::string_view bytes) {
  const auto add_cell = [](void* text, std::size_t size, void* self) {
    static_cast<CsvRows*>(self)->cells_.emplace_back(static_cast<const char*>(text), size);
  };
  const auto end_row = [](int, void* self) { static_cast<CsvRows*>(self)->row_ended_ = true; };
  const std::size_t used =
      ::csv_parse(parser_.get(), bytes.data(), bytes.size(), add_cell, end_row, this);
  if (used == bytes.size()) return true;
  if (::csv_error(parser_.get()) != CSV_EPARSE) throw std::bad_alloc();
  return false;
}

}  // namespace rolecall
