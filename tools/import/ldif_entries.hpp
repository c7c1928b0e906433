// Entries of an LDIF file (RFC 2849), one by one, in bounded memory. Their form only: what their
// attributes mean is left to the reader of people (ldif_people.hpp).
//
// Understood: folded lines, also within base64, names and comments; LF and CRLF; `version: 1`, with
// or without an empty line behind it; raw UTF-8 where the RFC has base64. What stands elsewhere
// (`attribute:< URL`) is never opened.
#pragma once

#include <cstdint>
#include <cstdio>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/result.hpp"
#include "tools/import/line_reader.hpp"

namespace rolecall {

// A photograph is within an entry, and so are the members of a large group.
inline constexpr std::size_t ldif_entry_max_bytes = std::size_t{1} << 24;

struct LdifValue {
  std::string_view name;      // in lower case, with its options: "sn;lang-fr"
  std::string_view value;     // out of its base64
  bool is_elsewhere = false;  // `:<`: the value is only where it would be found
};

// What stands between two empty lines.
struct LdifEntry {
  std::uint64_t line_no = 0;  // where it begins, behind its comments
  std::string_view bytes;     // as they are in the file, with all before them that is nobody's
  // In the order of the file, the version left out; none where there are only comments.
  // `invalid_argument`: malformed, the detail names the line.
  Result<std::span<const LdifValue>> values;
  // How many entries ldapsearch says, in a comment before this one, that it has got up to there.
  std::optional<std::uint64_t> entries_told;
};

class LdifEntries {
 public:
  // Reads from the beginning of a file that can be rewound; it must outlive this.
  explicit LdifEntries(std::FILE* file) : lines_(file, ldif_entry_max_bytes) {}

  // The next entry, valid until the next call; nothing: there is none. `unavailable`: cannot be
  // read.
  Result<std::optional<LdifEntry>> next();

 private:
  struct Part {
    std::size_t begin = 0;
    std::size_t size = 0;
    std::string_view of(std::string_view text) const { return text.substr(begin, size); }
  };
  struct Parts {
    Part name;
    Part value;
    bool is_elsewhere = false;
  };

  void add_bytes(std::string_view line);
  void take_line(std::string_view line);
  void end_logical_line();
  void take_comment(std::string_view comment);
  void take_attribute(std::string_view line);
  bool take_base64(std::string_view text);
  void take_version();
  void refuse(std::string detail);

  LineReader lines_;
  bool is_first_ = true;
  std::string bytes_;
  std::string logical_;             // the line that the next ones may continue
  std::uint64_t logical_line_ = 0;  // where it begins; 0: there is none
  std::string text_;                // names and values, one behind the other
  std::vector<Parts> parts_;        // of text_
  std::vector<LdifValue> values_;   // the same as views
  std::uint64_t line_no_ = 0;       // of the entry; 0: it has not begun
  std::optional<Error> refused_;    // why the entry is
  std::optional<std::uint64_t> entries_told_;
};

}  // namespace rolecall
