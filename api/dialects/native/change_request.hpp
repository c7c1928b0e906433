// A request for a change, read part by part: what its path names, the revision it expects, the
// members of its body, the reason, whether it is only tried (dry_run), and the key under which it
// may be repeated (Idempotency-Key). The first thing that is wrong, in this order, is the answer.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "api/dialects/native/exchange.hpp"
#include "api/http/body.hpp"
#include "api/http/reply.hpp"
#include "api/parameters.hpp"
#include "api/service.hpp"
#include "engine/commands/command.hpp"

namespace rolecall::native {

// Answers with the user or group as the change left it; 201 with its Location where it was made.
Render render_user(Service& service, int status = 200);
Render render_group(Service& service, int status = 200);

// The member `role`; nothing where there is none. An unknown word fails.
std::optional<Role> take_role(Members& members);
// A member that is an RFC 3339 time; nothing where there is none.
std::optional<Timestamp> take_time(Members& members, std::string_view name);

class ChangeRequest {
 public:
  explicit ChangeRequest(const Request& request);
  ChangeRequest(const ChangeRequest&) = delete;  // its members view its body
  ChangeRequest& operator=(const ChangeRequest&) = delete;

  // Those of the path; nil where it names none, which will be the answer.
  UserId user(std::string_view capture = "id");
  GroupId group();
  CredentialId api_key();
  // The revision of If-Match; none: there is no such header, or it is `*`.
  Expected expected();
  Members& members() { return members_; }
  // A member that is an object, as it was written; null is empty: "remove it".
  std::optional<std::string> changed_object(std::string_view name);
  // Something else that makes it no request of this kind.
  void fail(Problem problem);

  // Each puts the caller's command to the writer, unless something of the request was wrong. Call
  // last: members and parameters that nobody took are wrong too. `actor`: instead of the caller.
  void execute(Service& service, Reply& reply, Command command, Render render,
               std::optional<Actor> actor = std::nullopt);
  // For commands that go with a secret: `prepare` makes it and submits the command, which is not
  // called where this is only tried. Such a request cannot be repeated under a key.
  using Prepare = std::function<void(CommandRequest, Submit)>;
  void execute_with_secret(Service& service, Reply& reply, Command command, Prepare prepare,
                           std::optional<Actor> actor = std::nullopt);
  // For commands that set a password.
  void execute_with_password(Service& service, Reply& reply, Command command, SecretText password,
                             Render render);

 private:
  template <class T>
  T take(const Parsed<T>& part);
  // What goes to the writer; nothing: the request has been refused.
  std::optional<CommandRequest> take_command(Reply& reply, Command command,
                                             std::optional<Actor> actor);
  // The same for a command that goes with a secret; nothing too: it was only tried.
  std::optional<CommandRequest> take_secret_command(Service& service, Reply& reply, Command command,
                                                    std::optional<Actor> actor);

  const Request& request_;
  std::optional<Problem> problem_;  // of path and headers
  Parsed<boost::json::object> body_;
  Members members_;
};

}  // namespace rolecall::native
