#include "api/answer.hpp"

#include <utility>

#include "api/auth.hpp"
#include "engine/writer/set_password.hpp"

namespace rolecall {
namespace {

Problem too_many_wait() { return Problem(503, "Too many requests of this kind wait"); }

auto with_position(Render render) {
  return [render = std::move(render)](const Outcome& outcome, Response& response) {
    response.position = outcome.position;
    render(outcome, response);
  };
}

// Why one's own password may not be set once more so soon; asking counts.
std::optional<Problem> refused_for_now(Service& service, const CommandRequest& wanted) {
  const auto* const set = std::get_if<SetPassword>(&wanted.command);
  const auto* const update = std::get_if<UpdateUser>(&wanted.command);
  const UserRef* const named = set ? &set->user : update ? &update->user : nullptr;
  const auto* const user = named ? std::get_if<UserId>(named) : nullptr;
  if (!user || *user != wanted.actor.user) return std::nullopt;
  const auto wait = service.guesses().change_own(wanted.actor.user);
  if (wait.count() == 0) return std::nullopt;
  Problem problem(429, "The password has been set several times just now");
  problem.retry_after_s = static_cast<unsigned>(wait.count());
  return problem;
}

}  // namespace

CommandRequest command_of(const Request& request, Channel dialect, Command command) {
  return command_of(request, dialect, std::move(command), caller_of(request).actor());
}

CommandRequest command_of(const Request& request, Channel dialect, Command command,
                          const Actor& actor) {
  CommandRequest wanted;
  wanted.command = std::move(command);
  wanted.actor = actor;
  wanted.channel = dialect;
  wanted.request = request.id;
  wanted.correlation = request.correlation;
  return wanted;
}

Response answer_of(const Work& work, const RequestId& id, ErrorShape shape) {
  Response response;
  try {
    if (const auto problem = work(response)) refuse(*problem, id, shape, response);
  } catch (...) {
    refuse(problem_of_exception(), id, shape, response);
  }
  response.is_of_read = true;  // work gives no command
  return response;
}

Submit in_turn(Service& service, Reply& reply) {
  return [&service, turn = reply.order->enter()](CommandRequest wanted, Writer::Answer answer) {
    turn.take([&service, wanted = std::move(wanted), answer = std::move(answer)] {
      service.submit(wanted, answer);
    });
  };
}

void execute(Service& service, Reply& reply, CommandRequest wanted, Render render,
             ErrorShape shape) {
  auto answer = answering<Outcome>(reply, with_position(std::move(render)), shape);
  reply.order->pass([&service, wanted = std::move(wanted), answer = std::move(answer)]() mutable {
    service.submit(std::move(wanted), std::move(answer));
  });
}

void render_no_content(const Outcome&, Response& response) { response.status = 204; }

Render render_changed_user(Service& service, int status, AppendUser append) {
  return
      [&service, status, append = std::move(append)](const Outcome& outcome, Response& response) {
        JsonWriter json(response.body);
        append(json, UserAt::find(View(service.model(), outcome.position), outcome.user).value());
        response.status = status;
      };
}

void answer_in(Pool& pool, const Request& request, Reply& reply, Work work) {
  answer_in(pool, turn_of(request), reply, std::move(work));
}

// If the job is dropped, the promise answers 503.
void answer_in(Pool& pool, const Uuid& caller, Reply& reply, Work work) {
  const Promised promised(reply);
  const bool is_taken = pool.submit(caller, [promised, work = std::move(work)] {
    if (!promised.later.is_wanted()) return;
    promised.later.send(answer_of(work, promised.id, promised.shape));
  });
  if (!is_taken) promised.refuse(too_many_wait());
}

void answer_at_once(Reply& reply, const Work& work) {
  if (const auto problem = work(reply.response)) {
    reply.response.clear();
    reply.refuse(*problem);
  }
}

void execute_with_password(Service& service, Reply& reply, CommandRequest wanted,
                           SecretText password, Render render, ErrorShape shape) {
  const Submit decide = in_turn(service, reply);
  const Submit submit = in_turn(service, reply);
  const Promised promised(reply, shape);
  const auto answer = promised.answering<Outcome>(with_position(std::move(render)));
  CommandRequest probe = wanted;
  probe.dry_run = true;
  const UserId caller = wanted.actor.user;
  const auto set = [&service, submit, promised, answer, wanted = std::move(wanted),
                    password = std::move(password)] {
    if (!promised.later.is_wanted()) return;
    if (const auto problem = refused_for_now(service, wanted)) return promised.refuse(*problem);
    const auto hash = hash_new_password(password);
    if (!hash) return answer(hash.error());
    set_password(*service.secrets().passwords, service.model().state(), wanted, *hash, submit,
                 answer);
  };
  decide(std::move(probe),
         [&service, promised, answer, set, caller](const Result<Outcome>& outcome) {
           if (!outcome) return answer(outcome.error());
           if (!service.pools().passwords.submit(caller, set)) promised.refuse(too_many_wait());
         });
}

}  // namespace rolecall
