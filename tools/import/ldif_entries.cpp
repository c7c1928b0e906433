#include "tools/import/ldif_entries.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <sodium.h>

#include "engine/types/canonical_name.hpp"

namespace rolecall {
namespace {

constexpr std::string_view entries_comment = "# numEntries: ";

// Of an attribute: a word or an object identifier, and its options. Active Directory has names with
// underlines; `=` and `*` stand in the option of a range.
constexpr bool is_of_name(char c) {
  const char folded = fold_ascii(c);
  return (folded >= 'a' && folded <= 'z') || (c >= '0' && c <= '9') ||
         std::string_view("-.;_=*").find(c) != std::string_view::npos;
}

}  // namespace

Result<std::optional<LdifEntry>> LdifEntries::next() {
  bytes_.clear();
  text_.clear();
  parts_.clear();
  values_.clear();
  line_no_ = 0;
  refused_.reset();
  entries_told_.reset();
  bool is_end = false;
  for (;;) {
    const auto line = lines_.next();
    if (!line && line.error().code != Errc::invalid_argument) return line.error();
    is_end = line && !*line;
    if (is_end) break;
    if (!line) {
      end_logical_line();
      refuse(line.error().detail);
      continue;
    }
    const std::string_view text =
        (*line)->ends_with('\r') ? (*line)->substr(0, (*line)->size() - 1) : **line;
    add_bytes(**line);
    if (!text.empty()) {
      take_line(text);
    } else {
      end_logical_line();
      if (line_no_ != 0) break;
    }
  }
  end_logical_line();
  if (is_end && line_no_ == 0 && !entries_told_) return std::optional<LdifEntry>{};
  take_version();
  if (refused_) return LdifEntry{line_no_, bytes_, *refused_, entries_told_};
  for (const Parts& parts : parts_) {
    values_.push_back({parts.name.of(text_), parts.value.of(text_), parts.is_elsewhere});
  }
  return LdifEntry{line_no_, bytes_, std::span<const LdifValue>(values_), entries_told_};
}

void LdifEntries::add_bytes(std::string_view line) {
  if (bytes_.size() + line.size() > ldif_entry_max_bytes) {
    if (line_no_ == 0) {
      bytes_.clear();  // comments without end
    } else {
      refuse("has more than " + std::to_string(ldif_entry_max_bytes) + " bytes");
    }
  } else {
    bytes_ += line;
    bytes_ += '\n';
  }
}

void LdifEntries::take_line(std::string_view line) {
  if (line.front() != ' ') {
    end_logical_line();
    logical_ = line;
    logical_line_ = lines_.line_no();
    if (line.front() != '#' && line_no_ == 0) line_no_ = logical_line_;
    return;
  }
  if (logical_line_ == 0) {
    if (line_no_ == 0) line_no_ = lines_.line_no();
    refuse("continues a line, and there is none before it");
  } else if (logical_.size() + line.size() <= ldif_entry_max_bytes) {
    logical_ += line.substr(1);
  } else {
    refuse("is longer than " + std::to_string(ldif_entry_max_bytes) + " bytes");
  }
}

void LdifEntries::end_logical_line() {
  if (logical_line_ == 0) return;
  if (logical_.front() == '#') {
    take_comment(logical_);
  } else if (!refused_) {
    take_attribute(logical_);
  }
  logical_line_ = 0;
}

void LdifEntries::take_comment(std::string_view comment) {
  if (!comment.starts_with(entries_comment)) return;
  comment.remove_prefix(entries_comment.size());
  std::uint64_t entries = 0;
  const auto read = std::from_chars(comment.data(), comment.data() + comment.size(), entries);
  if (read.ec == std::errc{}) entries_told_ = entries;
}

void LdifEntries::take_attribute(std::string_view line) {
  const auto colon = line.find(':');
  const bool has_name = colon != 0 && colon != std::string_view::npos &&
                        std::ranges::all_of(line.substr(0, colon), is_of_name);
  if (!has_name) return refuse("is not of the form attribute: value");
  Parts parts;
  parts.name = {text_.size(), colon};
  std::ranges::transform(line.substr(0, colon), std::back_inserter(text_), fold_ascii);
  line.remove_prefix(colon + 1);
  const bool is_base64 = line.starts_with(':');
  parts.is_elsewhere = line.starts_with('<');
  if (is_base64 || parts.is_elsewhere) line.remove_prefix(1);
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  parts.value.begin = text_.size();
  if (!is_base64) {
    text_ += line;
  } else if (!take_base64(line)) {
    return refuse("is not base64 behind its two colons");
  }
  parts.value.size = text_.size() - parts.value.begin;
  parts_.push_back(parts);
}

bool LdifEntries::take_base64(std::string_view text) {
  const std::size_t begin = text_.size();
  text_.resize(begin + text.size());
  std::size_t size = 0;
  auto* const out = reinterpret_cast<unsigned char*>(text_.data() + begin);
  const bool is_base64 = sodium_base642bin(out, text.size(), text.data(), text.size(), nullptr,
                                           &size, nullptr, sodium_base64_VARIANT_ORIGINAL) == 0;
  text_.resize(begin + size);
  return is_base64;
}

// It stands before the first entry, or with it where no empty line is between.
void LdifEntries::take_version() {
  if (line_no_ == 0 || !std::exchange(is_first_, false)) return;
  if (parts_.empty() || parts_[0].name.of(text_) != "version") return;
  if (parts_[0].value.of(text_) != "1") {
    refused_ = invalid("", "the file is of another version of LDIF than 1");
  }
  parts_.erase(parts_.begin());
}

void LdifEntries::refuse(std::string detail) {
  if (line_no_ == 0) line_no_ = lines_.line_no();
  const std::uint64_t line_no = logical_line_ != 0 ? logical_line_ : lines_.line_no();
  const std::string where = "line " + std::to_string(line_no) + ' ';
  if (!refused_) refused_ = invalid("", where + std::move(detail));
}

}  // namespace rolecall
