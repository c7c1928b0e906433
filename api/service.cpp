#include "api/service.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

namespace rolecall {
namespace {

constexpr std::size_t background_threads = 2;

Error refused() { return {Errc::unauthenticated, "", "this API key is not valid"}; }

}  // namespace

Service::Service(Directory& directory, Credentials& credentials)
    : directory_(directory),
      credentials_(credentials),
      background_(std::make_unique<boost::asio::thread_pool>(background_threads)) {}

Service::~Service() { background_->join(); }

// One answer for unknown, wrong, revoked and expired keys: it tells nothing about which.
Result<Caller> Service::caller_of(const CredentialId& id) const {
  const State& state = model().state();
  const auto guard = state.enter();
  const Position head = state.head();
  const auto key = state.api_keys().find(id, head);
  if (!key || key->revoked || (key->expires_at && *key->expires_at <= wall_clock())) {
    return refused();
  }
  const auto owner = state.users().at(key->owner, head);
  if (!owner || owner->status != Status::active) return refused();
  return Caller{state.users().id(key->owner), id, key->capability, owner->role};
}

Result<CredentialId> Service::verify(std::string_view api_key) const {
  const auto key = parse_api_key(api_key);
  if (!key || !credentials_.check(*key)) return refused();
  return key->id;
}

void Service::submit(CommandRequest request, Writer::Answer answer) {
  directory_.writer().submit(std::move(request), std::move(answer));
}

void Service::in_background(std::function<void()> work) {
  boost::asio::post(*background_, std::move(work));
}

}  // namespace rolecall
