#include "bench/peers/postgres_wire.hpp"

#include <cstdint>

namespace rolecall::peers {
namespace {

constexpr std::size_t length_bytes = 4;
constexpr std::size_t head_bytes = 1 + length_bytes;
constexpr std::uint32_t protocol_version = 3 << 16;

void append_number(std::string& out, std::uint32_t number, unsigned bytes) {
  for (unsigned shift = 8 * bytes; shift > 0; shift -= 8) {
    out += static_cast<char>(number >> (shift - 8) & 0xff);
  }
}

void append_text(std::string& out, std::string_view text) { out.append(text).push_back('\0'); }

// The length counts itself.
void append_message(std::string& out, std::string_view kind, std::string_view content) {
  out.append(kind);
  append_number(out, static_cast<std::uint32_t>(content.size() + length_bytes), length_bytes);
  out.append(content);
}

std::size_t length_at(std::string_view bytes) {
  std::size_t length = 0;
  for (const char byte : bytes.substr(0, length_bytes)) {
    length = length << 8 | static_cast<unsigned char>(byte);
  }
  return length;
}

// What a message that begins with these bytes takes; 0: it is not complete.
std::size_t message_bytes(std::string_view bytes) {
  if (bytes.size() < head_bytes) return 0;
  const std::size_t whole = 1 + length_at(bytes.substr(1));
  return whole <= bytes.size() ? whole : 0;
}

}  // namespace

void append_startup(std::string& out, std::string_view user, std::string_view database) {
  std::string content;
  append_number(content, protocol_version, 4);
  append_text(content, "user");
  append_text(content, user);
  append_text(content, "database");
  append_text(content, database);
  append_text(content, "");
  append_message(out, "", content);
}

void append_parse(std::string& out, std::string_view name, std::string_view statement) {
  std::string content;
  append_text(content, name);
  append_text(content, statement);
  append_number(content, 0, 2);  // types of parameters: as the server infers them
  append_message(out, "P", content);
}

void append_execute(std::string& out, std::string_view name,
                    std::span<const std::string_view> values) {
  std::string content;
  append_text(content, "");  // the unnamed portal
  append_text(content, name);
  append_number(content, 0, 2);  // formats of values: text
  append_number(content, static_cast<std::uint32_t>(values.size()), 2);
  for (const std::string_view value : values) {
    append_number(content, static_cast<std::uint32_t>(value.size()), 4);
    content.append(value);
  }
  append_number(content, 0, 2);  // formats of results: text
  append_message(out, "B", content);
  content.clear();
  append_text(content, "");
  append_number(content, 0, 4);  // no bound of rows
  append_message(out, "E", content);
  append_sync(out);
}

void append_sync(std::string& out) { append_message(out, "S", ""); }

Result<std::size_t> postgres_answer_length(std::string_view bytes, int& status) {
  bool is_refused = false;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::string_view rest = bytes.substr(at);
    if (rest.size() >= head_bytes && length_at(rest.substr(1)) < length_bytes) {
      return Error{Errc::unavailable, {}, "not an answer of PostgreSQL"};
    }
    const std::size_t taken = message_bytes(rest);
    if (taken == 0) return 0;
    at += taken;
    is_refused |= rest[0] == 'E';
    if (rest[0] != 'Z') continue;
    status = is_refused ? 500 : 200;
    return at;
  }
  return 0;
}

std::size_t postgres_rows(std::string_view answer) {
  std::size_t rows = 0;
  while (const std::size_t taken = message_bytes(answer)) {
    rows += answer[0] == 'D';
    answer.remove_prefix(taken);
  }
  return rows;
}

}  // namespace rolecall::peers
