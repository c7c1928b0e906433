// The directory as a whole.
#include "engine/commands/deciding.hpp"

namespace rolecall {

Result<Decision> Deciding::on(const SetEmailUniqueness& command) const {
  if (const auto allowed = policy.may_set_rules(); !allowed) return allowed.error();
  const EmailRule rule = now.email_rule();
  if (const auto met = check_revision(command.expected, rule.revision); !met) return met.error();
  if (rule.is_unique == command.unique) return Decision{};
  return Decision{{}, {EmailUniquenessChanged{command.unique}}, {}, {}};
}

}  // namespace rolecall
