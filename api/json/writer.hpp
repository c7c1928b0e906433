// JSON text, appended to a string. All answers are written with it; nothing is built first.
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

namespace rolecall {

// Puts the commas. That objects and arrays are closed, and that keys and values take turns, is the
// caller's part. Text is UTF-8; other bytes are copied as they are and cannot end a string.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }

  // Names are our own words: nothing in them needs an escape.
  void key(std::string_view name) {
    char* at = grow(name.size() + 3);
    *at++ = '"';
    at += name.copy(at, name.size());
    *at++ = '"';
    *at = ':';
    comma_ = false;
  }

  void value(std::string_view text) { string(text); }
  void value(const char* text) { string(text); }
  void value(bool flag) { raw(flag ? std::string_view("true") : std::string_view("false")); }
  void value(std::nullptr_t) { raw("null"); }
  template <std::integral Number>
  void value(Number number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    raw({digits, static_cast<std::size_t>(end - digits)});
  }

  // One text of several, one behind the other.
  void joined(std::initializer_list<std::string_view> texts) {
    separate();
    out_.push_back('"');
    for (const std::string_view text : texts) escaped(text);
    out_.push_back('"');
  }

  // A value of characters that need no escape, which `append` appends to a string.
  template <class Append>
  void text(Append append) {
    separate();
    out_.push_back('"');
    append(out_);
    out_.push_back('"');
  }

  // A value that is JSON text already.
  void raw(std::string_view json) {
    separate();
    out_.append(json);
  }

  template <class Value>
  void member(std::string_view name, const Value& v) {
    constexpr bool is_null = std::is_same_v<Value, std::nullptr_t>;  // which converts to a text
    if constexpr (std::is_convertible_v<const Value&, std::string_view> && !is_null) {
      text_member(name, v);
    } else {
      key(name);
      value(v);
    }
  }

  // The value, or null where there is none.
  void member_or_null(std::string_view name, std::string_view text) {
    text.empty() ? member(name, nullptr) : text_member(name, text);
  }

 private:
  void separate() {
    if (comma_) out_.push_back(',');
    comma_ = true;
  }
  void open(char bracket) {
    separate();
    out_.push_back(bracket);
    comma_ = false;
  }
  void close(char bracket) {
    out_.push_back(bracket);
    comma_ = true;
  }
  // Room for so many more characters, behind the comma where one is due.
  char* grow(std::size_t size) {
    const std::size_t at = out_.size();
    out_.resize(at + comma_ + size);
    if (comma_) out_[at] = ',';
    return &out_[at + comma_];
  }
  void text_member(std::string_view name, std::string_view text);
  void string(std::string_view text);
  void escaped(std::string_view text);

  std::string& out_;
  bool comma_ = false;
};

}  // namespace rolecall
