#include "api/answer.hpp"

#include <utility>

#include "api/auth.hpp"

namespace rolecall {
namespace {

// If it is never run, its promise answers 503.
std::function<void()> job(Reply& reply, Work work) {
  return [later = reply.later(), id = reply.request(), shape = reply.error_shape(),
          work = std::move(work)] {
    Response response;
    if (const auto problem = work(response)) refuse(*problem, id, shape, response);
    later.send(std::move(response));
  };
}

}  // namespace

CommandRequest command_of(const Request& request, Channel dialect, Command command) {
  CommandRequest wanted;
  wanted.command = std::move(command);
  wanted.actor = caller_of(request).actor();
  wanted.channel = dialect;
  wanted.request = request.id;
  return wanted;
}

void execute(Service& service, Reply& reply, CommandRequest wanted, Render render,
             ErrorShape shape) {
  if (!shape) shape = reply.error_shape();
  service.submit(std::move(wanted), [later = reply.later(), id = reply.request(), shape,
                                     render = std::move(render)](const Result<Outcome>& outcome) {
    later.send([outcome, id, shape, render] { return answer_to(outcome, id, shape, render); });
  });
}

void render_no_content(const Outcome&, Response& response) { response.status = 204; }

void answer_in_background(Service& service, Reply& reply, Work work) {
  service.in_background(job(reply, std::move(work)));
}

void answer_in_password_pool(Service& service, Reply& reply, Work work) {
  service.in_password_pool(job(reply, std::move(work)));
}

Response answer_to(const Result<Outcome>& outcome, const RequestId& id, ErrorShape shape,
                   const Render& render) {
  Response response;
  if (outcome) {
    response.position = outcome->position;
    render(*outcome, response);
  } else {
    refuse(Problem(outcome.error()), id, shape, response);
  }
  return response;
}

}  // namespace rolecall
