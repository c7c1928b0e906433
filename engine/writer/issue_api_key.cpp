#include "engine/writer/issue_api_key.hpp"

#include <cassert>
#include <utility>

#include "engine/wait_for.hpp"

namespace rolecall {

void issue_api_key(Credentials& credentials, CommandRequest request, Submit submit,
                   std::function<void(const Result<NewApiKey>&)> answer) {
  const ApiKey key = new_api_key();
  if (auto* bootstrap = std::get_if<Bootstrap>(&request.command)) {
    bootstrap->key = key.id;
  } else {
    assert(std::holds_alternative<IssueApiKey>(request.command));
    std::get<IssueApiKey>(request.command).key = key.id;
  }
  credentials.put(key, [&credentials, key, request = std::move(request), submit = std::move(submit),
                        answer = std::move(answer)](const Result<void>& stored) {
    if (!stored) return answer(stored.error());
    submit(request, [&credentials, key, answer](const Result<Outcome>& outcome) {
      if (outcome) return answer(NewApiKey{*outcome, key.id, format_api_key(key)});
      credentials.erase(key.id);  // nobody has seen it
      answer(outcome.error());
    });
  });
}

Result<NewApiKey> issue_api_key(Writer& writer, Credentials& credentials, CommandRequest request) {
  return wait_for<NewApiKey>([&](const auto& answer) {
    issue_api_key(credentials, std::move(request), submit_to(writer), answer);
  });
}

}  // namespace rolecall
