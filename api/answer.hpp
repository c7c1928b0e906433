// How the handlers of every dialect put changes to the writer, and have work done that must not
// hold up an I/O thread. What is refused comes back in the shape of the request's dialect.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "api/http/reply.hpp"
#include "api/http/request.hpp"
#include "api/http/router.hpp"
#include "api/json/body.hpp"
#include "api/service.hpp"
#include "engine/commands/command.hpp"

namespace rolecall {

// A route's handler from a function over the service. It runs inside an epoch guard; what it hands
// on to other threads does not.
template <class Handle>
Handler handler(Service& service, Handle handle) {
  return [&service, handle](const Request& request, Reply& reply) {
    const auto guard = service.model().enter();
    handle(service, request, reply);
  };
}

// A command of the caller, through that dialect.
CommandRequest command_of(const Request& request, Channel dialect, Command command);

// Fills the answer to a change when it is durable, from the state of the outcome's position.
using Render = std::function<void(const Outcome&, Response&)>;
// `shape`: of its refusals, where they differ from those of the dialect.
void execute(Service& service, Reply& reply, CommandRequest wanted, Render render,
             ErrorShape shape = nullptr);
void render_no_content(const Outcome& outcome, Response& response);

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

// Fills an answer on a thread that may wait; what it refuses becomes the answer.
using Work = std::function<std::optional<Problem>(Response&)>;
// In that pool, in the turn of whoever asks: 503 where too much waits. Whoever has left by then is
// not worked for.
void answer_in(Pool& pool, const Request& request, Reply& reply, Work work);
void answer_in(Pool& pool, const Uuid& caller, Reply& reply, Work work);
// The same here and now, for what is quickly done.
void answer_at_once(Reply& reply, const Work& work);

// `work` does a command that sets a password. The command is decided before, so that whoever may
// not costs no hashing; then the work is done in the pool for passwords, and decides again.
void answer_with_password(Service& service, Reply& reply, CommandRequest wanted, Work work);
// Does such a command itself.
void execute_with_password(Service& service, Reply& reply, CommandRequest wanted,
                           std::string password, Render render);

// The answer to a command: rendered, or the refusal.
Response answer_to(const Result<Outcome>& outcome, const RequestId& id, ErrorShape shape,
                   const Render& render);

}  // namespace rolecall
