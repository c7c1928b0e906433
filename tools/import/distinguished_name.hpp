// Distinguished names of LDAP (RFC 4514), to tell which of them are the same.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rolecall {

struct DistinguishedName {
  std::string key;    // two names are the same where their keys are; not to be shown
  std::string first;  // the value that it begins with, as it was written: of cn=Blue,dc=org "Blue"
};

// Nothing: it is none. Letters' case, space around and between words, the way of escaping and the
// order of what `+` joins make no difference.
std::optional<DistinguishedName> parse_distinguished_name(std::string_view text);

}  // namespace rolecall
