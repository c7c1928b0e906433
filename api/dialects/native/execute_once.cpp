#include "api/dialects/native/execute_once.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/commands/idempotency.hpp"
#include "engine/limits.hpp"

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
class Once : public std::enable_shared_from_this<Once> {
 public:
  Once(Service& service, IdempotentRequest asked, CommandRequest wanted, Render render, Later later)
      : service_(service),
        keys_(*service.secrets().idempotency),
        asked_(asked),
        wanted_(std::move(wanted)),
        render_(std::move(render)),
        later_(std::move(later)) {}

  // In the background: waits for the disk.
  void begin() {
    const auto begun = keys_.begin(asked_, service_.model().head(), service_.model().clock().now());
    if (!begun) return answer(begun.error(), false);
    if (begun->must_settle) return settle();
    if (!begun->outcome) return execute();
    const auto& [position, changed, user, group] = *begun->outcome;
    answer(Outcome{position, changed, user, group, {}}, true);
  }

 private:
  void execute() {
    service_.submit(wanted_, [self = shared_from_this()](const Result<Outcome>& outcome) {
      self->keep(outcome);
      self->answer(outcome, false);
    });
  }

  void keep(const Result<Outcome>& outcome) {
    if (outcome) {
      keys_.finish(asked_.key,
                   {outcome->position, outcome->changed, outcome->user, outcome->group});
    } else if (outcome.error().code == Errc::unavailable) {
      return keys_.abandon(asked_.key);
    } else {
      keys_.forget(asked_.key);
    }
    service_.in_background([self = shared_from_this()] { self->keys_.keep(self->asked_.key); });
  }

  // A writer that decides again has no batch of unknown end: then the log tells.
  void settle() {
    CommandRequest probe = wanted_;
    probe.dry_run = true;
    service_.submit(std::move(probe), [self = shared_from_this()](const Result<Outcome>& outcome) {
      if (!outcome && outcome.error().code == Errc::unavailable) {
        return self->answer(outcome, false);
      }
      self->service_.in_background([self] {
        const Directory& directory = self->service_.directory();
        const auto settled = settle_idempotency(self->keys_, directory.log(), directory.keys());
        if (!settled) return self->answer(settled.error(), false);
        self->begin();
      });
    });
  }

  void answer(const Result<Outcome>& outcome, bool replayed) const {
    later_.send([outcome, replayed, id = wanted_.request, render = render_] {
      Response response = answer_to(outcome, id, native_error_shape, render);
      if (replayed) response.headers.emplace_back("Idempotency-Replayed", "true");
      return response;
    });
  }

  Service& service_;
  IdempotencyKeys& keys_;
  const IdempotentRequest asked_;
  const CommandRequest wanted_;
  const Render render_;
  const Later later_;
};

}  // namespace

void execute_once(Service& service, const Request& request, Reply& reply, std::string_view key,
                  CommandRequest wanted, Render render) {
  const auto parsed = parse_key(key);
  if (!parsed) {
    Problem problem(400, "must be one string of 1 to 255 visible ASCII characters");
    problem.code = word(Errc::invalid_argument);
    problem.field = "Idempotency-Key";
    return reply.refuse(problem);
  }
  const IdempotentRequest asked = service.secrets().idempotency->describe(
      wanted.actor.credential, *parsed,
      {word(request.method), request.path, request.header("if-match").value_or(""), request.body},
      request.id);
  const auto once =
      std::make_shared<Once>(service, asked, std::move(wanted), std::move(render), reply.later());
  service.in_background([once] { once->begin(); });
}

}  // namespace rolecall::native
