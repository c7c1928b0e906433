#include "engine/state/profiles.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstring>
#include <utility>

#include "engine/events/shown_profile.hpp"
#include "engine/types/canonical_name.hpp"
#include "engine/types/narrow.hpp"

namespace rolecall {
namespace {

// A reference to a text: where in the arena it begins, little-endian.
constexpr std::size_t reference_bytes = 5;

enum Flag : std::uint16_t {
  email_by_domain = 1 << 0,    // local part + domain number
  local_is_username = 1 << 1,  // and the local part is the username
  display_first_last = 1 << 2,
  has_external_id = 1 << 3,
  has_attributes = 1 << 4,
  has_own_key = 1 << 5,  // four bits from here, one per NameField
  has_references = 1 << 9,
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

// A record's parts, in the order of their lengths; the texts, or references to them, follow in the
// same order. Of the domain there is a number in the place of the length, and no text.
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
         bit((flags & has_attributes) != 0, attributes) | (flags / has_own_key & 15) << own_key;
}

std::uint16_t take_bits(const char*& at) {
  std::uint16_t bits;
  std::memcpy(&bits, at, sizeof bits);
  at += sizeof bits;
  return bits;
}

// Which parts a record has, and of which it has only a reference, a bit each.
struct Shape {
  unsigned parts = 0;
  unsigned referred = 0;

  bool has(Part part) const { return (parts >> part & 1) != 0; }
  bool refers(Part part) const { return (referred >> part & 1) != 0; }
  // What of a part of that length lies among the texts.
  std::size_t bytes_of(Part part, std::size_t length) const {
    if (part == email_domain) return 0;
    return refers(part) ? reference_bytes : length;
  }
};

// Takes the lengths of a record whose flags `at` points to, as take(shape, part, length), and
// leaves it at the texts.
template <class Take>
Shape take_lengths(const char*& at, Take take) {
  const unsigned flags = take_bits(at);
  const Shape shape{parts_of(flags), (flags & has_references) != 0 ? take_bits(at) : 0U};
  for (unsigned left = shape.parts; left != 0; left &= left - 1) {
    take(shape, static_cast<Part>(std::countr_zero(left)), take_varint(at));
  }
  return shape;
}

std::uint64_t reference_at(const char* at) {
  std::uint64_t offset = 0;
  std::memcpy(&offset, at, reference_bytes);
  return offset;
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

// Where in the arena a record's texts are.
struct Profiles::Places {
  struct Place {
    std::size_t offset = 0;
    std::size_t size = 0;
  };
  std::array<Place, part_count> of{};
};

Profiles::Profiles(const Amounts& capacities)
    : arena_(capacities.profile_bytes), domains_(capacities.events) {
  arena_.append_zeroed(4);  // so that no record has the reference 0
}

std::uint32_t Profiles::domain_no(std::string_view domain) {
  const auto [at, is_new] = domain_nos_.try_emplace(std::string(domain), 0);
  if (!is_new) return at->second;
  // Kept in 4-byte steps like the records, so that these stay aligned.
  const std::size_t offset = arena_.append_zeroed((domain.size() + 3) / 4 * 4);
  std::memcpy(&arena_[offset], domain.data(), domain.size());
  assert(offset % 4 == 0);
  at->second = narrow<std::uint32_t>(
      domains_.append(narrow<std::uint32_t>(offset / 4), narrow<std::uint32_t>(domain.size())));
  return at->second;
}

ProfileRef Profiles::add(UserNo owner, const Profile& p, ProfileRef former) {
  const auto [first, last] = shown_names(p.first_name, p.last_name, p.display_name);
  const std::array<std::string_view, name_field_count> typed{p.username, p.email, first, last};
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

  const Places before = places(former);
  unsigned referred = 0;
  std::string lengths;
  std::string texts;
  const auto put = [&](Part part, std::string_view text) {
    put_varint(lengths, text.size());
    const auto [offset, length] = before.of[part];
    if (text.size() <= reference_bytes || text.size() != length ||
        text != text_at(offset, length)) {
      texts += text;
      return;
    }
    referred |= 1U << part;
    const std::uint64_t reference = offset;
    texts.append(reinterpret_cast<const char*>(&reference), reference_bytes);
  };
  put(username, p.username);
  if ((flags & local_is_username) == 0) put(email_local, local);
  if ((flags & email_by_domain) != 0) put_varint(lengths, domain);
  if ((flags & display_first_last) == 0) put(display_name, p.display_name);
  put(first_name, p.first_name);
  put(last_name, p.last_name);
  if ((flags & has_external_id) != 0) put(external_id, p.external_id);
  if ((flags & has_attributes) != 0) put(attributes, p.attributes);
  for (unsigned i = 0; i < name_field_count; ++i) {
    if ((flags & has_own_key << i) != 0) put(static_cast<Part>(own_key + i), keys[i]);
  }
  if (referred != 0) flags |= has_references;

  std::string record;
  const auto append_number = [&](auto value) {
    record.append(reinterpret_cast<const char*>(&value), sizeof value);
  };
  append_number(number(owner));
  append_number(narrow<std::uint16_t>(flags));
  if (referred != 0) append_number(narrow<std::uint16_t>(referred));
  record += lengths;
  record += texts;
  const std::size_t offset = arena_.append_zeroed((record.size() + 3) / 4 * 4);
  std::memcpy(&arena_[offset], record.data(), record.size());
  assert(offset != 0 && offset % 4 == 0);
  const ProfileRef added{narrow<std::uint32_t>(offset / 4)};
  assert(this->owner(added) == owner && view(added).username == p.username);
  return added;
}

// Of a local part that is the username: where that is.
Profiles::Places Profiles::places(ProfileRef ref) const {
  Places places;
  if (ref == ProfileRef{0}) return places;
  const std::size_t record = std::size_t{number(ref)} * 4;
  const char* at = flags(ref);
  const Shape shape = take_lengths(
      at, [&](const Shape&, Part part, std::size_t length) { places.of[part].size = length; });
  for (unsigned i = 0; i < part_count; ++i) {
    const auto part = static_cast<Part>(i);
    if (!shape.has(part) || part == email_domain) continue;
    auto& [offset, size] = places.of[part];
    offset = shape.refers(part) ? reference_at(at)
                                : record + static_cast<std::size_t>(at - &arena_[record]);
    at += shape.bytes_of(part, size);
  }
  if (!shape.has(email_local)) places.of[email_local] = places.of[username];
  return places;
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
  const Shape shape =
      take_lengths(at, [&](const Shape&, Part part, std::size_t value) { values[part] = value; });
  const auto take = [&](Part part) {
    const std::size_t length = values[part];
    const char* const text = std::exchange(at, at + shape.bytes_of(part, length));
    return shape.refers(part) ? text_at(reference_at(text), length)
                              : std::string_view(text, length);
  };
  view.username = take(username);
  view.email_local = shape.has(email_local) ? take(email_local) : view.username;
  if (shape.has(email_domain)) {
    const Domain& domain = domains_[values[email_domain]];
    view.email_domain = text_at(std::size_t{domain.offset} * 4, domain.size);
  }
  view.display_is_first_last = !shape.has(display_name);
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
  const Part part = typed[static_cast<std::size_t>(field)];
  struct Found {
    Part part;
    std::size_t offset = 0;
    std::size_t size = 0;
  };
  Found found{part};
  Found display{display_name};
  bool is_derived = field == NameField::first_name || field == NameField::last_name;
  std::size_t offset = 0;
  const char* at = flags(ref);
  const Shape shape = take_lengths(at, [&](const Shape& of, Part next, std::size_t value) {
    if (next == part || next == own) found = {next, offset, value};
    if (next == display_name) display = {next, offset, value};
    if ((next == first_name || next == last_name) && value != 0) is_derived = false;
    offset += of.bytes_of(next, value);
  });
  const auto text_of = [&](const Found& one) {
    const char* const text = at + one.offset;
    return shape.refers(one.part) ? text_at(reference_at(text), one.size)
                                  : std::string_view(text, one.size);
  };
  if (shape.has(own)) return text_of(found);
  if (field == NameField::email) {
    scratch.clear();
    view(ref).append_email(scratch);
    return scratch;
  }
  if (!is_derived) return text_of(found);
  const auto [first, last] = shown_names({}, {}, text_of(display));
  return field == NameField::first_name ? first : last;
}

bool Profiles::has_key(ProfileRef ref, NameField field, std::string_view key) const {
  thread_local std::string scratch;
  return equals_folded(unfolded_key(ref, field, scratch), key);
}

bool Profiles::have_same_key(ProfileRef a, ProfileRef b, NameField field) const {
  thread_local std::string scratch_a;
  thread_local std::string scratch_b;
  return std::ranges::equal(unfolded_key(a, field, scratch_a), unfolded_key(b, field, scratch_b),
                            {}, fold_ascii, fold_ascii);
}

void Profiles::serialize(Archive& archive) {
  archive.pass(arena_, domains_);
  if (!archive.is_loading() || archive.failed()) return;
  for (std::uint32_t i = 0; i < domains_.size(); ++i) {
    const Domain& domain = domains_[i];
    domain_nos_.emplace(text_at(std::size_t{domain.offset} * 4, domain.size), i);
  }
}

}  // namespace rolecall
