#include "api/service.hpp"

#include <algorithm>

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include "engine/limits.hpp"

namespace rolecall {
namespace {

constexpr std::size_t background_threads = 2;
constexpr std::size_t scan_threads = 2;
constexpr std::size_t feed_threads = 2;

Error refused() { return {Errc::unauthenticated, "", "this API key is not valid"}; }

}  // namespace

Service::Service(Directory& directory, ClientSecrets& secrets)
    : directory_(directory),
      secrets_(secrets),
      background_(std::make_unique<boost::asio::thread_pool>(background_threads)),
      scan_pool_(std::make_unique<boost::asio::thread_pool>(scan_threads)),
      feed_pool_(std::make_unique<boost::asio::thread_pool>(feed_threads)),
      password_pool_(std::make_unique<boost::asio::thread_pool>(limits::password_hashings_max)),
      feeds_open_(std::make_shared<std::atomic<std::size_t>>(0)) {}

Service::~Service() {
  directory_.head_watch().close();
  background_->join();
  scan_pool_->join();
  feed_pool_->join();
  password_pool_->join();
}

// One answer for unknown, wrong, revoked and expired keys: it tells nothing about which.
Result<Caller> Service::caller_of(const CredentialId& id) {
  const State& state = model().state();
  const auto guard = state.enter();
  const Position head = state.head();
  const auto no = state.api_keys().find(id, head);
  if (!no) return refused();
  const IssuedApiKey key = state.api_keys().at(*no, head);
  const Timestamp now = model().clock().now();
  if (key.is_revoked() || (key.expires_at && *key.expires_at <= now)) return refused();
  const auto owner = state.users().at(key.owner, head);
  if (!owner || owner->status != Status::active) return refused();
  directory_.model().last_activity().seen(key.owner, *no, day_of(now));
  return Caller{state.users().id(key.owner), id, key.capability,
                std::min(owner->role, key.at_most)};
}

Result<Caller> Service::caller_of(const UserId& id, Channel dialect) {
  const State& state = model().state();
  const auto guard = state.enter();
  const Position head = state.head();
  const auto user = state.find_user(id, head);
  const auto version = user ? state.users().at(*user, head) : std::nullopt;
  if (!version || version->status != Status::active) {
    return Error{Errc::unauthenticated, "", "this user is not an active one"};
  }
  Role role = version->role;
  if (takes_passwords(dialect)) {
    // Whoever was removed and restored since has none, and what was got by it has ended.
    const auto password = state.password_sets().find(*user, head);
    if (!password) return Error{Errc::unauthenticated, "", "this user has no password"};
    role = std::min(role, password->at_most);
  }
  directory_.model().last_activity().seen(*user, day_of(model().clock().now()));
  return Caller{id, {}, Capability::manage, role};
}

Result<CredentialId> Service::verify(std::string_view api_key) const {
  const auto key = parse_api_key(api_key);
  if (!key || !secrets_.api_keys->check(*key)) return refused();
  return key->id;
}

void Service::submit(CommandRequest request, Writer::Answer answer) {
  directory_.writer().submit(std::move(request), std::move(answer));
}

void Service::in_background(std::function<void()> work) {
  boost::asio::post(*background_, std::move(work));
}

void Service::in_scan_pool(std::function<void()> work) {
  boost::asio::post(*scan_pool_, std::move(work));
}

Service::FeedPlace Service::take_feed_place() {
  const auto leave = [open = feeds_open_](void*) { open->fetch_sub(1); };
  if (feeds_open_->fetch_add(1) >= limits::feeds_max) return leave(nullptr), nullptr;
  return {feeds_open_.get(), leave};
}

void Service::in_feed_pool(std::function<void()> work) {
  boost::asio::post(*feed_pool_, std::move(work));
}

bool Service::in_password_pool(std::function<void()> work) {
  if (passwords_waiting_.fetch_add(1) >= limits::password_waiting_max) {
    passwords_waiting_.fetch_sub(1);
    return false;
  }
  boost::asio::post(*password_pool_, [this, work = std::move(work)] {
    work();
    passwords_waiting_.fetch_sub(1);
  });
  return true;
}

}  // namespace rolecall
