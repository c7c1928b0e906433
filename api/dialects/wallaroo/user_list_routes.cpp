// Keycloak's users, many at a time: search and count.
#include <string>

#include "api/answer.hpp"
#include "api/dialects/wallaroo/dialect.hpp"
#include "api/dialects/wallaroo/paging.hpp"
#include "api/dialects/wallaroo/user_search.hpp"
#include "api/dialects/wallaroo/user_wire.hpp"
#include "api/moment.hpp"

namespace rolecall::wallaroo {
namespace {

// The one user who has the whole address that is asked for, if the search means that one.
std::optional<UserNo> whole_match(const ReadModel& model, const UserSearch& search, Position at) {
  const auto email = search.whole_email();
  if (!email) return std::nullopt;
  const State& state = model.state();
  const auto user = state.find_email(*email, at);
  if (!user) return std::nullopt;
  const UserVersion version = *state.users().at(*user, at);
  const bool has_status = (search.statuses() & set_of(version.status)) != 0;
  return has_status && search.accepts(model, *user, version) ? user : std::nullopt;
}

// By username, except that the whole address goes before those that contain it.
Result<NumberedPage> find_users(const ReadModel& model, const UserSearch& search,
                                const Slice& slice, Position at) {
  const auto first = whole_match(model, search, at);
  NumberedQuery query;
  query.filter.statuses = search.statuses();
  query.order = {{UserMember::username, false}};
  query.offset = slice.first;
  query.limit = slice.max;
  if (!search.takes_everyone()) {
    query.accept = [&](UserNo user, const UserVersion& version) {
      return user != first && search.accepts(model, user, version);
    };
  }
  const bool shows_first = first && slice.first == 0 && slice.max > 0;
  if (shows_first) --query.limit;
  if (first && slice.first > 0) --query.offset;
  auto page = list_numbered(model, query, at);
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
  const Position at = moment_of(parameters, service.model()).at;
  if (parameters.error()) return reply.refuse(*parameters.error());
  answer_in(service.pools().computing, request, reply,
            [&model = service.model(), search, slice, brief,
             at](Response& response) -> std::optional<Problem> {
              auto page = find_users(model, search, slice, at);
              if (!page) return Problem(page.error());
              answer_users(model, std::move(page->users), at, brief, response);
              return std::nullopt;
            });
}

void count_users(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const UserSearch search = UserSearch::read(parameters);
  const Position at = moment_of(parameters, service.model()).at;
  if (parameters.error()) return reply.refuse(*parameters.error());
  answer_in(service.pools().computing, request, reply,
            [&model = service.model(), search, at](Response& response) -> std::optional<Problem> {
              const auto page = find_users(model, search, {0, 0}, at);
              if (!page) return Problem(page.error());
              response.body = std::to_string(page->total);
              response.position = at;
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
