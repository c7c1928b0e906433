// How the handlers of every dialect put changes to the writer, and have work done that must not
// hold up an I/O thread. What is refused comes back in the shape of the request's dialect.
#pragma once

#include <functional>
#include <optional>

#include "api/http/reply.hpp"
#include "api/http/request.hpp"
#include "api/service.hpp"
#include "engine/commands/command.hpp"

namespace rolecall {

// A command of the caller, through that dialect.
CommandRequest command_of(const Request& request, Channel dialect, Command command);

// Fills the answer to a change when it is durable, from the state of the outcome's position.
using Render = std::function<void(const Outcome&, Response&)>;
void execute(Service& service, Reply& reply, CommandRequest wanted, Render render);
void render_no_content(const Outcome& outcome, Response& response);

// Fills an answer on a thread that may wait; what it refuses becomes the answer.
using Work = std::function<std::optional<Problem>(Response&)>;
void answer_in_background(Service& service, Reply& reply, Work work);
// The same in the pool for passwords; 503 where too many wait.
void answer_in_password_pool(Service& service, Reply& reply, Work work);

// The answer to a command: rendered, or the refusal.
Response answer_to(const Result<Outcome>& outcome, const RequestId& id, ErrorShape shape,
                   const Render& render);

}  // namespace rolecall
