#include "tools/export/export_people.hpp"

#include "engine/limits.hpp"
#include "projections/users/user_query.hpp"

namespace rolecall {

Result<void> visit_people(const View& view, const std::function<bool(const CreateUser&)>& visit) {
  const State& state = view.state();
  std::optional<Cursor> after;
  do {
    const auto page = list_users(view, {}, UserOrder::created, limits::page_max_rows, after);
    if (!page) return page.error();
    for (const UserNo user : page->users) {
      const UserVersion version = *state.users().at(user, view.at());
      CreateUser person;
      person.profile = state.profiles().view(version.profile).copy();
      person.role.role = version.role;
      person.active = version.status == Status::active;
      if (!visit(person)) return {};
    }
    after = page->next;
  } while (after);
  return {};
}

}  // namespace rolecall
