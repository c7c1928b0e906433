// Users, many at a time: list, search, and all of them as CSV.
#include <algorithm>
#include <array>
#include <string>

#include "api/answer.hpp"
#include "api/auth.hpp"
#include "api/dialects/posit_connect/dialect.hpp"
#include "api/dialects/posit_connect/page.hpp"
#include "api/dialects/posit_connect/roles.hpp"
#include "api/dialects/posit_connect/user_csv.hpp"
#include "api/dialects/posit_connect/user_json.hpp"
#include "api/dialects/posit_connect/user_order.hpp"
#include "api/view_parameter.hpp"
#include "projections/users/user_sort.hpp"

namespace rolecall::posit_connect {
namespace {

// Which of Connect's three kinds of accounts a query means; they divide all users.
struct Accounts {
  bool licensed = true;  // not locked, and active within a year
  bool inactive = true;  // not locked, not lately active
  bool locked = true;
};

// Calls `add` for each of the words between bars; false: there was an unknown one.
template <class Add>
void take_words(Parameters& parameters, std::string_view name, Add add) {
  const auto text = parameters.text(name);
  if (!text) return;
  for (std::string_view rest = *text;;) {
    const auto bar = rest.find('|');
    if (!add(rest.substr(0, bar))) parameters.fail(name, "has an unknown word");
    if (bar == rest.npos) return;
    rest.remove_prefix(bar + 1);
  }
}

RoleSet take_roles(Parameters& parameters) {
  RoleSet roles = 0;
  take_words(parameters, "user_role", [&](std::string_view word) {
    const RoleSet ranks = role_vocabulary.ranks_shown_by(word);
    roles |= ranks;
    return ranks != 0;
  });
  return roles == 0 ? all_roles : roles;
}

Accounts take_accounts(Parameters& parameters) {
  Accounts some{false, false, false};
  bool any = false;
  take_words(parameters, "account_status", [&](std::string_view word) {
    any = true;
    some.licensed |= word == "licensed";
    some.inactive |= word == "inactive";
    some.locked |= word == "locked";
    return word == "licensed" || word == "inactive" || word == "locked";
  });
  return any ? some : Accounts{};
}

AcceptUser accept_only(const ReadModel& model, const Accounts& accounts) {
  if (accounts.licensed == accounts.inactive) return {};
  const int today = day_of(model.clock().now());
  return [&model, today, accounts](UserNo user, const UserVersion& version) {
    if (version.status != Status::active) return true;
    const auto day = model.last_activity().of_user(user);
    const bool is_recent = day && today - *day < licensed_days;
    return is_recent ? accounts.licensed : accounts.inactive;
  };
}

// Whether the Accept header names CSV; whoever takes anything gets JSON.
bool wants_csv(const Request& request) {
  std::string_view rest = request.header("Accept").value_or("");
  while (!rest.empty()) {
    std::string_view type = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(type.size() + 1, rest.size()));
    type = type.substr(0, type.find(';'));
    while (type.starts_with(' ')) type.remove_prefix(1);
    while (type.ends_with(' ')) type.remove_suffix(1);
    if (equal_without_case(type, "text/csv")) return true;
  }
  return false;
}

NumberedQuery take_query(Parameters& parameters, const ReadModel& model) {
  NumberedQuery query;
  query.filter.roles = take_roles(parameters);
  const Accounts accounts = take_accounts(parameters);
  query.filter.statuses = 0;
  if (accounts.locked) query.filter.statuses |= set_of(Status::deactivated);
  if (accounts.licensed || accounts.inactive) query.filter.statuses |= set_of(Status::active);
  query.accept = accept_only(model, accounts);
  // Who was active when is not kept, only who was last.
  if (query.accept && parameters.text("as_of"))
    parameters.fail("account_status", "cannot tell licensed from inactive as of then");
  query.filter.prefix = parameters.text("prefix").value_or("");
  query.order = take_order(parameters);
  // By relevance: in the order of the names that begin so.
  if (!query.filter.prefix.empty() && !parameters.text("sort")) query.order.clear();
  return query;
}

// All that match, whatever page is asked for: as Connect has it, for administrators.
void export_users(Service& service, const Request& request, Reply& reply) {
  const Right right = Right::needs(Capability::read, Role::admin);
  if (const auto refusal = check_right(caller_of(request), right)) return reply.refuse(*refusal);
  Parameters parameters(request);
  const ReadModel& model = service.model();
  page_of(parameters);
  NumberedQuery query = take_query(parameters, model);
  const bool has_byte_order_mark = parameters.flag("bom");
  const View view = view_of(parameters, model);
  if (const auto error = parameters.done()) return reply.refuse(*error);
  query.limit = view.state().users().count_at(view.at());
  answer_in(service.pools().scans, request, reply,
            [query, view, has_byte_order_mark](Response& response) -> std::optional<Problem> {
              auto found = list_numbered(view, query);
              if (!found) return Problem(found.error());
              answer_users_as_csv(view, std::move(found->users), has_byte_order_mark, response);
              return std::nullopt;
            });
}

void list_users(Service& service, const Request& request, Reply& reply) {
  if (wants_csv(request)) return export_users(service, request, reply);
  Parameters parameters(request);
  const ReadModel& model = service.model();
  const Page page = page_of(parameters);
  NumberedQuery query = take_query(parameters, model);
  query.limit = page.size;
  query.offset = page.offset();
  // Of a search only the first page has anything.
  if (query.order.empty() && page.number > 1) query.limit = 0;
  const View view = view_of(parameters, model);
  if (const auto error = parameters.done()) return reply.refuse(*error);
  answer_in(service.pools().computing, request, reply,
            [query, page, view](Response& response) -> std::optional<Problem> {
              const auto found = list_numbered(view, query);
              if (!found) return Problem(found.error());
              answer_page(response, page, found->total, [&](JsonWriter& json) {
                for (const UserNo user : found->users) append_user(json, UserAt(view, user));
              });
              response.position = view.at();
              return std::nullopt;
            });
}

}  // namespace

std::vector<Route> user_list_routes(Service& service) {
  return {{Method::get, "/__api__/v1/users", Right::needs(Capability::read, Role::viewer),
           Kind::read, handler(service, &list_users)}};
}

}  // namespace rolecall::posit_connect
