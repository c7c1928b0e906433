#include "engine/commands/issue_api_key.hpp"

#include <cassert>

namespace rolecall {

Result<NewApiKey> issue_api_key(Writer& writer, Credentials& credentials, CommandRequest request) {
  const ApiKey key = new_api_key();
  if (auto* bootstrap = std::get_if<Bootstrap>(&request.command)) {
    bootstrap->key = key.id;
  } else {
    assert(std::holds_alternative<IssueApiKey>(request.command));
    std::get<IssueApiKey>(request.command).key = key.id;
  }
  if (const auto stored = credentials.put(key); !stored) return stored.error();
  const auto outcome = writer.execute(std::move(request));
  if (!outcome) {
    (void)credentials.erase(key.id);
    return outcome.error();
  }
  return NewApiKey{*outcome, key.id, format_api_key(key)};
}

}  // namespace rolecall
