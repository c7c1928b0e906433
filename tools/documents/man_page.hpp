// A verb's page of the manual, for groff's man macros.
#pragma once

#include <string>

#include "tools/documents/described_verb.hpp"

namespace rolecall {

// Of the program itself, it lists the verbs.
std::string man_page(const DescribedVerb& verb);

// "rolecall-keys-issue".
std::string page_name(const DescribedVerb& verb);

}  // namespace rolecall
