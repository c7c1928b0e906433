// A directory on disk with its service and what every dialect serves, asked without a socket.
#pragma once

#include <any>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <latch>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "api/dialects/dialects.hpp"
#include "engine/folder/data_folder.hpp"
#include "engine/types/uuid_v7.hpp"
#include "engine/writer/issue_api_key.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {

// A request that was sent, and its answer once it is there.
class Asked {
 public:
  bool is_answered() const { return !slot_ || slot_->ready.load(); }
  Response answer() {  // waits for it
    if (slot_) {
      std::unique_lock lock(state_->mutex);
      state_->woken.wait(lock, [&] { return slot_->ready.load(); });
      lock.unlock();
      now_ = slot_->take();
    }
    return now_;
  }
  // The connection ends.
  void leave() { slot_.reset(); }

 private:
  friend class ServiceTest;
  struct State {
    std::mutex mutex;
    std::condition_variable woken;
  };

  std::shared_ptr<State> state_ = std::make_shared<State>();
  Response now_;
  std::shared_ptr<Slot> slot_;
};

class ServiceTest : public testing::Test {
 protected:
  ServiceTest() {
    EXPECT_TRUE(directory.replay().has_value());
    directory.start_writing({});
    Bootstrap command;
    command.profile.username = "root";
    CommandRequest wanted;
    wanted.command = std::move(command);
    wanted.actor.kind = ActorKind::bootstrap;
    root = issue(std::move(wanted));
  }

  // A user and an API key; everyone's password is set in another way.
  std::string add_user(std::string username, Role role) {
    CreateUser create;
    create.profile.username = std::move(username);
    create.role.role = role;
    const auto created = execute(std::move(create));
    return issue_to(created.user);
  }
  // user0, user1, …, without a key.
  void add_users(int count) {
    std::latch created(count);
    for (int i = 0; i < count; ++i) {
      CreateUser create;
      create.profile.username = "user" + std::to_string(i);
      CommandRequest wanted;
      wanted.command = std::move(create);
      wanted.actor.kind = ActorKind::op;
      directory.writer().submit(std::move(wanted), [&](const Result<Outcome>& outcome) {
        EXPECT_TRUE(outcome.has_value());
        created.count_down();
      });
    }
    created.wait();
  }
  std::string issue_to(const UserId& user) {
    IssueApiKey command;
    command.owner = user;
    command.capability = Capability::manage;
    CommandRequest wanted;
    wanted.command = std::move(command);
    wanted.actor.kind = ActorKind::op;
    return issue(std::move(wanted));
  }
  Outcome execute(Command command) {
    CommandRequest wanted;
    wanted.command = std::move(command);
    wanted.actor.kind = ActorKind::op;
    return directory.writer().execute(std::move(wanted)).value();
  }
  UserId user_named(std::string_view username) {
    const State& state = directory.model().state();
    return state.users().id(*state.find_username(username, state.head()));
  }

  using Headers = std::vector<std::pair<std::string, std::string>>;
  // `headers` beside the API key, if there is one.
  Asked send(Method method, std::string_view target, const std::string& api_key = {},
             std::string_view body = {}, Headers headers = {}, PeerAddress peer = {}) {
    if (!api_key.empty()) headers.emplace_back("Authorization", "Bearer " + api_key);
    std::any memory;
    Request request;
    request.method = method;
    request.id = RequestId(ids_.next(wall_clock()));
    request.body = body;
    request.peer = peer;
    request.connection_memory = &memory;
    request.headers = {{"Host", "localhost"}};
    const bool is_json = body.starts_with('{');
    if (is_json) request.headers.push_back({"Content-Type", "application/json"});
    for (const auto& [name, value] : headers) request.headers.push_back({name, value});
    EXPECT_TRUE(request.set_target(target));

    Asked asked;
    const std::function<void()> wake = waking(asked);
    Reply reply(asked.now_, request.id, router.error_shape(request.path), wake);
    const Match match = router.match(request);
    if (!router.refused(match, request, reply)) match.route->handler(request, reply);
    asked.slot_ = reply.slot();
    return asked;
  }
  // What follows behind the body of an answer that goes on.
  static std::vector<std::string> rest_of(const Response& response) {
    std::vector<std::string> pieces;
    while (true) {
      Asked piece;
      piece.slot_ = std::make_shared<Slot>();
      piece.slot_->wake = waking(piece);
      response.more(Later(piece.slot_, {}, native_error_shape));
      const Response answer = piece.answer();
      if (answer.status != 200 || answer.body.empty()) return pieces;
      pieces.push_back(answer.body);
    }
  }
  Response get(std::string_view target, const std::string& api_key) {
    return send(Method::get, target, api_key).answer();
  }

  TemporaryDirectory parent;
  std::unique_ptr<DataFolder> folder = open(parent.path() / "data");
  Directory directory{folder->log(), folder->keys()};
  // For those who guess it stands still, however slow the machine is.
  std::atomic<GuessThrottle::Clock::time_point> guessed_at{GuessThrottle::Clock::now()};
  Service service{directory, folder->client_secrets(), [this] { return guessed_at.load(); }};
  Router router = Router::build(all_dialects(service)).value();
  std::string root;  // an operator's API key

 private:
  static std::function<void()> waking(const Asked& asked) {
    return [state = asked.state_] {
      const std::lock_guard lock(state->mutex);
      state->woken.notify_all();
    };
  }
  static std::unique_ptr<DataFolder> open(const std::filesystem::path& path) {
    DataFolderSettings settings;
    settings.directory = path;
    settings.mode = LmdbMode::read_write;
    settings.now = wall_clock();
    settings.unicode_version = "15.0.0";
    settings.texts = {"proto", "format"};
    return DataFolder::open(settings).value();
  }
  std::string issue(CommandRequest wanted) {
    return std::string(
        issue_api_key(directory.writer(), *service.secrets().api_keys, std::move(wanted))
            .value()
            .api_key);
  }

  UuidV7 ids_;
};

}  // namespace rolecall::test
