// How the handlers of every dialect put changes to the writer, and have work done that must not
// hold up an I/O thread. What is refused comes back in the shape of the request's dialect.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "api/http/body.hpp"
#include "api/http/reply.hpp"
#include "api/http/request.hpp"
#include "api/http/router.hpp"
#include "api/json/writer.hpp"
#include "api/parameters.hpp"
#include "api/service.hpp"
#include "engine/commands/command.hpp"
#include "projections/users/user_at.hpp"

namespace rolecall {

// A route's handler from a function over the service. It runs inside an epoch guard, which makes
// its many look-ups cheaper; what it hands on to other threads does not.
template <class Handle>
Handler handler(Service& service, Handle handle) {
  return [&service, handle](const Request& request, Reply& reply) {
    const auto guard = service.model().enter();
    handle(service, request, reply);
  };
}

// A command of the caller, or of another actor, through that dialect.
CommandRequest command_of(const Request& request, Channel dialect, Command command);
CommandRequest command_of(const Request& request, Channel dialect, Command command,
                          const Actor& actor);

// Fills an answer; what it refuses, or throws, becomes the answer.
using Work = std::function<std::optional<Problem>(Response&)>;
Response answer_of(const Work& work, const RequestId& id, ErrorShape shape);

// Where the answer to a request goes. `shape`: of refusals, where they differ from those of the
// dialect.
struct Promised {
  explicit Promised(Reply& reply, ErrorShape refusals = nullptr)
      : later(reply.later()),
        id(reply.request()),
        shape(refusals ? refusals : reply.error_shape()) {}

  void refuse(const Problem& problem) const {
    Response response;
    rolecall::refuse(problem, id, shape, response);
    later.send(std::move(response));
  }
  // Takes a result, and answers with what `render`, called as (const T&, Response&), makes of it
  // when the answer is written out, or with the refusal.
  template <class T, class Render>
  auto answering(Render render) const {
    return [*this, render = std::move(render)](const Result<T>& result) {
      later.send([result, id = id, shape = shape, render] {
        const auto work = [&](Response& response) -> std::optional<Problem> {
          if (!result) return Problem(result.error());
          render(*result, response);
          return std::nullopt;
        };
        return answer_of(std::ref(work), id, shape);
      });
    };
  }

  Later later;
  RequestId id;
  ErrorShape shape;
};

template <class T, class Render>
auto answering(Reply& reply, Render render, ErrorShape shape = nullptr) {
  return Promised(reply, shape).answering<T>(std::move(render));
}

// Hands commands that are not ready yet to the writer in the order of their requests. To be called
// by the handler; one command each.
Submit in_turn(Service& service, Reply& reply);

// Fills the answer to a change when it is durable, from the state of the outcome's position.
using Render = std::function<void(const Outcome&, Response&)>;
void execute(Service& service, Reply& reply, CommandRequest wanted, Render render,
             ErrorShape shape = nullptr);
void render_no_content(const Outcome& outcome, Response& response);
// A changed user: as the change left it, in a dialect's words.
using AppendUser = std::function<void(JsonWriter& json, const UserAt& user)>;
Render render_changed_user(Service& service, int status, AppendUser append);

// Executes the command that `take` reads from the members of a JSON body, for dialects whose
// clients may send more members than we know.
template <class Take>
void execute_body(Service& service, const Request& request, Reply& reply, Channel dialect,
                  Render render, Take take) {
  const auto body = read_json_object(request);
  if (!body) return reply.refuse(body.error());
  Members members(*body);
  Command command = take(members);
  if (members.error()) return reply.refuse(*members.error());
  execute(service, reply, command_of(request, dialect, std::move(command)), std::move(render));
}

// The same where clients send what the call knows and no more: anything else is refused, since what
// is dropped in silence may be what was meant.
template <class Take>
void execute_known_body(Service& service, const Request& request, Reply& reply, Channel dialect,
                        Render render, Take take) {
  if (const auto error = Parameters(request).done()) return reply.refuse(*error);
  execute_body(service, request, reply, dialect, std::move(render), [&](Members& members) {
    Command command = take(members);
    if (const auto error = members.done()) members.fail(error->field, error->detail);
    return command;
  });
}

// In that pool, in the turn of whoever asks: 503 where too much waits. Whoever has left by then is
// not worked for.
void answer_in(Pool& pool, const Request& request, Reply& reply, Work work);
void answer_in(Pool& pool, const Uuid& caller, Reply& reply, Work work);
// The same here and now, for what is quickly done.
void answer_at_once(Reply& reply, const Work& work);

// Does a command that sets this password. It is decided before, so that whoever may not costs no
// hashing; then it is hashed in the pool for passwords, and decided again.
void execute_with_password(Service& service, Reply& reply, CommandRequest wanted,
                           SecretText password, Render render, ErrorShape shape = nullptr);

}  // namespace rolecall
