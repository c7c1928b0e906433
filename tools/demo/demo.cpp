#include "tools/demo/demo.hpp"

#include <cstdio>
#include <memory>

#include "engine/commands/issue_api_key.hpp"
#include "tools/import/import_history.hpp"

namespace rolecall {
namespace {

constexpr const char* operator_name = "grace";
constexpr const char* promoted_name = "tomasz";

Result<void> import_demo(OpenedDirectory& opened) {
  const std::string text(demo_history_text());
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
      ::fmemopen(const_cast<char*>(text.data()), text.size(), "r"), &std::fclose);
  if (!file) return Error{Errc::unavailable, "", "no memory for the demo"};
  const auto report = import_history(opened, file.get(), [](auto, auto) {});
  if (!report) return report.error();
  if (report->refused) return report->refused->error;
  return {};
}

std::string calls_worth_trying(const std::string& url, const std::string& api_key,
                               const std::string& user) {
  const std::string curl = "  curl -sw '\\n' -H \"Authorization: Bearer $KEY\" ";
  return "  export KEY=" + api_key + "\n" +                                         //
         curl + "'" + url + "/v1/users?limit=5'\n" +                                //
         curl + "'" + url + "/v1/users?q=ma'\n" +                                   //
         curl + "'" + url + "/v1/users/count?by=role&status=active'\n" +            //
         curl + "'" + url + "/v1/users/" + user + "/history'\n" +                   //
         curl + "'" + url + "/v1/role-changes?since=2025-01-01T00:00:00Z'\n" +      //
         curl + "-X PUT -H 'Content-Type: application/json' \\\n" +                 //
         "    -d '{\"role\": \"admin\", \"reason\": \"trying it out\"}' '" + url +  //
         "/v1/users/" + user + "/role'\n";
}

}  // namespace

Result<std::string> fill_demo(OpenedDirectory& opened, const std::string& url) {
  if (const auto imported = import_demo(opened); !imported) return imported.error();
  CommandRequest request;
  request.command = IssueApiKey{Username{operator_name}, {}, Capability::manage, {}};
  request.actor.kind = ActorKind::op;
  request.channel = Channel::cli;
  const auto issued = issue_api_key(opened.directory.writer(),
                                    *opened.folder->client_secrets().api_keys, std::move(request));
  if (!issued) return issued.error();

  const State& state = opened.directory.model().state();
  const auto guard = state.enter();
  const auto user = state.find_user(UserRef(Username{promoted_name}), state.head());
  return "Filled with a demo directory. An API key of " + std::string(operator_name) +
         " (ops), shown only once, and calls worth trying:\n" +
         calls_worth_trying(url, issued->api_key, state.users().id(*user).text());
}

}  // namespace rolecall
