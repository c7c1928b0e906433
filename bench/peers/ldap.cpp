#include "bench/peers/ldap.hpp"

#include <optional>

namespace rolecall::peers {
namespace {

// Tags of BER, and those that LDAP gives its messages.
constexpr char of_boolean = 0x01;
constexpr char of_integer = 0x02;
constexpr char of_text = 0x04;
constexpr char of_enumerated = 0x0a;
constexpr char of_sequence = 0x30;
constexpr char of_bind = 0x60;
constexpr char of_bind_answer = 0x61;
constexpr char of_search = 0x63;
constexpr char of_entry = 0x64;
constexpr char of_search_end = 0x65;
constexpr char of_simple_password = '\x80';
constexpr char of_equality = '\xa3';
constexpr char of_substrings = '\xa4';
constexpr char of_beginning = '\x80';

constexpr int success = 0;
constexpr int size_limit_exceeded = 4;

void append_element(std::string& out, char tag, std::string_view content) {
  out += tag;
  const std::size_t size = content.size();
  if (size >= 0x80) out += size > 0xff ? '\x82' : '\x81';  // nothing here takes 64 KiB
  if (size > 0xff) out += static_cast<char>(size >> 8);
  out += static_cast<char>(size);
  out.append(content);
}

std::string element(char tag, std::string_view content) {
  std::string out;
  append_element(out, tag, content);
  return out;
}

std::string number(char tag, std::uint32_t value) {
  std::string bytes;
  int shift = 24;
  while (shift > 0 && value >> (shift - 1) == 0) shift -= 8;  // the first bit is the sign
  for (; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xff);
  return element(tag, bytes);
}

// An element that lies at the beginning of some bytes.
struct Element {
  char tag = 0;
  std::size_t head = 0;  // bytes
  std::size_t size = 0;  // of its content
};

// Nothing: the bytes end before it does.
std::optional<Element> element_at(std::string_view bytes) {
  if (bytes.size() < 2) return std::nullopt;
  Element found{bytes[0], 2, static_cast<unsigned char>(bytes[1])};
  if (found.size >= 0x80) {
    const std::size_t digits = found.size & 0x7f;
    if (bytes.size() < 2 + digits) return std::nullopt;
    found = {bytes[0], 2 + digits, 0};
    for (const char digit : bytes.substr(2, digits)) {
      found.size = found.size << 8 | static_cast<unsigned char>(digit);
    }
  }
  if (found.size > bytes.size() - found.head) return std::nullopt;
  return found;
}

// What a whole message says: its operation and, where it is the end of one, the result.
struct Message {
  char operation = 0;
  int result = 0;
};

Message read_message(std::string_view content) {
  const auto id = element_at(content);
  if (!id) return {};
  content.remove_prefix(id->head + id->size);
  const auto operation = element_at(content);
  if (!operation) return {};
  content.remove_prefix(operation->head);
  const auto result = element_at(content);
  if (!result || result->tag != of_enumerated || result->size != 1) return {operation->tag, -1};
  return {operation->tag, static_cast<unsigned char>(content[result->head])};
}

bool is_end(const Message& message) {
  return message.operation == of_search_end || message.operation == of_bind_answer;
}

}  // namespace

void append_bind(std::string& out, std::uint32_t id, std::string_view name,
                 std::string_view password) {
  const std::string bind =
      number(of_integer, 3) + element(of_text, name) + element(of_simple_password, password);
  append_element(out, of_sequence, number(of_integer, id) + element(of_bind, bind));
}

void append_search(std::string& out, std::uint32_t id, const LdapSearch& search) {
  std::string filter = element(of_text, search.attribute);
  if (search.match == LdapMatch::whole) {
    filter = element(of_equality, filter + element(of_text, search.value));
  } else {
    filter =
        element(of_substrings, filter + element(of_sequence, element(of_beginning, search.value)));
  }
  constexpr std::uint32_t one_level = 1;
  const std::string content =
      element(of_text, search.below) + number(of_enumerated, one_level) +
      number(of_enumerated, 0) +                                        // aliases are not followed
      number(of_integer, search.entries_max) + number(of_integer, 0) +  // no bound of time
      element(of_boolean, std::string_view("\0", 1)) + filter + element(of_sequence, "");
  append_element(out, of_sequence, number(of_integer, id) + element(of_search, content));
}

Result<std::size_t> ldap_answer_length(std::string_view bytes, int& status) {
  for (std::size_t at = 0; at < bytes.size();) {
    if (bytes[at] != of_sequence) return Error{Errc::unavailable, {}, "not an answer of LDAP"};
    const auto message = element_at(bytes.substr(at));
    if (!message) return 0;
    const Message said = read_message(bytes.substr(at + message->head, message->size));
    at += message->head + message->size;
    if (!is_end(said)) continue;
    status = said.result == success || said.result == size_limit_exceeded ? 200 : 500;
    return at;
  }
  return 0;
}

std::size_t ldap_entries(std::string_view answer) {
  std::size_t entries = 0;
  while (const auto message = element_at(answer)) {
    entries += read_message(answer.substr(message->head, message->size)).operation == of_entry;
    answer.remove_prefix(message->head + message->size);
  }
  return entries;
}

}  // namespace rolecall::peers
