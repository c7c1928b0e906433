#include "tests/property/texts.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace rolecall::test::model {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> folds{
    {{"Ä", "ä"}, {"Ë", "ë"}, {"ß", "ss"}, {"\u212a", "k"}, {"\ufb01", "fi"}}};

}  // namespace

std::string fold(std::string_view name) {
  std::string folded;
  while (!name.empty()) {
    const auto* const entry = std::find_if(
        folds.begin(), folds.end(), [&](const auto& f) { return name.starts_with(f.first); });
    if (entry != folds.end()) {
      folded += entry->second;
      name.remove_prefix(entry->first.size());
    } else {
      const char c = name.front();
      folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      name.remove_prefix(1);
    }
  }
  return folded;
}

std::array<std::string, 3> names_of(const Profile& p) {
  if (!p.first_name.empty() || !p.last_name.empty()) {
    return {p.username, p.first_name, p.last_name};
  }
  const std::size_t space = p.display_name.find(' ');
  const bool has_two = space != std::string::npos;
  return {p.username, p.display_name.substr(0, space),
          has_two ? p.display_name.substr(space + 1) : ""};
}

bool is_good_text(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f || byte == 0xff;
  });
}

bool is_good_name(std::string_view name) {
  const auto chars =
      std::count_if(name.begin(), name.end(), [](char c) { return (c & 0xc0) != 0x80; });
  return !name.empty() && chars <= 255 && name.front() != ' ' && name.back() != ' ' &&
         is_good_text(name);
}

bool is_good_unique_name(std::string_view name) {
  constexpr std::string_view hex = "0123456789abcdefABCDEF";
  std::string digits(name);
  std::erase(digits, '-');
  const bool is_id = digits.size() == 32 && digits.find_first_not_of(hex) == digits.npos;
  return is_good_name(name) && !is_id;
}

bool is_good_email(std::string_view email) {
  const auto at = email.rfind('@');
  return is_good_name(email) && email.find(' ') == email.npos && at != email.npos && at != 0 &&
         at + 1 != email.size();
}

bool is_good(const Profile& p) {
  const auto absent_or_name = [](const std::string& n) { return n.empty() || is_good_name(n); };
  return is_good_unique_name(p.username) && (p.email.empty() || is_good_email(p.email)) &&
         absent_or_name(p.display_name) && absent_or_name(p.first_name) &&
         absent_or_name(p.last_name) && absent_or_name(p.external_id) && is_good_text(p.attributes);
}

}  // namespace rolecall::test::model
