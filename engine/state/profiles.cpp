#include "engine/state/profiles.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>

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

bool folds_plainly(std::string_view typed, std::string_view key) {
  return std::equal(typed.begin(), typed.end(), key.begin(), key.end(),
                    [](char a, char b) { return fold_ascii(a) == b; });
}

bool equals_folded(std::string_view unfolded, std::string_view key) {
  return unfolded.size() == key.size() && folds_plainly(unfolded, key);
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

bool is_first_last(const Profile& p) {
  return !p.first_name.empty() && !p.last_name.empty() &&
         p.display_name.size() == p.first_name.size() + 1 + p.last_name.size() &&
         p.display_name.starts_with(p.first_name) && p.display_name[p.first_name.size()] == ' ' &&
         p.display_name.ends_with(p.last_name);
}

}  // namespace

struct Profiles::Fields {
  ProfileView view;
  std::array<std::string_view, name_field_count> own_keys;
};

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
    keys[i] = canonical_key(typed[i]);
    if (!folds_plainly(typed[i], keys[i])) flags |= has_own_key << i;
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

Profiles::Fields Profiles::fields(ProfileRef ref) const {
  Fields read;
  if (ref == ProfileRef{0}) return read;
  const char* at = &arena_[std::size_t{number(ref)} * 4] + sizeof(std::uint32_t);
  std::uint16_t flags;
  std::memcpy(&flags, at, sizeof flags);
  at += sizeof flags;

  ProfileView& view = read.view;
  // The lengths come first, then the texts in the same order.
  std::array<std::pair<std::string_view*, std::size_t>, 11> parts;
  std::size_t count = 0;
  const auto take = [&](std::string_view& into) { parts[count++] = {&into, take_varint(at)}; };
  take(view.username);
  if ((flags & local_is_username) == 0) take(view.email_local);
  if ((flags & email_by_domain) != 0) {
    const Domain& domain = domains_[take_varint(at)];
    view.email_domain = {&arena_[std::size_t{domain.offset} * 4], domain.size};
  }
  if ((flags & display_first_last) == 0) take(view.display_name);
  take(view.first_name);
  take(view.last_name);
  if ((flags & has_external_id) != 0) take(view.external_id);
  if ((flags & has_attributes) != 0) take(view.attributes);
  for (std::size_t i = 0; i < name_field_count; ++i) {
    if ((flags & has_own_key << i) != 0) take(read.own_keys[i]);
  }
  for (std::size_t i = 0; i < count; ++i) {
    *parts[i].first = {at, parts[i].second};
    at += parts[i].second;
  }
  if ((flags & local_is_username) != 0) view.email_local = view.username;
  view.display_is_first_last = (flags & display_first_last) != 0;
  return read;
}

ProfileView Profiles::view(ProfileRef ref) const { return fields(ref).view; }

std::string_view Profiles::unfolded_key(ProfileRef ref, NameField field,
                                        std::string& scratch) const {
  const Fields read = fields(ref);
  const std::string_view own = read.own_keys[static_cast<std::size_t>(field)];
  if (!own.empty()) return own;
  switch (field) {
    case NameField::username:
      return read.view.username;
    case NameField::email:
      scratch.clear();
      read.view.append_email(scratch);
      return scratch;
    case NameField::first_name:
      return read.view.first_name;
    case NameField::last_name:
      return read.view.last_name;
  }
  return {};
}

bool Profiles::has_key(ProfileRef ref, NameField field, std::string_view key) const {
  thread_local std::string scratch;
  return equals_folded(unfolded_key(ref, field, scratch), key);
}

}  // namespace rolecall
