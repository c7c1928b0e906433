#include "tools/import/attribute_map.hpp"

#include <algorithm>
#include <array>

#include "engine/events/profile.hpp"
#include "engine/types/canonical_name.hpp"

namespace rolecall {
namespace {

constexpr std::string_view attributes_prefix = "attributes.";
constexpr auto secret_attributes = std::to_array<std::string_view>(
    {"userpassword", "unicodepwd", "dbcspwd", "ntpwdhistory", "lmpwdhistory", "pwdhistory",
     "supplementalcredentials", "sambantpassword", "sambalmpassword", "sambapasswordhistory",
     "krbprincipalkey", "krbmkey", "krbpwdhistory", "authpassword", "ipanthash"});

Result<MappedAttribute> parse_one(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == 0 || equals == std::string_view::npos) {
    return invalid("--map", "must be ATTRIBUTE=MEMBER, e.g. userPrincipalName=username");
  }
  MappedAttribute mapped;
  std::ranges::transform(text.substr(0, equals), std::back_inserter(mapped.attribute), fold_ascii);
  std::string_view member = text.substr(equals + 1);
  if (member.starts_with(attributes_prefix)) {
    mapped.name = member.substr(attributes_prefix.size());
    member = "attributes";
  }
  const auto found = std::ranges::find(profile_members, member, &ProfileMember::name);
  mapped.member = static_cast<std::size_t>(found - profile_members.begin());
  if (found == profile_members.end() || (member == "attributes") == mapped.name.empty()) {
    return invalid("--map",
                   "must map to username, email, display_name, first_name, last_name, external_id "
                   "or attributes.NAME");
  }
  if (is_secret_attribute(mapped.attribute)) {
    return invalid("--map", "must not map a password: passwords are never taken");
  }
  return mapped;
}

}  // namespace

Result<std::vector<MappedAttribute>> parse_attribute_map(std::span<const std::string> texts) {
  std::vector<MappedAttribute> map;
  for (const std::string& text : texts) {
    auto mapped = parse_one(text);
    if (!mapped) return mapped.error();
    const auto is_same = [&](const MappedAttribute& other) {
      return other.member == mapped->member && other.name == mapped->name;
    };
    if (std::ranges::any_of(map, is_same)) return invalid("--map", "maps two to the same member");
    map.push_back(*std::move(mapped));
  }
  return map;
}

bool is_secret_attribute(std::string_view lower_case_name) {
  const std::string_view name = lower_case_name.substr(0, lower_case_name.find(';'));
  return std::ranges::find(secret_attributes, name) != secret_attributes.end();
}

}  // namespace rolecall
