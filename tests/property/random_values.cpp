#include "tests/property/random_values.hpp"

#include <array>
#include <string_view>

namespace rolecall::test::model {
namespace {

// With capitals, letters that fold by more than ASCII, and names longer than eight bytes.
constexpr std::array<std::string_view, 20> stems{
    "ann", "Ann",      "ANN", "bob",     "Bob", "äda", "ÄDA", "Äda", "straße",    "STRASSE",
    "kim", "\u212aim", "fin", "\ufb01n", "eve", "zoë", "ZOË", "o",   "anna.long", "Anna.Longer"};
constexpr std::array<std::string_view, 7> bad_names{
    "", " a", "a ", "a\tb", "\xff", "a\x7f", "0198C9A2-7b3c-7def-8000-0123456789ab"};
constexpr std::array<std::string_view, 4> bad_emails{"none", "@x.org", "a@", "a b@x.org"};
constexpr std::array<std::string_view, 3> domains{"x.org", "X.org", "y.de"};
constexpr std::array<std::string_view, 14> prefixes{
    "a", "A", "an", "ann1", "b", "ä", "Ä", "straß", "\u212a", "f", "\ufb01", "zo", "x", "anna.lo"};
constexpr std::array roles{Role::viewer, Role::analyst, Role::admin, Role::ops};
constexpr std::array<std::string_view, 3> posit_words{"viewer", "publisher", "administrator"};

}  // namespace

Uuid random_id(Random& random) {
  Uuid id;
  for (auto& byte : id.bytes) byte = static_cast<std::uint8_t>(random.bits());
  id.bytes[0] |= 1;  // never nil
  return id;
}

std::string random_username(Random& random) {
  std::string name(random.pick(stems));
  if (!random.one_in(4)) name += std::to_string(random.below(10));
  return name;
}

std::string random_email(Random& random) {
  if (random.one_in(50)) return std::string(random.pick(bad_emails));
  return random_username(random) + "@" + std::string(random.pick(domains));
}

std::string random_prefix(Random& random) { return std::string(random.pick(prefixes)); }

std::string random_name(Random& random) {
  if (random.one_in(300)) return std::string(256, 'x');
  return std::string(random.one_in(60) ? random.pick(bad_names) : random.pick(stems));
}

Profile random_profile(Random& random) {
  Profile p;
  p.username = random.one_in(30) ? random_name(random) : random_username(random);
  if (!random.one_in(3)) p.email = random_email(random);
  if (random.one_in(4)) p.email = p.username + "@x.org";
  if (!random.one_in(3)) p.first_name = random_name(random);
  if (!random.one_in(3)) p.last_name = random_name(random);
  const bool has_both = !p.first_name.empty() && !p.last_name.empty();
  if (has_both && !random.one_in(3)) p.display_name = p.first_name + " " + p.last_name;
  if (random.one_in(5)) p.display_name = random_name(random);
  const bool has_none = p.first_name.empty() && p.last_name.empty();
  if (has_none && random.one_in(2))
    p.display_name = random_name(random) + " " + random_name(random);
  if (random.one_in(5)) p.external_id = "ext-" + std::to_string(random.below(9));
  if (random.one_in(5)) p.attributes = R"({"team":)" + std::to_string(random.below(3)) + "}";
  return p;
}

ProfilePatch random_patch(Random& random) {
  const Profile profile = random_profile(random);
  ProfilePatch patch;
  for (const ProfileMember& member : profile_members) {
    if (random.one_in(3)) patch.*member.change = profile.*member.value;
  }
  return patch;
}

RoleGrant random_grant(Random& random) {
  if (!random.one_in(4)) return {random.pick(roles), Channel::native, {}};
  const std::size_t rank = random.below(posit_words.size());
  const bool says_word = !random.one_in(4);
  return {roles[rank], Channel::posit_connect, std::string(says_word ? posit_words[rank] : "")};
}

// In a dialect's words it may be that ranks are not told apart.
AskedRole random_asked_role(Random& random) {
  const RoleGrant grant = random_grant(random);
  if (grant.given_in == Channel::native) return grant;
  const auto some = [&] { return static_cast<RoleSet>(random.below(all_roles + 1)); };
  return {grant, RolesAsShown{some(), static_cast<RoleSet>(some() | set_of(grant.role))}};
}

Timestamp random_moment(Random& random, Timestamp from, int first, int last) {
  const auto ticks = first + static_cast<int>(random.below(static_cast<std::size_t>(last - first)));
  const int off = random.one_in(4) ? static_cast<int>(random.below(3)) - 1 : 0;
  return {from.us + ticks * tick_us + off};
}

}  // namespace rolecall::test::model
