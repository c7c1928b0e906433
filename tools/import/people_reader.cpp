#include "tools/import/people_reader.hpp"

#include <string>
#include <utility>

#include "tools/import/csv_rows.hpp"
#include "tools/import/keycloak_people.hpp"
#include "tools/import/ldif_people.hpp"
#include "tools/import/line_reader.hpp"
#include "tools/import/person_parser.hpp"
#include "tools/import/scim_people.hpp"

namespace rolecall {
namespace {

class NdjsonPeople final : public PeopleReader {
 public:
  explicit NdjsonPeople(std::FILE* file) : lines_(file) {}

  Result<std::optional<PersonRow>> next() override {
    const auto line = lines_.next();
    if (!line) {
      if (line.error().code != Errc::invalid_argument) return line.error();
      return PersonRow{lines_.line_no(), {}, line.error()};
    }
    if (!*line) return std::optional<PersonRow>{};
    if (is_blank(**line)) return PersonRow{lines_.line_no(), **line, CreateUser{}, true};
    return PersonRow{lines_.line_no(), **line, parse_person(**line)};
  }

 private:
  LineReader lines_;
};

class CsvPeople final : public PeopleReader {
 public:
  explicit CsvPeople(std::FILE* file) : rows_(file) {}

  Result<void> read_header() {
    auto header = rows_.next();
    while (header && *header && is_blank((*header)->bytes)) header = rows_.next();
    if (!header) return header.error();
    if (!*header) return invalid("", "the file is empty: CSV begins with a header");
    const auto& cells = (*header)->cells;
    auto columns = cells ? PersonColumns::parse(*cells) : cells.error();
    if (!columns) {
      const Error& error = columns.error();
      const std::string field = error.field.empty() ? "" : error.field + ": ";
      const std::string line = "line " + std::to_string((*header)->line_no) + ": ";
      return invalid("", line + field + error.detail);
    }
    columns_ = *std::move(columns);
    first_bytes_ = std::string((*header)->bytes) + '\n';
    return {};
  }

  Result<std::optional<PersonRow>> next() override {
    const auto row = rows_.next();
    if (!row) return row.error();
    if (!*row) return std::optional<PersonRow>{};
    const auto& [line_no, bytes, cells] = **row;
    if (cells && is_blank(bytes)) return PersonRow{line_no, with_header(bytes), CreateUser{}, true};
    return PersonRow{line_no, with_header(bytes),
                     cells ? columns_.person(*cells) : Result<CreateUser>(cells.error())};
  }

 private:
  std::string_view with_header(std::string_view bytes) {
    if (!std::exchange(is_first_, false)) return bytes;
    return first_bytes_ += bytes;
  }

  CsvRows rows_;
  PersonColumns columns_;
  std::string first_bytes_;
  bool is_first_ = true;
};

Result<std::unique_ptr<PeopleReader>> open_csv(std::FILE* file) {
  auto csv = std::make_unique<CsvPeople>(file);
  if (const auto read = csv->read_header(); !read) return read.error();
  return csv;
}

}  // namespace

Result<std::unique_ptr<PeopleReader>> PeopleReader::open(std::FILE* file, PeopleFormat format,
                                                         PeopleMapping mapping) {
  if (const auto checked = check_encoding(file); !checked) return checked.error();
  switch (format) {
    case PeopleFormat::ndjson:
      break;
    case PeopleFormat::csv:
      return open_csv(file);
    case PeopleFormat::ldif:
      return open_ldif_people(file, std::move(mapping));
    case PeopleFormat::keycloak:
      return open_keycloak_people(file, std::move(mapping));
    case PeopleFormat::scim:
      return open_scim_people(file, std::move(mapping));
  }
  return std::make_unique<NdjsonPeople>(file);
}

}  // namespace rolecall
