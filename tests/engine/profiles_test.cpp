#include "engine/state/profiles.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/events/shown_profile.hpp"
#include "engine/types/canonical_name.hpp"

namespace rolecall::test {
namespace {

struct NamedField {
  NameField field;
  std::string Profile::*value;
};
constexpr NamedField name_fields[] = {{NameField::username, &Profile::username},
                                      {NameField::email, &Profile::email},
                                      {NameField::first_name, &Profile::first_name},
                                      {NameField::last_name, &Profile::last_name}};

void expect_kept(const Profiles& profiles, ProfileRef ref, UserNo owner, const Profile& profile) {
  ASSERT_EQ(profiles.view(ref).copy(), profile) << profile.username << ' ' << profile.email;
  ASSERT_EQ(profiles.owner(ref), owner);
  ASSERT_EQ(profiles.view(ref).has_email(), !profile.email.empty());
  ASSERT_EQ(profiles.view(ref).has_display_name(), !profile.display_name.empty());
  std::string scratch;
  const Profile shown = shown_profile(profile);
  for (const NamedField& field : name_fields) {
    const std::string key = canonical_key(shown.*field.value);
    std::string unfolded(profiles.unfolded_key(ref, field.field, scratch));
    for (char& c : unfolded) c = fold_ascii(c);
    ASSERT_EQ(unfolded, key);
    ASSERT_TRUE(profiles.has_key(ref, field.field, key));
    ASSERT_FALSE(profiles.has_key(ref, field.field, key + 'x'));
  }
}

// Every combination of members: absent, plain, with a key that is more than a fold, and each way
// of saving bytes.
TEST(Profiles, GiveBackEveryCombinationOfMembers) {
  Profiles profiles;
  std::vector<std::pair<ProfileRef, Profile>> added;
  for (const char* username : {"", "vera", "Straße"}) {
    for (const char* email : {"", "vera@acme.io", "Straße@acme.io", "other@ACME.io", "@acme.io",
                              "vera@", "vera", "\"a@b\"@c@d.io", "Ölga@Straße.de"}) {
      for (const char* display : {"", "Vera Moor", "Vera  Moor", "VeraMoor", "Vera", " ", "Žo Ǆ"}) {
        for (const char* first : {"", "Vera", "Žo"}) {
          for (const char* last : {"", "Moor", "Ǆ"}) {
            for (const char* external : {"", "E-1"}) {
              for (const char* attributes : {"", "{}"}) {
                const Profile profile{username, email, display, first, last, external, attributes};
                const UserNo owner{static_cast<std::uint32_t>(added.size())};
                added.emplace_back(profiles.add(owner, profile), profile);
              }
            }
          }
        }
      }
    }
  }
  for (std::uint32_t i = 0; i < added.size(); ++i) {
    expect_kept(profiles, added[i].first, UserNo{i}, added[i].second);
  }
}

RC_GTEST_PROP(Profiles, GiveBackAnyTexts, ()) {
  static Profiles profiles;
  Profile profile;
  for (const ProfileMember& member : profile_members) {
    profile.*member.value = *rc::gen::arbitrary<std::string>();
  }
  RC_ASSERT(profiles.view(profiles.add(UserNo{3}, profile)).copy() == profile);
}

TEST(Profiles, GiveBackLongTexts) {
  Profiles profiles;
  for (const std::size_t size : {127u, 128u, 1020u, 8192u, 16384u}) {
    Profile profile{.username = std::string(size, 'v'),
                    .email = std::string(size, 'v') + "@acme.io",
                    .display_name = {},
                    .first_name = std::string(size, 'f'),
                    .last_name = std::string(size, 'l'),
                    .external_id = {},
                    .attributes = std::string(size, ' ')};
    profile.display_name = profile.first_name + ' ' + profile.last_name;
    EXPECT_EQ(profiles.view(profiles.add(UserNo{0}, profile)).copy(), profile);
  }
}

TEST(Profiles, SaveTheBytesOfWhatFollowsFromOtherMembers) {
  Profiles profiles;
  const auto bytes_of = [&](const Profile& profile) {
    const std::size_t before = profiles.size_bytes();
    profiles.add(UserNo{0}, profile);
    return profiles.size_bytes() - before;
  };
  const Profile saved{"vera.moor", "vera.moor@acme.io", "Vera Moor", "Vera", "Moor", "", ""};
  bytes_of(saved);  // the domain, once
  // Owner 4, flags 2, three lengths and a domain number 4, texts 17; in steps of 4.
  EXPECT_EQ(bytes_of(saved), 28U);
}

// Of each member in turn, and of all together: what stays is referred to, and never through another
// reference.
TEST(Profiles, GiveBackEveryVersionOfWhatChanges) {
  Profiles profiles;
  Profile profile{"vera.moor.straße",
                  "vera.moor.straße@acme.io",
                  "Vera Maria Moor",
                  "Vera Maria",
                  "Moor-Straße",
                  "E-1234567",
                  "{\"department\":\"research\"}"};
  std::vector<std::pair<ProfileRef, Profile>> versions{{profiles.add(UserNo{7}, profile), profile}};
  for (int round = 0; round < 6; ++round) {
    for (const ProfileMember& member : profile_members) {
      for (const char* text : {"Žofie Šťastná@acme.io", "", "short", "plain.and.long@other.io"}) {
        profile.*member.value = text;
        versions.emplace_back(profiles.add(UserNo{7}, profile, versions.back().first), profile);
      }
      profile.*member.value = versions.front().second.*member.value;
    }
    versions.emplace_back(profiles.add(UserNo{7}, profile, versions.back().first), profile);
  }
  for (const auto& [ref, expected] : versions) expect_kept(profiles, ref, UserNo{7}, expected);
}

TEST(Profiles, ReferToAUsernameThatIsNoLongerTheLocalPart) {
  Profiles profiles;
  Profile profile{"vera.moor", "vera.moor@acme.io", "", "", "", "", ""};
  const ProfileRef first = profiles.add(UserNo{0}, profile);
  profile.username = "vera.thal";
  const ProfileRef second = profiles.add(UserNo{0}, profile, first);
  expect_kept(profiles, second, UserNo{0}, profile);
}

TEST(Profiles, TakeLittleForManyChangesOfAShortName) {
  Profiles profiles;
  Profile profile{"vera.moor",
                  "vera.moor@acme.io",
                  "",
                  "Vera",
                  "Moor",
                  "",
                  std::string(limits::attributes_max_bytes, 'a')};
  ProfileRef ref = profiles.add(UserNo{0}, profile);
  for (int i = 0; i < 10'000; ++i) {
    profile.first_name = "Vera " + std::to_string(i);
    ref = profiles.add(UserNo{0}, profile, ref);
  }
  expect_kept(profiles, ref, UserNo{0}, profile);
  EXPECT_LT(profiles.size_bytes(), 700'000U);
}

TEST(Profiles, AreEmptyWithoutARecord) {
  const Profiles profiles;
  EXPECT_EQ(profiles.view(ProfileRef{0}).copy(), Profile{});
}

}  // namespace
}  // namespace rolecall::test
