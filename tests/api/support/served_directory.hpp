// A data folder with one user, root (ops), served by every dialect on 127.0.0.1.
#pragma once

#include <string>
#include <utility>

#include "api/dialects/dialects.hpp"
#include "api/http/server.hpp"
#include "engine/folder/data_folder.hpp"
#include "engine/writer/issue_api_key.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {

class ServedDirectory {
 public:
  explicit ServedDirectory(ServerOptions options = {}) {
    directory.replay().value();
    directory.start_writing();
    CommandRequest first;
    Bootstrap command;
    command.profile.username = "root";
    command.profile.email = "root@example.org";
    first.command = std::move(command);
    first.actor.kind = ActorKind::bootstrap;
    const auto issued =
        issue_api_key(directory.writer(), *folder->client_secrets().api_keys, first);
    api_key = issued.value().api_key;
    root = issued.value().outcome.user;
    router = Router::build(all_dialects(service)).value();
    options.listen = {TcpAddress{"127.0.0.1", 0}};
    options.metrics = &service.metrics();
    server = Server::start(options, *router).value();
  }
  ~ServedDirectory() {
    directory.head_watch().close();
    server->stop();
  }
  ServedDirectory(const ServedDirectory&) = delete;
  ServedDirectory& operator=(const ServedDirectory&) = delete;

  TemporaryDirectory parent;
  std::unique_ptr<DataFolder> folder = open_folder(parent);
  Directory directory{folder->log(), folder->keys()};
  Service service{directory, folder->client_secrets()};
  std::string api_key;  // of root, to manage
  UserId root;
  std::optional<Router> router;
  std::unique_ptr<Server> server;

 private:
  static std::unique_ptr<DataFolder> open_folder(const TemporaryDirectory& parent) {
    DataFolderSettings settings;
    settings.directory = parent.path() / "data";
    settings.mode = LmdbMode::read_write;
    return DataFolder::open(settings).value();
  }
};

}  // namespace rolecall::test
