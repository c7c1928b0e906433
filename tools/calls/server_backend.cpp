#include "tools/calls/server_backend.hpp"

#include <cstdio>

#include "api/http/peer_address.hpp"
#include "api/view_parameter.hpp"
#include "tools/calls/refusal.hpp"
#include "tools/plain_text.hpp"

namespace rolecall {
namespace {

// Said each time: whoever reads along has the key.
void warn_of_clear_text(const load::ServerAddress& server) {
  const bool is_here =
      server.host == "localhost" || PeerAddress::from_text(server.host).is_loopback();
  if (server.is_tls || is_here) return;
  std::fprintf(stderr, "rolecall: warning: the API key goes to %s in the clear; use https://\n",
               in_one_line(server.host).c_str());
}

}  // namespace

Result<std::unique_ptr<ServerBackend>> ServerBackend::make(const ServerAccess& access) {
  const auto address = load::parse_server_url(access.url);
  if (!address) return invalid("--server", address.error().detail);
  if (!std::string_view(access.api_key).empty()) warn_of_clear_text(*address);
  auto client = HttpsClient::make(*address, access.ca_file);
  if (!client) return client.error();
  return std::unique_ptr<ServerBackend>(new ServerBackend(access, std::move(*client)));
}

Result<CallAnswer> ServerBackend::call(const Call& call) {
  const std::string authorization = "Bearer " + std::string(std::string_view(access_.api_key));
  const std::string correlation = call.correlation.text();
  const std::string revision =
      call.if_revision ? '"' + std::to_string(*call.if_revision) + '"' : std::string();
  HttpsClient::Fields fields{{"Accept", "application/json, application/x-ndjson"}};
  if (!std::string_view(access_.api_key).empty())
    fields.emplace_back("Authorization", authorization);
  if (!call.body.empty()) fields.emplace_back("Content-Type", call.content_type);
  if (!call.correlation.is_nil()) fields.emplace_back("X-Request-Id", correlation);
  if (!revision.empty()) fields.emplace_back("If-Match", revision);
  auto answer = client_->request(name_of(call.method), target_of(call), fields, call.body);
  if (!answer) return answer.error();
  if (answer->status >= 300) return error_of_refusal(answer->status, answer->body);
  return CallAnswer{std::move(answer->body), parse_position(answer->position)};
}

Result<CallAnswer> ServerBackend::wait_for_events(const CallParameters& parameters) {
  Call poll{.path = {"v1", "events", "poll"}, .parameters = parameters};
  poll.parameters.emplace_back("wait", "1");
  return call(poll);
}

}  // namespace rolecall
