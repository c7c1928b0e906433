#include "engine/state/profiles.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstring>
#include <utility>

#include "engine/types/canonical_name.hpp"

namespace rolecall {
namespace {

constexpr std::size_t arena_bytes = std::size_t{1} << 34;
constexpr std::size_t domains_max = std::size_t{1} << 24;

enum Flag : std::uint16_t {
  email_by_domain = 1 << 0,    // local part + domain number
  local_is_username = 1 << 1,  // and the local part is the username
  display_first_last = 1 << 2,
  has_external_id = 1 << 3,
  has_attributes = 1 << 4,
  has_own_key = 1 << 5,  // four bits from here, one per NameField
};

bool equals_folded(std::string_view unfolded, std::string_view key) {
  return std::equal(unfolded.begin(), unfolded.end(), key.begin(), key.end(),
                    [](char a, char b) { return fold_ascii(a) == b; });
}

void put_varint(std::string& out, std::size_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

std::size_t take_varint(const char*& at) {
  std::size_t value = 0;
  for (int shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(*at++);
    value |= std::size_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return value;
  }
}

// A record's parts, in the order of their lengths; the texts follow in the same order. Of the
// domain there is a number in the place of the length, and no text.
enum Part : unsigned {
  username,
  email_local,
  email_domain,
  display_name,
  first_name,
  last_name,
  external_id,
  attributes,
  own_key,  // four from here, one per NameField
};
constexpr std::size_t part_count = own_key + name_field_count;

// The parts of a record with these flags, a bit each.
constexpr unsigned parts_of(unsigned flags) {
  const auto bit = [](bool is_there, Part part) { return unsigned{is_there} << part; };
  return bit(true, username) | bit((flags & local_is_username) == 0, email_local) |
         bit((flags & email_by_domain) != 0, email_domain) |
         bit((flags & display_first_last) == 0, display_name) | bit(true, first_name) |
         bit(true, last_name) | bit((flags & has_external_id) != 0, external_id) |
         bit((flags & has_attributes) != 0, attributes) | flags / has_own_key << own_key;
}

// Takes the lengths of a record whose flags `at` points to, and leaves it at the texts.
// Answers the parts it has.
template <class Take>
unsigned take_lengths(const char*& at, Take take) {
  std::uint16_t flags;
  std::memcpy(&flags, at, sizeof flags);
  at += sizeof flags;
  const unsigned parts = parts_of(flags);
  for (unsigned left = parts; left != 0; left &= left - 1) {
    take(static_cast<Part>(std::countr_zero(left)), take_varint(at));
  }
  return parts;
}

bool is_first_last(const Profile& p) {
  return !p.first_name.empty() && !p.last_name.empty() &&
         p.display_name.size() == p.first_name.size() + 1 + p.last_name.size() &&
         p.display_name.starts_with(p.first_name) && p.display_name[p.first_name.size()] == ' ' &&
         p.display_name.ends_with(p.last_name);
}

}  // namespace

void ProfileView::append_email(std::string& out) const {
  out += email_local;
  if (email_domain.empty()) return;
  out += '@';
  out += email_domain;
}

void ProfileView::append_display_name(std::string& out) const {
  if (!display_is_first_last) {
    out += display_name;
    return;
  }
  out += first_name;
  out += ' ';
  out += last_name;
}

Profile ProfileView::copy() const {
  Profile profile;
  profile.username = username;
  append_email(profile.email);
  append_display_name(profile.display_name);
  profile.first_name = first_name;
  profile.last_name = last_name;
  profile.external_id = external_id;
  profile.attributes = attributes;
  return profile;
}

Profiles::Profiles() : arena_(arena_bytes), domains_(domains_max) {
  arena_.append_zeroed(4);  // so that no record has the reference 0
}

std::uint32_t Profiles::domain_no(std::string_view domain) {
  const auto [at, is_new] = domain_nos_.try_emplace(std::string(domain), 0);
  if (!is_new) return at->second;
  // Kept in 4-byte steps like the records, so that these stay aligned.
  const std::size_t offset = arena_.append_zeroed((domain.size() + 3) / 4 * 4);
  std::memcpy(&arena_[offset], domain.data(), domain.size());
  assert(offset / 4 <= UINT32_MAX);
  at->second = static_cast<std::uint32_t>(domains_.append(
      static_cast<std::uint32_t>(offset / 4), static_cast<std::uint32_t>(domain.size())));
  return at->second;
}

ProfileRef Profiles::add(UserNo owner, const Profile& p) {
  const std::array<std::string_view, name_field_count> typed{p.username, p.email, p.first_name,
                                                             p.last_name};
  std::array<std::string, name_field_count> keys;
  unsigned flags = 0;
  for (std::size_t i = 0; i < name_field_count; ++i) {
    if (is_ascii(typed[i])) continue;  // folding is the whole of it
    keys[i] = canonical_key(typed[i]);
    if (!equals_folded(typed[i], keys[i])) flags |= has_own_key << i;
  }
  const auto at_sign = p.email.rfind('@');
  std::string_view local = p.email;
  std::uint32_t domain = 0;
  const bool has_both_parts =
      at_sign != std::string::npos && at_sign != 0 && at_sign + 1 != p.email.size();
  if (has_both_parts) {
    flags |= email_by_domain;
    local = std::string_view(p.email).substr(0, at_sign);
    domain = domain_no(std::string_view(p.email).substr(at_sign + 1));
    if (local == p.username) flags |= local_is_username;
  }
  if (is_first_last(p)) flags |= display_first_last;
  if (!p.external_id.empty()) flags |= has_external_id;
  if (!p.attributes.empty()) flags |= has_attributes;

  std::string lengths;
  std::string texts;
  const auto put = [&](std::string_view text) {
    put_varint(lengths, text.size());
    texts += text;
  };
  put(p.username);
  if ((flags & local_is_username) == 0) put(local);
  if ((flags & email_by_domain) != 0) put_varint(lengths, domain);
  if ((flags & display_first_last) == 0) put(p.display_name);
  put(p.first_name);
  put(p.last_name);
  if ((flags & has_external_id) != 0) put(p.external_id);
  if ((flags & has_attributes) != 0) put(p.attributes);
  for (std::size_t i = 0; i < name_field_count; ++i) {
    if ((flags & has_own_key << i) != 0) put(keys[i]);
  }

  const std::uint32_t owner_no = number(owner);
  const auto flag_bits = static_cast<std::uint16_t>(flags);
  const std::size_t head = sizeof owner_no + sizeof flag_bits;
  const std::size_t size = head + lengths.size() + texts.size();
  const std::size_t offset = arena_.append_zeroed((size + 3) / 4 * 4);
  char* out = &arena_[offset];
  std::memcpy(out, &owner_no, sizeof owner_no);
  std::memcpy(out + sizeof owner_no, &flag_bits, sizeof flag_bits);
  std::memcpy(out + head, lengths.data(), lengths.size());
  std::memcpy(out + head + lengths.size(), texts.data(), texts.size());
  return ProfileRef{static_cast<std::uint32_t>(offset / 4)};
}

UserNo Profiles::owner(ProfileRef ref) const {
  std::uint32_t owner_no;
  std::memcpy(&owner_no, &arena_[std::size_t{number(ref)} * 4], sizeof owner_no);
  return UserNo{owner_no};
}

const char* Profiles::flags(ProfileRef ref) const {
  return &arena_[std::size_t{number(ref)} * 4] + sizeof(std::uint32_t);
}

ProfileView Profiles::view(ProfileRef ref) const {
  ProfileView view;
  if (ref == ProfileRef{0}) return view;
  std::array<std::size_t, part_count> values{};
  const char* at = flags(ref);
  const unsigned parts =
      take_lengths(at, [&](Part part, std::size_t value) { values[part] = value; });
  const auto take = [&](Part part) {
    const std::size_t length = values[part];
    return std::string_view(std::exchange(at, at + length), length);
  };
  view.username = take(username);
  view.email_local = (parts & 1U << email_local) != 0 ? take(email_local) : view.username;
  if ((parts & 1U << email_domain) != 0) {
    const Domain& domain = domains_[values[email_domain]];
    view.email_domain = {&arena_[std::size_t{domain.offset} * 4], domain.size};
  }
  view.display_is_first_last = (parts & 1U << display_name) == 0;
  view.display_name = take(display_name);
  view.first_name = take(first_name);
  view.last_name = take(last_name);
  view.external_id = take(external_id);
  view.attributes = take(attributes);
  return view;
}

std::string_view Profiles::unfolded_key(ProfileRef ref, NameField field,
                                        std::string& scratch) const {
  if (ref == ProfileRef{0}) return {};
  constexpr std::array<Part, name_field_count> typed{username, email_local, first_name, last_name};
  const auto own = static_cast<Part>(own_key + static_cast<unsigned>(field));
  const Part wanted = typed[static_cast<std::size_t>(field)];
  std::size_t offset = 0;
  std::pair<std::size_t, std::size_t> found{};
  const char* at = flags(ref);
  const unsigned parts = take_lengths(at, [&](Part part, std::size_t value) {
    if (part == wanted || part == own) found = {offset, value};
    if (part != email_domain) offset += value;
  });
  if (field == NameField::email && (parts & 1U << own) == 0) {
    scratch.clear();
    view(ref).append_email(scratch);
    return scratch;
  }
  return {at + found.first, found.second};
}

bool Profiles::has_key(ProfileRef ref, NameField field, std::string_view key) const {
  thread_local std::string scratch;
  return equals_folded(unfolded_key(ref, field, scratch), key);
}

}  // namespace rolecall
