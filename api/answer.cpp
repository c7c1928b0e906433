#include "api/answer.hpp"

#include <exception>
#include <new>
#include <utility>

#include "api/auth.hpp"
#include "engine/commands/set_password.hpp"

namespace rolecall {
namespace {

// If it is never run, its promise answers 503.
std::function<void()> job(Reply& reply, Work work) {
  return [later = reply.later(), id = reply.request(), shape = reply.error_shape(),
          work = std::move(work)] {
    Response response;
    try {
      if (const auto problem = work(response)) refuse(*problem, id, shape, response);
    } catch (const std::bad_alloc&) {
      refuse(Problem(503, "Out of memory"), id, shape, response);
    } catch (const std::exception&) {
      refuse(Problem(500, "The request could not be handled"), id, shape, response);
    }
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

void answer_at_once(Reply& reply, const Work& work) {
  if (const auto problem = work(reply.response)) {
    reply.response.clear();
    reply.refuse(*problem);
  }
}

void answer_in_scan_pool(Service& service, Reply& reply, Work work) {
  service.in_scan_pool(job(reply, std::move(work)));
}

void execute_with_password(Service& service, Reply& reply, CommandRequest wanted,
                           std::string password, Render render) {
  answer_in_password_pool(
      service, reply,
      [&service, wanted = std::move(wanted), password = std::move(password),
       render = std::move(render)](Response& response) -> std::optional<Problem> {
        const auto outcome = set_password(service.directory().writer(),
                                          *service.secrets().passwords, wanted, password);
        if (!outcome) return Problem(outcome.error());
        response.position = outcome->position;
        render(*outcome, response);
        return std::nullopt;
      });
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
