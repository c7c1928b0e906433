// A spreadsheet takes a cell that begins with one of = + - @ or a tab or carriage return for a
// formula and runs it. An apostrophe before it makes it text again.
//
// The apostrophe is put before what begins with one of these, and before what would else look as if
// that had been done: what begins with an apostrophe and then one of these or another apostrophe.
// It is taken off where one of these or an apostrophe follows it. So each text has one cell, and
// reading the cell answers the text; 't Hooft stays as it is in both directions.
#pragma once

#include <string_view>

namespace rolecall {

constexpr bool begins_formula(std::string_view text) {
  return !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
}

// What follows an apostrophe at the beginning of `text` makes that one of ours.
constexpr bool is_apostrophe_ours(std::string_view text) {
  if (!text.starts_with('\'')) return false;
  const std::string_view rest = text.substr(1);
  return begins_formula(rest) || rest.starts_with('\'');
}

constexpr bool needs_apostrophe(std::string_view text) {
  return begins_formula(text) || is_apostrophe_ours(text);
}

constexpr std::string_view without_our_apostrophe(std::string_view cell) {
  return is_apostrophe_ours(cell) ? cell.substr(1) : cell;
}

}  // namespace rolecall
