// Whether an LDIF file is all that was asked for, as far as it tells: entry by entry.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/result.hpp"
#include "tools/import/ldif_entries.hpp"
#include "tools/import/ldif_person.hpp"

namespace rolecall {

// Whether it is not an entry but what ldapsearch prints between and behind them.
bool is_of_answer(const LdifAttributes& entry);

class LdifCheck {
 public:
  // The next entry of the file, malformed ones too. Fails where something is missing.
  Result<void> add(const LdifEntry& entry);
  // At the end of the file.
  Result<void> finish(std::FILE* file) const;

  std::vector<std::string> notes() const;

 private:
  Result<void> check_answer(const LdifAttributes& answer);
  Result<void> check_count(std::uint64_t told);

  std::uint64_t entries_ = 0;  // since ldapsearch last said how many
  std::uint64_t people_of_active_directory_ = 0;
  std::uint64_t references_ = 0;
  bool has_next_page_ = false;
  std::uint64_t last_line_ = 0;
};

}  // namespace rolecall
