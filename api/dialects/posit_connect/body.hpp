// The JSON bodies of Connect's requests.
#pragma once

#include <utility>

#include "api/answer.hpp"

namespace rolecall::posit_connect {

// Read whatever it is declared as where the request brings an Authorization header: curl, as the
// vendor shows it, declares a form. No page of another site can send that header unasked; where it
// is absent, the body must be declared as JSON. Refused where there are parameters: no change takes
// any.
Parsed<boost::json::object> read_body(const Request& request);

// Executes the command that `take` reads from the members of the body. A member that it does not
// take is refused by its name: nothing that a client asks for is dropped in silence.
template <class Take>
void execute_members(Service& service, const Request& request, Reply& reply, Render render,
                     Take take, ErrorShape shape = nullptr) {
  const auto body = read_body(request);
  if (!body) return reply.refuse(body.error());
  Members members(*body);
  Command command = take(members);
  if (const auto error = members.done()) return reply.refuse(*error);
  execute(service, reply, command_of(request, Channel::posit_connect, std::move(command)),
          std::move(render), shape);
}

}  // namespace rolecall::posit_connect
