// LDAP version 3 in BER: as much of it as a load needs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/result.hpp"

namespace rolecall::peers {

// `id` tells the answers on one connection apart.
void append_bind(std::string& out, std::uint32_t id, std::string_view name,
                 std::string_view password);

enum class LdapMatch : std::uint8_t { whole, prefix };
struct LdapSearch {
  std::string_view below;      // the entry that all found ones are below
  std::string_view attribute;  // of which the value is looked at
  LdapMatch match = LdapMatch::whole;
  std::string_view value;
  std::uint32_t entries_max = 0;  // 0: all
};
// Asks for all attributes of what is found.
void append_search(std::string& out, std::uint32_t id, const LdapSearch& search);

// load::AnswerLength: up to the message that ends an operation, whichever that is of. Refused is
// what has another result than success, or than that there were more entries than were asked for.
Result<std::size_t> ldap_answer_length(std::string_view bytes, int& status);

// How many entries there are in a whole answer.
std::size_t ldap_entries(std::string_view answer);

}  // namespace rolecall::peers
