#include "tools/demo/demo.hpp"

#include <cstdio>
#include <memory>
#include <utility>

#include "engine/writer/issue_api_key.hpp"
#include "engine/writer/set_password.hpp"
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

CommandRequest by_operator(Command command) {
  CommandRequest request;
  request.command = std::move(command);
  request.actor.kind = ActorKind::op;
  request.channel = Channel::cli;
  return request;
}

constexpr std::string_view demo_text = R"demo(Filled with a demo directory.
Secrets of grace (ops), shown only once, and calls worth trying:
  export URL={url}
  export KEY={key}
  export PASSWORD={password}
  curl -sw '\n' -H "Authorization: Bearer $KEY" '{url}/v1/users?limit=5'
  curl -sw '\n' -H "Authorization: Bearer $KEY" '{url}/v1/users?q=ma'
  curl -sw '\n' -H "Authorization: Bearer $KEY" '{url}/v1/users/count?by=role&status=active'
  curl -sw '\n' -H "Authorization: Bearer $KEY" '{url}/v1/users/{user}/history'
  curl -sw '\n' -H "Authorization: Bearer $KEY" '{url}/v1/role-changes?since=2025-01-01T00:00:00Z'
  curl -sw '\n' -H "Authorization: Bearer $KEY" -X PUT -H 'Content-Type: application/json' \
    -d '{"role": "admin", "reason": "trying it out"}' '{url}/v1/users/{user}/role'
Graph OLAP, as analyst_alice@e2e.local, admin_carol@e2e.local or ops_dave@e2e.local, for whom a
proxy speaks that knows the secret:
  curl -sw '\n' -H 'X-Username: admin_carol@e2e.local' \
    -H 'X-Rolecall-Proxy-Secret: {proxy_secret}' '{url}/api/users?limit=5'
Posit Connect (CONNECT_SERVER={url}, CONNECT_API_KEY=$KEY):
  curl -sw '\n' -H "Authorization: Key $KEY" '{url}/__api__/v1/users?prefix=ma'
Paradime (api_key {key_id}, api_secret {key_secret}):
  curl -sw '\n' -H 'X-API-KEY: {key_id}' -H 'X-API-SECRET: {key_secret}' \
    -H 'Content-Type: application/json' -d '{"query": "{listUsers{activeUsers{name uid}}}"}' \
    '{url}/api/v1/graphql'
Wallaroo and Keycloak (realm master, user grace, password $PASSWORD):
  curl -sw '\n' -d grant_type=password -d client_id=admin-cli -d username=grace \
    -d "password=$PASSWORD" '{url}/auth/realms/master/protocol/openid-connect/token'
)demo";

}  // namespace

Result<Demo> fill_demo(OpenedDirectory& opened) {
  if (const auto imported = import_demo(opened); !imported) return imported.error();
  Writer& writer = opened.directory.writer();
  ClientSecrets& secrets = opened.folder->client_secrets();
  const auto issued =
      issue_api_key(writer, *secrets.api_keys,
                    by_operator(IssueApiKey{Username{operator_name}, {}, Capability::manage, {}}));
  if (!issued) return issued.error();
  Demo demo{std::string(issued->api_key), std::string(new_password()), {}};
  const auto set =
      set_password(writer, *secrets.passwords, opened.directory.model().state(),
                   by_operator(SetPassword{Username{operator_name}, {}}), demo.password);
  if (!set) return set.error();
  const State& state = opened.directory.model().state();
  const auto user = state.find_user(UserRef(Username{promoted_name}), state.head());
  demo.user = state.users().id(*user).text();
  return demo;
}

std::string describe_demo(const Demo& demo, const std::string& url,
                          const std::string& proxy_secret) {
  constexpr std::size_t id_size = std::string_view("rck_").size() + 32;
  std::string described(demo_text);
  for (const auto& [name, value] : {std::pair<std::string, std::string>{"{url}", url},
                                    {"{key}", demo.api_key},
                                    {"{key_id}", demo.api_key.substr(0, id_size)},
                                    {"{key_secret}", demo.api_key.substr(id_size)},
                                    {"{password}", demo.password},
                                    {"{proxy_secret}", proxy_secret},
                                    {"{user}", demo.user}}) {
    for (std::size_t at = 0; (at = described.find(name, at)) != std::string::npos;) {
      described.replace(at, name.size(), value);
      at += value.size();
    }
  }
  return described;
}

}  // namespace rolecall
