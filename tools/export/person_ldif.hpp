// A person as an LDIF entry (RFC 2849) of class inetOrgPerson (RFC 2798), to be added below a base.
// What becomes of the members: people/README.md.
#pragma once

#include <string>
#include <string_view>

#include "engine/commands/command.hpp"

namespace rolecall {

// Whether it has the form of a distinguished name (RFC 4514): attribute=value with commas between.
// What attributes there are, and which values they take, an LDAP server knows.
bool is_distinguished_name(std::string_view text);

void append_ldif_header(std::string& out);
// `base`: a distinguished name.
void append_ldif(std::string& out, const CreateUser& person, std::string_view base);

}  // namespace rolecall
