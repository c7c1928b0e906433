#include "api/dialects/native/execute_once.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/limits.hpp"
#include "engine/writer/idempotency.hpp"

namespace rolecall::native {
namespace {

// A string of RFC 8941, section 3.3.3, or the same without its quotes, as many clients send it.
std::optional<std::string_view> parse_key(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
  }
  const bool is_plain = std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7f && c != '"' && c != '\\';
  });
  if (text.empty() || text.size() > limits::idempotency_key_max_bytes || !is_plain) {
    return std::nullopt;
  }
  return text;
}

// One request on its way; goes when it is answered.
class IdempotentExecution : public std::enable_shared_from_this<IdempotentExecution> {
 public:
  using Answer = std::function<void(const Result<Outcome>&, bool replayed)>;

  IdempotentExecution(Service& service, const IdempotentRequest& asked, CommandRequest wanted,
                      Submit submit, Answer answer)
      : service_(service),
        keys_(*service.secrets().idempotency),
        asked_(asked),
        wanted_(std::move(wanted)),
        submit_(std::move(submit)),
        answer_(std::move(answer)) {}

  // Whatever kept it from being answered: whether it was done, the log tells.
  ~IdempotentExecution() { keys_.abandon(asked_); }
  IdempotentExecution(const IdempotentExecution&) = delete;
  IdempotentExecution& operator=(const IdempotentExecution&) = delete;

  void begin() {
    const ReadModel& model = service_.model();
    keys_.begin(asked_, model.head(), model.clock().now(),
                [self = shared_from_this()](const Result<IdempotencyKeys::Progress>& begun) {
                  self->go_on(begun);
                });
  }

 private:
  void go_on(const Result<IdempotencyKeys::Progress>& begun) {
    if (!begun) return answer_(begun.error(), false);
    if (begun->must_settle) return settle();
    if (!begun->outcome) return execute();
    service_.pools().log.resume(wanted_.actor.user,
                                [self = shared_from_this(), first = begun->first,
                                 outcome = *begun->outcome] { self->replay(first, outcome); });
  }

  void execute() {
    submit_(wanted_, [self = shared_from_this()](const Result<Outcome>& outcome) {
      self->keep(outcome);
      self->answer_(outcome, false);
    });
  }

  void keep(const Result<Outcome>& outcome) {
    if (outcome) {
      keys_.finish(asked_, {outcome->position, outcome->changed, outcome->user, outcome->group});
    } else if (outcome.error().code == Errc::unavailable) {
      keys_.abandon(asked_);
    } else {
      keys_.forget(asked_);
    }
  }

  // What the log does not say was not done: then the request is done now.
  void replay(const RequestId& first, const IdempotentOutcome& outcome) {
    const auto& [position, changed, user, group] = outcome;
    if (changed) {
      const Directory& directory = service_.directory();
      const auto is_true = is_of_request(directory.log(), directory.keys(), position, first);
      if (!is_true) return answer_(is_true.error(), false);
      if (!*is_true) {
        IdempotentRequest untrue = asked_;
        untrue.request = first;
        keys_.forget(untrue);
        return begin();
      }
    }
    answer_(Outcome{position, changed, user, group, {}}, true);
  }

  // A writer that decides again has no batch of unknown end: then the log tells.
  void settle() {
    CommandRequest probe = wanted_;
    probe.dry_run = true;
    service_.submit(std::move(probe), [self = shared_from_this(),
                                       pending = keys_.pending()](const Result<Outcome>& outcome) {
      if (!outcome && outcome.error().code == Errc::unavailable) {
        return self->answer_(outcome, false);
      }
      self->service_.pools().log.resume(self->wanted_.actor.user, [self, pending] {
        const Directory& directory = self->service_.directory();
        const auto settled =
            settle_idempotency(self->keys_, pending, directory.log(), directory.keys());
        if (!settled) return self->answer_(settled.error(), false);
        self->begin();
      });
    });
  }

  Service& service_;
  IdempotencyKeys& keys_;
  const IdempotentRequest asked_;
  const CommandRequest wanted_;
  const Submit submit_;
  const Answer answer_;
};

}  // namespace

void execute_once(Service& service, const Request& request, Reply& reply, std::string_view key,
                  CommandRequest wanted, Render render) {
  const auto parsed = parse_key(key);
  if (!parsed) {
    return reply.refuse(
        bad_header("Idempotency-Key", "must be one string of 1 to 255 visible ASCII characters"));
  }
  // Whoever has no API key is a client as the user that it is.
  const Uuid client =
      wanted.actor.credential.is_nil() ? Uuid(wanted.actor.user) : Uuid(wanted.actor.credential);
  const IdempotentRequest asked = service.secrets().idempotency->describe(
      client, *parsed,
      {name_of(request.method), request.path, request.header("if-match").value_or(""),
       request.body},
      request.id);
  const auto answer = [later = reply.later(), id = reply.request(), render = std::move(render)](
                          const Result<Outcome>& outcome, bool replayed) {
    later.send([outcome, replayed, id, render] {
      const Work work = [&](Response& response) -> std::optional<Problem> {
        if (!outcome) return Problem(outcome.error());
        response.position = outcome->position;
        render(*outcome, response);
        if (replayed) response.headers.emplace_back("Idempotency-Replayed", "true");
        return std::nullopt;
      };
      return answer_of(work, id, native_error_shape);
    });
  };
  std::make_shared<IdempotentExecution>(service, asked, std::move(wanted), in_turn(service, reply),
                                        answer)
      ->begin();
}

}  // namespace rolecall::native
