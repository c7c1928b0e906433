#include "tools/calls/folder_backend.hpp"

#include <chrono>
#include <functional>
#include <future>
#include <thread>

#include "api/auth.hpp"
#include "api/dialects/native/routes.hpp"
#include "engine/types/uuid_v7.hpp"
#include "tools/calls/refusal.hpp"

namespace rolecall {
namespace {

// The log tells nobody of another process that it has grown.
constexpr std::chrono::milliseconds look_interval{200};
constexpr int looks_per_wait = 5;

Router router_for(Service& service) {
  return Router::build({native::dialect(service, operator_admission())}).value();
}

}  // namespace

FolderBackend::FolderBackend(std::unique_ptr<OpenedDirectory> opened, const Common& common)
    : opened_(std::move(opened)),
      place_("in " + common.data.string()),
      router_(router_for(opened_->service)) {}

Result<CallAnswer> FolderBackend::call(const Call& call) {
  const std::string revision =
      call.if_revision ? '"' + std::to_string(*call.if_revision) + '"' : std::string();
  Request request;
  request.method = call.method;
  request.id = RequestId(new_uuid());
  request.correlation = call.correlation.is_nil() ? request.id : call.correlation;
  request.segments.assign(call.path.begin(), call.path.end());
  for (const auto& [name, value] : call.parameters) request.parameters.push_back({name, value});
  if (!call.body.empty()) request.headers.push_back({"Content-Type", call.content_type});
  if (!revision.empty()) request.headers.push_back({"If-Match", revision});
  request.body = call.body;
  request.router = &router_;
  request.connection_memory = &memory_;

  const auto answered = std::make_shared<std::promise<void>>();
  const std::function<void()> wake = [answered] { answered->set_value(); };
  Response response;
  Reply reply(response, request.id, native_error_shape, wake);
  const Match match = router_.match(request);
  if (!router_.refused(match, request, reply)) match.route->handler(request, reply);
  if (reply.slot()) {
    answered->get_future().wait();
    response = std::move(reply.slot()->take());
  }
  if (response.status >= 300) return error_of_refusal(response.status, response.body);
  return CallAnswer{std::move(response.body), response.position};
}

Result<CallAnswer> FolderBackend::wait_for_events(const CallParameters& parameters) {
  Call poll{.path = {"v1", "events", "poll"}, .parameters = parameters};
  poll.parameters.emplace_back("wait", "0");
  for (int look = 1;; ++look) {
    if (const auto read = opened_->directory.catch_up(); !read) return read.error();
    auto events = call(poll);
    if (!events || !events->body.empty() || look == looks_per_wait) return events;
    std::this_thread::sleep_for(look_interval);
  }
}

}  // namespace rolecall
