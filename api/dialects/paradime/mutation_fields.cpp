// Changes: an invitation, a role, the end of access. All of them answer ok.
#include "api/dialects/paradime/mutation_fields.hpp"

#include <algorithm>
#include <memory>
#include <string>

#include "api/answer.hpp"
#include "api/dialects/paradime/field_rights.hpp"
#include "api/dialects/paradime/roles.hpp"
#include "api/dialects/paradime/uid.hpp"
#include "engine/limits.hpp"
#include "engine/types/canonical_name.hpp"

namespace rolecall::paradime {
namespace {

std::string text_of(const graphql::Field& field, std::string_view argument) {
  return std::string(field.arguments.at(argument).get_string());
}

// The schema has no other words than this dialect's.
AskedRole account_type_of(const graphql::Field& field) {
  return *role_vocabulary.parse(text_of(field, "accountType"));
}

Result<UserId> user_of(const graphql::Field& field) {
  const auto id = parse_uid(text_of(field, "uid"));
  if (!id) return Error{Errc::not_found, "uid", "is no user's"};
  return UserId(*id);
}

// Who is invited once more is meant to come, or to come back, with the new account type.
Result<Command> command_of(const Clock& clock, const graphql::Field& field) {
  if (field.name == "inviteUser") {
    const Timestamp end{clock.now().us + limits::invitation_default_us};
    return Command(InviteUser{text_of(field, "email"), account_type_of(field), end, true});
  }
  const auto user = user_of(field);
  if (!user) return user.error();
  if (field.name == "disableUser") return Command(DeactivateUser{*user, {}});
  return Command(AssignRole{*user, account_type_of(field), {}});
}

// The fields of one mutation, one after the other.
class Mutation : public std::enable_shared_from_this<Mutation> {
 public:
  Mutation(QueryContext context, const graphql::Operation& operation, Reply& reply, CarriedOut then)
      : context_(std::move(context)), fields_(operation.selection), then_(std::move(then)) {
    std::erase_if(fields_, [](const graphql::Field& field) { return field.name == "__typename"; });
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      turns_.push_back(in_turn(context_.service, reply));
    }
  }

  // Does what comes next, if anything is left.
  void go_on() {
    for (; next_ < fields_.size(); ++next_) {
      const Submit turn = std::exchange(turns_[next_], nullptr);
      if (const auto submitted = submit(turn); !submitted) {
        context_.refused.emplace(fields_[next_].response_key, submitted.error());
        continue;
      }
      return;
    }
    then_(context_);
  }

 private:
  Result<void> submit(const Submit& submit) {
    const std::string_view refusal = refusal_of(context_.caller, fields_[next_]);
    if (!refusal.empty()) return Error{Errc::forbidden, "", std::string(refusal)};
    auto command = command_of(context_.service.model().clock(), fields_[next_]);
    if (!command) return command.error();
    CommandRequest wanted;
    wanted.command = *std::move(command);
    wanted.actor = context_.caller.actor();
    wanted.channel = Channel::paradime;
    wanted.request = context_.request;
    wanted.correlation = context_.correlation;
    submit(std::move(wanted), [self = shared_from_this()](const Result<Outcome>& outcome) {
      self->context_.service.pools().scans.resume(self->context_.caller.user,
                                                  [self, outcome] { self->answered(outcome); });
    });
    return {};
  }

  void answered(const Result<Outcome>& outcome) {
    const graphql::Field& field = fields_[next_];
    if (!outcome) {
      context_.refused.emplace(field.response_key, outcome.error());
    } else if (outcome->position > context_.view.at()) {
      context_.view = View(context_.service.model(), outcome->position);
    }
    ++next_;
    go_on();
  }

  QueryContext context_;
  std::vector<graphql::Field> fields_;
  std::vector<Submit> turns_;
  const CarriedOut then_;
  std::size_t next_ = 0;
};

}  // namespace

void carry_out(QueryContext context, const graphql::Operation& operation, Reply& reply,
               CarriedOut then) {
  std::make_shared<Mutation>(std::move(context), operation, reply, std::move(then))->go_on();
}

Result<void> write_carried_out(const QueryContext& context, const graphql::Field& field,
                               JsonWriter& json) {
  const auto refused = context.refused.find(field.response_key);
  if (refused != context.refused.end()) return refused->second;
  graphql::write_selection(json, field.selection, [&](const graphql::Field&) { json.value(true); });
  return {};
}

}  // namespace rolecall::paradime
