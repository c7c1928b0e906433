// Scripts that complete what is typed in a shell: verbs, flags, and the values of those that take
// only some; files elsewhere.
#pragma once

#include <string>

#include "tools/documents/described_verb.hpp"

namespace rolecall {

// Of the program itself.
std::string bash_completion(const DescribedVerb& program);
std::string zsh_completion(const DescribedVerb& program);
std::string fish_completion(const DescribedVerb& program);

}  // namespace rolecall
