// Which names are allowed, and which are the same.
#include "tests/support/spec.hpp"

namespace rolecall::test {
namespace {

void expect_same(const std::string& taken, const std::string& asked) {
  SCOPED_TRACE(taken + " and " + asked);
  given({created(vera, taken)})
      .when(CreateUser{profile_of(asked), {}, true})
      .then_refused(Errc::already_exists, "username");
}

void expect_different(const std::string& taken, const std::string& asked) {
  SCOPED_TRACE(taken + " and " + asked);
  given({created(vera, taken)})
      .when(CreateUser{profile_of(asked), {}, true})
      .then({created(fresh_user, asked)});
}

void expect_refused(const std::string& name) {
  SCOPED_TRACE(name);
  given({})
      .when(CreateUser{profile_of(name), {}, true})
      .then_refused(Errc::invalid_argument, "username");
}

void expect_taken(const std::string& name) {
  SCOPED_TRACE(name);
  given({}).when(CreateUser{profile_of(name), {}, true}).then({created(fresh_user, name)});
}

std::string repeated(std::string_view character, std::size_t times) {
  std::string text;
  while (times-- != 0) text += character;
  return text;
}

TEST(Names, AreTheSameInAnyCase) {
  expect_same("vera.moor", "VERA.Moor");
  expect_same("Müller", "MÜLLER");
  expect_same("ΣΊΣΥΦΟΣ", "σίσυφος");
  expect_same("Straße", "STRASSE");
  expect_same("straẞe", "strasse");
}

TEST(Names, AreTheSameHoweverTheyAreEncoded) {
  expect_same("Zo\u00eb", "Zoe\u0308");
  expect_same("\u1e69", "s\u0307\u0323");
  expect_same("\u03b1\u0300\u0345", "\u03b1\u0345\u0300");
  expect_same("\u212bngstr\u00f6m", "\u00e5ngstr\u00f6m");
  expect_same("한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8");
}

TEST(Names, AreTheSameInCompatibleForms) {
  expect_same("ﬁsch", "fisch");
  expect_same("heinrich.Ⅷ", "heinrich.viii");
  expect_same("ｖｅｒａ", "vera");
  expect_same("x²", "x2");
  expect_same("a\u00a0b", "a b");
}

TEST(Names, StayDifferentWhereOnlyTheLookIsAlike) {
  expect_different("ılgaz", "ilgaz");      // dotless i
  expect_different("İlgaz", "ilgaz");      // folds to i with a dot above
  expect_different("cаmille", "camille");  // Cyrillic а
  expect_different("vera.moor", "veramoor");
  expect_different("Müller", "Muller");
}

TEST(Names, HaveOneToTwoHundredAndFiftyFiveCharacters) {
  expect_refused("");
  expect_taken("v");
  expect_taken(repeated("v", 255));
  expect_refused(repeated("v", 256));
  expect_taken(repeated("𐐷", 255));
  expect_refused(repeated("𐐷", 256));
  expect_refused(repeated("v", 5000));
  expect_refused(repeated("\ufdfa", 255));  // eighteen characters each in compatible form
}

TEST(Names, BeginAndEndWithoutSpace) {
  expect_refused(" vera");
  expect_refused("vera ");
  expect_refused(" ");
  expect_refused("\u2003vera");
  expect_refused("vera\u3000");
  expect_taken("vera moor");
}

TEST(Names, HaveNoControlCharacters) {
  expect_refused("vera\n");
  expect_refused("ve\tra");
  expect_refused(std::string("ve\0ra", 5));
  expect_refused("vera\x7f");
  expect_refused("ve\u0085ra");
  expect_refused("ve\u2028ra");
  expect_refused("ve\u2029ra");
}

TEST(Names, HaveNoInvisibleCharacters) {
  expect_refused("ve\u200bra");      // zero width space
  expect_refused("ve\u200dra");      // zero width joiner
  expect_refused("ve\u2060ra");      // word joiner
  expect_refused("ve\u00adra");      // soft hyphen
  expect_refused("\ufeffvera");      // byte order mark
  expect_refused("ve\u034fra");      // combining grapheme joiner
  expect_refused("ve\ufe0fra");      // variation selector
  expect_refused("\u3164");          // Hangul filler
  expect_refused("ve\u115fra");      // Hangul choseong filler
  expect_refused("ve\U000e0041ra");  // tag
}

TEST(Names, HaveNoLettersThatShowAsBlank) {
  expect_refused("\u2800");          // Braille blank
  expect_refused("ve\u2800ra");      // within a name too
  expect_refused("ve\uffa0ra");      // halfwidth Hangul filler
  expect_refused("ve\ufffcra");      // object replacement character
  expect_refused("ve\U0001d159ra");  // null notehead
  expect_refused("ve\u17b4ra");      // Khmer inherent vowel
  expect_taken("⠧⠑⠗⠁");              // Braille that says something
}

TEST(Names, HaveNoBidirectionalControls) {
  expect_refused("ve\u202era");  // right-to-left override
  expect_refused("ve\u2066ra");  // left-to-right isolate
  expect_refused("ve\u200fra");  // right-to-left mark
}

TEST(Names, HaveNoUnassignedOrPrivateCharacters) {
  expect_refused("ve\u0378ra");
  expect_refused("ve\ue000ra");
  expect_refused("ve\U000f0000ra");
  expect_refused("ve\uffffra");
}

TEST(Names, AreValidUtf8) {
  expect_refused("ve\xffra");
  expect_refused("ve\xc0\xaera");          // overlong
  expect_refused("ve\xed\xa0\x80ra");      // surrogate
  expect_refused("ve\xf4\x90\x80\x80ra");  // beyond Unicode
  expect_refused("vera\xc3");              // cut off
}

TEST(Names, MayBeOfAnyScript) {
  expect_taken("محمد");
  expect_taken("王小明");
  expect_taken("Нина");
  expect_taken("🦊");
}

TEST(Names, OfGroupsFollowTheSameRules) {
  given({GroupCreated{group_id(1), "Straße"}})
      .when(CreateGroup{"STRASSE"})
      .then_refused(Errc::already_exists, "name");
  given({}).when(CreateGroup{"ve\u200bra"}).then_refused(Errc::invalid_argument, "name");
}

constexpr const char* id_like_names[] = {
    "0198c9a2-7b3c-7def-8000-0123456789ab",
    "0198C9A2-7B3C-7DEF-8000-0123456789AB",
    "{0198c9a2-7b3c-7def-8000-0123456789ab}",
    "urn:uuid:0198c9a2-7b3c-7def-8000-0123456789ab",
    "URN:UUID:0198C9A2-7B3C-7DEF-8000-0123456789AB",
    "0198c9a27b3c7def80000123456789ab",
    "0198-c9a2-7b3c-7def-8000-0123-4567-89ab",
    "(0198c9a2‐7b3c‐7def‐8000‐0123456789ab)",  // with hyphens that are no minus
    "０198c9a2-7b3c-7def-8000-0123456789ab",   // a digit of full width folds to one
    "0198c9a27b3c7def80000123456789ab0198c9a27b3c7def80000123456789ab",  // as Paradime has ids
    "00000000-0000-0000-0000-000000000000",
};

TEST(Names, HaveNotTheShapeOfAnId) {
  for (const char* name : id_like_names) expect_refused(name);
  expect_taken("0198c9a2");
  expect_taken("0198c9a2-7b3c-7def-8000-0123456789a");
  expect_taken("0198c9a2-7b3c-7def-8000-0123456789ag");
  expect_taken("0198c9a2-7b3c-7def-8000-0123456789ab@acme.io");
}

TEST(Names, HaveNotTheShapeOfAnIdHoweverTheyAreGiven) {
  for (const char* name : id_like_names) {
    SCOPED_TRACE(name);
    given({created(vera, "vera")})
        .when(ChangeProfile{vera, {.username = name}, {}})
        .then_refused(Errc::invalid_argument, "username");
    given({UserInvited{nina, "nina@acme.io", native(Role::viewer), {now.us + 1}}})
        .when(AcceptInvitation{nina, profile_of(name), true})
        .then_refused(Errc::invalid_argument, "username");
    given({}).when(CreateGroup{name}).then_refused(Errc::invalid_argument, "name");
    given({GroupCreated{group_id(1), "choir"}})
        .when(RenameGroup{group_id(1), name, {}})
        .then_refused(Errc::invalid_argument, "name");
    given({})
        .when(CreateUser{profile_of(name), {}, true})
        .imported("boss")
        .then_refused(Errc::invalid_argument, "username");
    given({})
        .when(CreateUser{profile_of("vera"), {}, true})
        .imported(name)
        .then_refused(Errc::invalid_argument, "actor");
  }
}

TEST(Names, OfOtherKindsMayBeLikeAnId) {
  Profile profile = profile_of("vera");
  profile.external_id = profile.display_name = id_like_names[0];
  given({}).when(CreateUser{profile, {}, true}).then({UserCreated{fresh_user, profile, {}, true}});
}

TEST(Names, LikeAnIdFromBeforeStayAndCanBeGivenUp) {
  const Events past{created(vera, id_like_names[0])};
  given(past).when(DeactivateUser{vera, {}}).then({UserDeactivated{vera}});
  given(past).when(DeactivateUser{Username{id_like_names[0]}, {}}).then({UserDeactivated{vera}});
  UserProfileChanged renamed{vera, {}, {}};
  renamed.from.username = id_like_names[0];
  renamed.to.username = "vera";
  given(past).when(ChangeProfile{vera, {.username = "vera"}, {}}).then({renamed});
}

TEST(Names, FindUsersInAnyForm) {
  given({created(vera, "ﬁsch.Straße")})
      .when(DeactivateUser{Username{"FISCH.STRASSE"}, {}})
      .then({UserDeactivated{vera}});
}

TEST(Addresses, AreTheSameAsNamesAre) {
  const UserCreated holder{vera, profile_of("vera", "Jörg.Groß@Straße.de"), {}, true};
  given({holder})
      .when(CreateUser{profile_of("joerg", "jo\u0308rg.GROSS@strasse.DE"), {}, true})
      .then_refused(Errc::already_exists, "email");
}

TEST(Addresses, HaveALocalPartAndADomainAndNoSpace) {
  const auto with = [](std::string email) {
    return given({}).when(CreateUser{profile_of("vera", std::move(email)), {}, true});
  };
  for (const char* email : {"vera", "vera@", "@acme.io", "@", "ve ra@acme.io", "vera@ac\u00a0me.io",
                            "vera@acme.io\n", "ve\u200bra@acme.io"}) {
    SCOPED_TRACE(email);
    with(email).then_refused(Errc::invalid_argument, "email");
  }
  for (const char* email : {"v@a", "\"a@b\"@acme.io", "vera+tag@sub.acme.io", "验证@例子.中国"}) {
    SCOPED_TRACE(email);
    with(email).then({UserCreated{fresh_user, profile_of("vera", email), {}, true}});
  }
}

}  // namespace
}  // namespace rolecall::test
