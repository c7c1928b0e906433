#include "tools/import/ldif_groups.hpp"

#include <algorithm>

#include "tools/import/distinguished_name.hpp"

namespace rolecall {
namespace {

std::string by_uid(std::string_view uid) { return "uid:" + std::string(uid); }
std::string by_name(const DistinguishedName& name) { return "dn:" + name.key; }

}  // namespace

Result<void> LdifGroups::add_group(const LdifAttributes& group) {
  const auto dn = parse_distinguished_name(group.first("dn"));
  if (!dn) return invalid("", "has a dn that is no distinguished name");
  if (!is_wanted_(dn->first)) return {};
  const auto number = groups_.add(dn->first, dn->key);
  if (!number) return number.error();
  for (const LdifValue& value : group.all()) {
    if (value.name == "memberuid") {
      groups_.put(by_uid(value.value), *number);
    } else if (value.name == "member" || value.name == "uniquemember" ||
               value.name == "member;range=0-*") {
      const auto member = parse_distinguished_name(value.value);
      if (!member) return invalid("", "has a member that is no distinguished name");
      groups_.put(by_name(*member), *number);
    }
  }
  return {};
}

Result<void> LdifGroups::add_person(const LdifAttributes& person) {
  const auto dn = parse_distinguished_name(person.first("dn"));
  if (!dn) return invalid("", "has a dn that is no distinguished name");
  for (const LdifValue& value : person.all()) {
    if (value.name != "memberof") continue;
    const auto group = parse_distinguished_name(value.value);
    if (!group) return invalid("", "has a memberOf that is no distinguished name");
    if (!is_wanted_(group->first)) continue;
    const auto number = groups_.add(group->first, group->key);
    if (!number) return invalid("", "is in a group that " + number.error().detail);
    groups_.put(by_name(*dn), *number);
  }
  return {};
}

void LdifGroups::sort() { groups_.sort_members(); }

std::vector<FileGroups::Number> LdifGroups::groups_of(const LdifAttributes& person) {
  std::vector<FileGroups::Number> found;
  if (const auto dn = parse_distinguished_name(person.first("dn"))) {
    told_ += groups_.append_groups_of(by_name(*dn), found);
  }
  if (person.has("uid")) told_ += groups_.append_groups_of(by_uid(person.first("uid")), found);
  std::ranges::sort(found);
  const auto rest = std::ranges::unique(found);
  found.erase(rest.begin(), rest.end());
  return found;
}

}  // namespace rolecall
