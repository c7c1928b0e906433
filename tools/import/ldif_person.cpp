#include "tools/import/ldif_person.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "api/http/request.hpp"
#include "api/json/writer.hpp"
#include "engine/types/utf8.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {
namespace {

using Names = std::span<const std::string_view>;

constexpr auto person_classes =
    std::to_array<std::string_view>({"inetOrgPerson", "posixAccount", "person", "user"});
constexpr auto group_classes = std::to_array<std::string_view>(
    {"groupOfNames", "groupOfUniqueNames", "groupOfMembers", "posixGroup", "group"});
// What a person is made of. A value of theirs that stands elsewhere is refused, not passed over.
constexpr auto taken_attributes = std::to_array<std::string_view>(
    {"uid", "samaccountname", "mail", "displayname", "cn", "givenname", "sn", "entryuuid",
     "objectguid", "employeenumber", "employeetype", "useraccountcontrol", "accountexpires",
     "shadowexpire", "pwdaccountlockedtime", "nsaccountlock"});

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t day_us = 86'400 * second_us;
constexpr std::int64_t time_max_us = 253'402'300'799 * second_us;  // the end of the year 9999
constexpr std::int64_t seconds_from_1601_to_1970 = 11'644'473'600;
constexpr std::int64_t disabled_bit = 2;  // of userAccountControl: ACCOUNTDISABLE

bool is_of_class(const LdifAttributes& entry, Names classes) {
  return std::ranges::any_of(classes,
                             [&](std::string_view name) { return entry.has("objectclass", name); });
}

Result<std::int64_t> number_in(const LdifAttributes& entry, std::string_view name) {
  const std::string_view text = entry.first(name);
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec == std::errc{} && read.ptr == text.data() + text.size()) return number;
  return invalid(std::string(name), "is not a whole number");
}

// When an account ends; nothing: never.
Result<std::optional<Timestamp>> end_by_account_expires(const LdifAttributes& entry,
                                                        LdifRemarks& remarks) {
  constexpr std::string_view name = "accountexpires";
  if (entry.first(name).empty()) return std::optional<Timestamp>();
  const auto ticks = number_in(entry, name);  // of 100 ns, since 1601
  if (!ticks) return ticks.error();
  if (*ticks < 0) return invalid(std::string(name), "is before 1601");
  if (*ticks == 0 || *ticks == std::numeric_limits<std::int64_t>::max()) {
    return std::optional<Timestamp>();
  }
  const std::int64_t us = *ticks / 10 - seconds_from_1601_to_1970 * second_us;
  if (us <= time_max_us) return Timestamp{us};
  ++remarks.ends_too_far;
  return std::optional<Timestamp>();
}

Result<std::optional<Timestamp>> end_by_shadow(const LdifAttributes& entry) {
  constexpr std::string_view name = "shadowexpire";
  if (entry.first(name).empty()) return std::optional<Timestamp>();
  const auto days = number_in(entry, name);  // since 1970
  if (!days) return days.error();
  if (*days < 0 || *days > time_max_us / day_us) return std::optional<Timestamp>();
  return Timestamp{*days * day_us};
}

// Locked for a while after wrong passwords is active all the same.
Result<bool> is_active(const LdifAttributes& entry, Timestamp now, LdifRemarks& remarks) {
  if (!entry.first("useraccountcontrol").empty()) {
    const auto control = number_in(entry, "useraccountcontrol");
    if (!control) return control.error();
    if ((*control & disabled_bit) != 0) return false;
  }
  if (entry.has("nsaccountlock", "TRUE")) return false;
  if (entry.has("pwdaccountlockedtime", "000001010000Z")) return false;
  if (entry.has("employeetype", name_of(Status::deactivated))) return false;  // of our exports
  for (const auto& end : {end_by_account_expires(entry, remarks), end_by_shadow(entry)}) {
    if (!end) return end.error();
    if (!*end) continue;
    if (**end <= now) return false;
    ++remarks.ends_later;
  }
  return true;
}

// Bytes 0-3, 4-5 and 6-7 are numbers with the lowest byte first.
Result<std::string> uuid_of_object_guid(std::string_view bytes) {
  Uuid id;
  if (bytes.size() != id.bytes.size()) return invalid("objectguid", "is not 16 bytes");
  constexpr std::array<std::uint8_t, 16> order{3, 2, 1,  0,  5,  4,  7,  6,
                                               8, 9, 10, 11, 12, 13, 14, 15};
  for (std::size_t i = 0; i < order.size(); ++i) {
    id.bytes[i] = static_cast<std::uint8_t>(bytes[order[i]]);
  }
  return to_text(id);
}

// LDAP makes everyone have `cn` and `sn`: where these only repeat another name, they say nothing.
void set_names(const LdifAttributes& entry, Profile& profile) {
  const std::string_view common = entry.first("cn");
  const std::string_view surname = entry.first("sn");
  profile.display_name = entry.first("displayname");
  profile.first_name = entry.first("givenname");
  const bool repeats =
      common == profile.display_name || common == profile.first_name || common == profile.username;
  if (surname != common || !repeats) profile.last_name = surname;
  const std::string& first = profile.first_name;
  const std::string& last = profile.last_name;
  const bool joins = !first.empty() && !last.empty() && common == first + ' ' + last;
  if (profile.display_name.empty() && !repeats && common != last && !joins) {
    profile.display_name = common;
  }
}

Result<void> set_ids(const LdifAttributes& entry, Profile& profile) {
  if (!is_of_active_directory(entry)) {
    const std::string_view id = entry.first("entryuuid");
    profile.external_id = id.empty() ? entry.first("employeenumber") : id;
    return {};
  }
  if (!entry.has("objectguid")) return {};
  auto id = uuid_of_object_guid(entry.first("objectguid"));
  if (!id) return id.error();
  profile.external_id = *std::move(id);
  return {};
}

// One value as a text, several as an array.
Result<void> append_attribute(JsonWriter& json, const LdifAttributes& entry,
                              const MappedAttribute& mapped, std::string& quoted) {
  const std::size_t values = entry.count(mapped.attribute);
  if (values == 0) return {};
  quoted.clear();
  JsonWriter(quoted).value(std::string_view(mapped.name));
  json.key(std::string_view(quoted).substr(1, quoted.size() - 2));
  if (values > 1) json.begin_array();
  for (const LdifValue& value : entry.all()) {
    if (value.name != mapped.attribute) continue;
    if (!is_utf8(value.value)) return invalid(mapped.attribute, "is not UTF-8 text");
    json.value(value.value);
  }
  if (values > 1) json.end_array();
  return {};
}

Result<void> set_mapped(const LdifAttributes& entry, std::span<const MappedAttribute> map,
                        Profile& profile) {
  std::string attributes;
  std::string quoted;
  JsonWriter json(attributes);
  json.begin_object();
  for (const MappedAttribute& mapped : map) {
    if (mapped.name.empty()) {
      profile.*profile_members[mapped.member].value = entry.first(mapped.attribute);
    } else if (auto added = append_attribute(json, entry, mapped, quoted); !added) {
      return added.error();
    }
  }
  json.end_object();
  if (attributes != "{}") profile.attributes = std::move(attributes);
  return {};
}

Result<void> check_values(const LdifAttributes& entry, std::span<const MappedAttribute> map) {
  for (const LdifValue& value : entry.all()) {
    const bool is_taken =
        std::ranges::find(taken_attributes, value.name) != taken_attributes.end() ||
        std::ranges::find(map, value.name, &MappedAttribute::attribute) != map.end();
    if (value.is_elsewhere && is_taken) {
      return invalid(std::string(value.name), "stands in another file, which is not opened");
    }
  }
  return {};
}

}  // namespace

const LdifValue* LdifAttributes::find(std::string_view name) const {
  const auto found = std::ranges::find(values_, name, &LdifValue::name);
  return found == values_.end() ? nullptr : &*found;
}

bool LdifAttributes::has(std::string_view name, std::string_view value) const {
  return std::ranges::any_of(values_, [&](const LdifValue& one) {
    return one.name == name && equal_without_case(one.value, value);
  });
}

std::string_view LdifAttributes::first(std::string_view name) const {
  const LdifValue* const found = find(name);
  return found == nullptr ? std::string_view() : found->value;
}

std::size_t LdifAttributes::count(std::string_view name) const {
  return static_cast<std::size_t>(std::ranges::count(values_, name, &LdifValue::name));
}

bool is_of_active_directory(const LdifAttributes& person) {
  return person.has("objectclass", "user");
}

LdifKind kind_of(const LdifAttributes& entry) {
  if (!entry.has("objectclass")) return LdifKind::unknown;
  if (entry.has("isdeleted", "TRUE")) return LdifKind::deleted;
  if (entry.has("objectclass", "computer") || entry.first("samaccountname").ends_with('$')) {
    return LdifKind::computer;
  }
  const bool is_contact =
      entry.has("objectclass", "contact") ||
      equal_without_case(entry.first("objectcategory").substr(0, 11), "cn=contact,");
  if (is_contact) return LdifKind::other;
  if (is_of_class(entry, person_classes)) return LdifKind::person;
  return is_of_class(entry, group_classes) ? LdifKind::group : LdifKind::other;
}

Result<CreateUser> person_of(const LdifAttributes& entry, std::span<const MappedAttribute> map,
                             Timestamp now, LdifRemarks& remarks) {
  if (const auto checked = check_values(entry, map); !checked) return checked.error();
  const auto is_secret = [](const LdifValue& value) { return is_secret_attribute(value.name); };
  if (std::ranges::any_of(entry.all(), is_secret)) ++remarks.passwords;
  const std::size_t username = 0;
  static_assert(profile_members[username].name == "username");
  const bool has_other_name =
      std::ranges::find(map, username, &MappedAttribute::member) != map.end();
  const std::string_view name = is_of_active_directory(entry) ? "samaccountname" : "uid";
  if (!has_other_name && !entry.has(name)) {
    return invalid(std::string(name), "is not there, and is the username");
  }
  if (!has_other_name && entry.count(name) > 1) {
    return invalid(std::string(name), "has several values, and can be only one username");
  }
  CreateUser person;
  person.profile.username = entry.first(name);
  person.profile.email = entry.first("mail");
  set_names(entry, person.profile);
  if (const auto set = set_ids(entry, person.profile); !set) return set.error();
  if (const auto set = set_mapped(entry, map, person.profile); !set) return set.error();
  const auto active = is_active(entry, now, remarks);
  if (!active) return active.error();
  person.active = *active;
  return person;
}

void append_role_words(const LdifAttributes& person, std::vector<std::string_view>& words) {
  for (const LdifValue& value : person.all()) {
    const bool is_word =
        value.name == "employeetype" && value.value != name_of(Status::deactivated);
    if (is_word) words.push_back(value.value);
  }
}

}  // namespace rolecall
