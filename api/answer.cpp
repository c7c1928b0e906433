#include "api/answer.hpp"

#include <exception>
#include <new>
#include <utility>

#include "api/auth.hpp"
#include "engine/commands/set_password.hpp"

namespace rolecall {
namespace {

// Has the answer filled in that pool; if the job is dropped, the promise answers 503.
struct Answering {
  Later later;
  RequestId id;
  ErrorShape shape;

  void send(const std::optional<Problem>& problem, Response response = {}) const {
    if (problem) refuse(*problem, id, shape, response);
    later.send(std::move(response));
  }

  void begin(Pool& pool, const Uuid& caller, Work work) const {
    const bool is_taken = pool.submit(caller, [self = *this, work = std::move(work)] {
      if (!self.later.is_wanted()) return;
      Response response;
      std::optional<Problem> problem;
      try {
        problem = work(response);
      } catch (const std::bad_alloc&) {
        problem = Problem(503, "Out of memory");
      } catch (const std::exception&) {
        problem = Problem(500, "The request could not be handled");
      }
      self.send(problem, std::move(response));
    });
    if (!is_taken) send(Problem(503, "Too many requests of this kind wait"));
  }
};

Answering answering(Reply& reply) { return {reply.later(), reply.request(), reply.error_shape()}; }

// Why one's own password may not be set once more so soon; asking counts.
std::optional<Problem> refused_for_now(Service& service, const CommandRequest& wanted) {
  const auto* const set = std::get_if<SetPassword>(&wanted.command);
  const auto* const user = set ? std::get_if<UserId>(&set->user) : nullptr;
  if (!user || *user != wanted.actor.user) return std::nullopt;
  const auto wait = service.guesses().change_own(wanted.actor.user, GuessThrottle::Clock::now());
  if (wait.count() == 0) return std::nullopt;
  Problem problem(429, "The password has been set several times just now");
  problem.retry_after_s = static_cast<unsigned>(wait.count());
  return problem;
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

void answer_in(Pool& pool, const Request& request, Reply& reply, Work work) {
  answer_in(pool, turn_of(request), reply, std::move(work));
}

void answer_in(Pool& pool, const Uuid& caller, Reply& reply, Work work) {
  answering(reply).begin(pool, caller, std::move(work));
}

void answer_at_once(Reply& reply, const Work& work) {
  if (const auto problem = work(reply.response)) {
    reply.response.clear();
    reply.refuse(*problem);
  }
}

void answer_with_password(Service& service, Reply& reply, CommandRequest wanted, Work work) {
  Work checked = [&service, wanted, work = std::move(work)](Response& response) {
    auto problem = refused_for_now(service, wanted);
    return problem ? problem : work(response);
  };
  wanted.dry_run = true;
  const Uuid caller = wanted.actor.user;
  service.submit(std::move(wanted), [&service, caller, answer = answering(reply),
                                     checked = std::move(checked)](const Result<Outcome>& outcome) {
    if (!outcome) return answer.send(Problem(outcome.error()));
    answer.begin(service.pools().passwords, caller, checked);
  });
}

void execute_with_password(Service& service, Reply& reply, CommandRequest wanted,
                           std::string password, Render render) {
  const auto work = [&service, wanted, password = std::move(password),
                     render = std::move(render)](Response& response) -> std::optional<Problem> {
    const auto outcome =
        set_password(service.directory().writer(), *service.secrets().passwords, wanted, password);
    if (!outcome) return Problem(outcome.error());
    response.position = outcome->position;
    render(*outcome, response);
    return std::nullopt;
  };
  answer_with_password(service, reply, std::move(wanted), work);
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
