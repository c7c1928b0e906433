// A person out of an LDIF entry of OpenLDAP, Active Directory or another server: what becomes of
// which attribute is told in people/README.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/commands/command.hpp"
#include "engine/result.hpp"
#include "tools/import/attribute_map.hpp"
#include "tools/import/ldif_entries.hpp"

namespace rolecall {

// The attributes of one entry, asked for by their names in lower case.
class LdifAttributes {
 public:
  explicit LdifAttributes(std::span<const LdifValue> values) : values_(values) {}

  std::span<const LdifValue> all() const { return values_; }
  bool has(std::string_view name) const { return find(name) != nullptr; }
  bool has(std::string_view name, std::string_view value) const;  // in whatever case
  std::string_view first(std::string_view name) const;            // empty: there is none
  std::size_t count(std::string_view name) const;

 private:
  const LdifValue* find(std::string_view name) const;

  std::span<const LdifValue> values_;
};

enum class LdifKind : std::uint8_t {
  person,
  group,
  computer,  // or a service that is an account like one
  deleted,
  other,
  unknown,  // the object classes are not there
};

LdifKind kind_of(const LdifAttributes& entry);
bool is_of_active_directory(const LdifAttributes& person);

// What was seen in the entries and has no place here.
struct LdifRemarks {
  std::uint64_t passwords = 0;     // people who have one
  std::uint64_t ends_later = 0;    // people whose account ends at a time to come
  std::uint64_t ends_too_far = 0;  // or beyond the year 9999
};

// Without role and groups. Errors are invalid_argument and name the attribute.
Result<CreateUser> person_of(const LdifAttributes& entry, std::span<const MappedAttribute> map,
                             Timestamp now, LdifRemarks& remarks);

// The words that tell the role of a person.
void append_role_words(const LdifAttributes& person, std::vector<std::string_view>& words);

}  // namespace rolecall
