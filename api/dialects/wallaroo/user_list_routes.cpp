// Keycloak's users, many at a time: search and count.
#include <string>

#include "api/answer.hpp"
#include "api/dialects/wallaroo/dialect.hpp"
#include "api/dialects/wallaroo/paging.hpp"
#include "api/dialects/wallaroo/user_json.hpp"
#include "api/dialects/wallaroo/user_search.hpp"
#include "api/view_parameter.hpp"

namespace rolecall::wallaroo {
namespace {

// The one user who has the whole address that is asked for, if the search means that one.
std::optional<UserNo> whole_match(const View& view, const UserSearch& search) {
  const auto email = search.whole_email();
  if (!email) return std::nullopt;
  const State& state = view.state();
  const auto user = state.find_email(*email, view.at());
  if (!user) return std::nullopt;
  const UserVersion version = *state.users().at(*user, view.at());
  const bool has_status = (search.statuses() & set_of(version.status)) != 0;
  return has_status && search.accepts(state, *user, version) ? user : std::nullopt;
}

// By username, except that the whole address goes before those that contain it.
Result<NumberedPage> find_users(const View& view, const UserSearch& search, const Slice& slice) {
  const auto first = whole_match(view, search);
  NumberedQuery query;
  query.filter.statuses = search.statuses();
  query.order = {{UserMember::username, false}};
  query.offset = slice.first;
  query.limit = slice.max;
  if (!search.takes_everyone()) {
    query.accept = [&](UserNo user, const UserVersion& version) {
      return user != first && search.accepts(view.state(), user, version);
    };
  }
  const bool shows_first = first && slice.first == 0 && slice.max > 0;
  if (shows_first) --query.limit;
  if (first && slice.first > 0) --query.offset;
  auto page = list_numbered(view, query);
  if (!page) return page;
  if (first) ++page->total;
  if (shows_first) page->users.insert(page->users.begin(), *first);
  return page;
}

void list_users(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const UserSearch search = UserSearch::read(parameters);
  const Slice slice = slice_of(parameters);
  const bool brief = parameters.flag("briefRepresentation");
  const View view = view_of(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  answer_in(service.pools().computing, request, reply,
            [search, slice, brief, view](Response& response) -> std::optional<Problem> {
              auto page = find_users(view, search, slice);
              if (!page) return Problem(page.error());
              answer_users(view, std::move(page->users), brief, response);
              return std::nullopt;
            });
}

void count_users(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const UserSearch search = UserSearch::read(parameters);
  slice_of(parameters);  // what it counts has no pages, nor a form
  parameters.flag("briefRepresentation");
  const View view = view_of(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  answer_in(service.pools().computing, request, reply,
            [search, view](Response& response) -> std::optional<Problem> {
              const auto page = find_users(view, search, {0, 0});
              if (!page) return Problem(page.error());
              response.body = std::to_string(page->total);
              response.position = view.at();
              return std::nullopt;
            });
}

}  // namespace

std::vector<Route> user_list_routes(Service& service, const std::string& base) {
  const Right read = Right::needs(Capability::read, Role::admin);
  const std::string users = base + "/admin/realms/{realm}/users";
  return {
      {Method::get, users, read, Kind::read, handler(service, &list_users)},
      {Method::get, users + "/count", read, Kind::read, handler(service, &count_users)},
  };
}

}  // namespace rolecall::wallaroo
