// The audit log: page by page along the positions, and searched.
#include <algorithm>
#include <charconv>
#include <string>
#include <utility>
#include <vector>

#include "api/answer.hpp"
#include "api/dialects/posit_connect/audit_json.hpp"
#include "api/dialects/posit_connect/dialect.hpp"
#include "api/dialects/posit_connect/page.hpp"
#include "api/view_parameter.hpp"
#include "engine/limits.hpp"
#include "projections/history/event_query.hpp"
#include "projections/users/user_at.hpp"

namespace rolecall::posit_connect {
namespace {

constexpr std::size_t page_default = 20;
constexpr std::size_t page_most = 500;

// ---- audit_logs -------------------------------------------------------------------------------

// One page: the events after a position up to another one, in either order.
struct LogPage {
  std::uint64_t after = 0;
  std::uint64_t last = 0;
  std::uint64_t head = 0;
  std::size_t limit = page_default;
  bool ascending = true;
  bool is_pinned = false;  // to that head: its links are, too

  bool is_empty() const { return after >= last; }
  bool reaches_oldest() const { return after == 0; }
  bool reaches_newest() const { return last >= head; }
};

// `next` is the position the page before ended with, `previous` the one the page after began with.
LogPage log_page_of(Parameters& parameters, Position head) {
  LogPage page;
  page.head = number(head);
  page.is_pinned = parameters.text("as_of").has_value();
  page.limit = parameters.integer_unless_empty("limit", 1, page_most, page_default);
  page.ascending = parameters.optional_flag("ascOrder").value_or(true);
  const auto cursor = [&](std::string_view name) -> std::optional<std::uint64_t> {
    if (!parameters.text(name) || parameters.text(name)->empty()) return std::nullopt;
    const std::uint64_t position = parameters.integer(name, 0, limits::position_max, 0);
    if (position > page.head + 1) parameters.fail(name, "lies in the future");
    return position;
  };
  const auto next = cursor("next");
  const auto previous = cursor("previous");
  if (next && previous) parameters.fail("previous", "and next exclude each other");
  const auto upwards = page.ascending ? next : previous;
  const auto downwards = page.ascending ? previous : next;
  if (downwards || (!page.ascending && !upwards)) {
    const std::uint64_t before = std::min(downwards.value_or(page.head + 1), page.head + 1);
    page.last = before - std::min<std::uint64_t>(before, 1);
    page.after = page.last - std::min<std::uint64_t>(page.last, page.limit);
  } else {
    page.after = std::min(upwards.value_or(0), page.head);
    page.last = std::min(page.after + page.limit, page.head);
  }
  return page;
}

struct Links {
  std::string base;  // up to the cursor

  void append(JsonWriter& json, std::string_view name, bool is_there, std::string_view cursor,
              std::uint64_t position) const {
    json.key(name);
    if (!is_there) return json.value(nullptr);
    std::string link = base;
    if (!cursor.empty()) link.append("&").append(cursor).append("=") += std::to_string(position);
    json.value(std::string_view(link));
  }
};

void append_cursor(JsonWriter& json, std::string_view name, bool is_there, std::uint64_t position) {
  json.member_or_null(name, is_there ? std::to_string(position) : std::string());
}

void append_paging(JsonWriter& json, const LogPage& page, const std::string& url) {
  const bool at_start = page.ascending ? page.reaches_oldest() : page.reaches_newest();
  const bool at_end = page.ascending ? page.reaches_newest() : page.reaches_oldest();
  const std::uint64_t first_id = page.ascending ? page.after + 1 : page.last;
  const std::uint64_t last_id = page.ascending ? page.last : page.after + 1;
  const Links links{url + "?limit=" + std::to_string(page.limit) +
                    "&ascOrder=" + (page.ascending ? "true" : "false") +
                    (page.is_pinned ? "&as_of=" + std::to_string(page.head) : "")};
  json.begin_object();
  json.key("cursors");
  json.begin_object();
  append_cursor(json, "previous", !at_start, first_id);
  append_cursor(json, "next", !at_end, last_id);
  json.end_object();
  links.append(json, "first", !at_start, "", 0);
  links.append(json, "previous", !at_start, "previous", first_id);
  links.append(json, "next", !at_end, "next", last_id);
  const std::uint64_t before_last =
      page.ascending ? page.head - std::min<std::uint64_t>(page.head, page.limit) : page.limit + 1;
  links.append(json, "last", !at_end, "next", before_last);
  json.end_object();
}

void list_audit_logs(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const View view = view_of(parameters, service.model());
  const LogPage page = log_page_of(parameters, view.at());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const std::string url = base_url(request) + std::string(request.path);
  answer_in(service.pools().scans, request, reply,
            [&service, page, view, url](Response& response) -> std::optional<Problem> {
              JsonWriter json(response.body);
              json.begin_object();
              json.key("results");
              json.begin_array();
              const auto visit = page.ascending ? &visit_events : &visit_events_newest_first;
              const auto visited = visit(service.directory(), Position{page.after},
                                         Position{page.last}, [&](const Recorded& recorded) {
                                           append_audit_entry(json, view, recorded);
                                           return true;
                                         });
              if (!visited) return Problem(visited.error());
              json.end_array();
              json.key("paging");
              append_paging(json, page, url);
              json.end_object();
              response.position = view.at();
              return std::nullopt;
            });
}

void list_actions(Service&, const Request& request, Reply& reply) {
  if (const auto error = Parameters(request).done()) return reply.refuse(*error);
  std::vector<std::string_view> shown;
  JsonWriter json(reply.response.body);
  json.begin_array();
  for (const AuditAction& action : audit_actions()) {
    if (std::find(shown.begin(), shown.end(), action.action) != shown.end()) continue;
    shown.push_back(action.action);
    json.begin_object();
    json.member("action", action.action);
    json.member("description", action.description);
    json.end_object();
  }
  json.end_array();
}

// ---- search/auditlogs -------------------------------------------------------------------------

// What an entry must have, or with a minus must not have. One of the words of a filter is enough.
struct Term {
  bool negated = false;
  std::string name;
  std::vector<std::string> words;
  std::optional<Timestamp> time;
};

std::optional<Term> parse_term(std::string_view text) {
  Term term;
  term.negated = text.starts_with('-');
  if (term.negated) text.remove_prefix(1);
  const auto colon = text.find(':');
  if (colon == text.npos) return std::nullopt;
  term.name = text.substr(0, colon);
  const std::string_view value = text.substr(colon + 1);
  if (term.name == "from" || term.name == "to") {
    term.time = parse_timestamp(value);
    return term.time ? std::optional(term) : std::nullopt;
  }
  if (term.name != "action" && term.name != "user_guid" && term.name != "user_id") {
    return std::nullopt;
  }
  for (std::string_view rest = value;;) {
    const auto comma = rest.find(',');
    term.words.emplace_back(rest.substr(0, comma));
    if (comma == rest.npos) return term;
    rest.remove_prefix(comma + 1);
  }
}

std::vector<Term> parse_search(Parameters& parameters) {
  std::vector<Term> terms;
  const std::string_view text = parameters.text("q").value_or("");
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) {
      const auto term = parse_term(text.substr(at, end - at));
      if (term) {
        terms.push_back(*term);
      } else {
        parameters.fail("q", "takes action: user_guid: user_id: from: and to:");
      }
    }
    at = end + 1;
  }
  return terms;
}

bool matches(const View& view, const Term& term, const Recorded& recorded) {
  if (term.name == "from") return recorded.time >= *term.time;
  if (term.name == "to") return recorded.time <= *term.time;
  std::string value;
  if (term.name == "action") {
    value = action_of(recorded.event);
  } else if (term.name == "user_guid") {
    value = recorded.actor.user.text();
  } else {
    const auto actor = view.state().find_user(recorded.actor.user, view.at());
    value = std::to_string(actor ? integer_id(*actor) : 0);
  }
  return std::find(term.words.begin(), term.words.end(), value) != term.words.end();
}

// The positions that the times among the terms leave.
std::pair<Position, Position> range_of(const std::vector<Term>& terms, const View& view) {
  const State& state = view.state();
  const Position head = view.at();
  std::pair<Position, Position> range{Position{0}, head};
  for (const Term& term : terms) {
    if (!term.time || term.negated) continue;
    if (term.name == "from") {
      range.first = std::max(range.first, state.position_at({term.time->us - 1}, head));
    } else {
      range.second = std::min(range.second, state.position_at(*term.time, head));
    }
  }
  return range;
}

void search_audit_logs(Service& service, const Request& request, Reply& reply) {
  Parameters parameters(request);
  const std::vector<Term> terms = parse_search(parameters);
  const Page page = page_of(parameters);
  const std::string_view order = parameters.text("order").value_or("desc");
  if (order != "asc" && order != "desc") parameters.fail("order", "must be asc or desc");
  const View view = view_of(parameters, service.model());
  if (const auto error = parameters.done()) return reply.refuse(*error);
  const auto visit = order == "asc" ? &visit_events : &visit_events_newest_first;
  // Looks at the whole log: the total asks for it.
  answer_in(
      service.pools().scans, request, reply,
      [&service, terms, page, visit, view](Response& response) -> std::optional<Problem> {
        const auto [after, last] = range_of(terms, view);
        std::size_t total = 0;
        JsonWriter json(response.body);
        json.begin_object();
        json.key("results");
        json.begin_array();
        const auto visited = visit(service.directory(), after, last, [&](const Recorded& recorded) {
          const bool is_meant = std::all_of(terms.begin(), terms.end(), [&](const Term& term) {
            return matches(view, term, recorded) != term.negated;
          });
          if (!is_meant) return true;
          const std::size_t place = total++;
          if (place >= page.offset() && place < page.offset() + page.size) {
            append_audit_entry(json, view, recorded);
          }
          return true;
        });
        if (!visited) return Problem(visited.error());
        json.end_array();
        json.member("total", total);
        json.end_object();
        response.position = view.at();
        return std::nullopt;
      });
}

}  // namespace

std::vector<Route> audit_routes(Service& service) {
  const Right admin = Right::needs(Capability::read, Role::admin);
  return {
      {Method::get, "/__api__/v1/audit_logs", admin, Kind::read,
       handler(service, &list_audit_logs)},
      {Method::get, "/__api__/v1/audit/actions", admin, Kind::read,
       handler(service, &list_actions)},
      {Method::get, "/__api__/v1/search/auditlogs", admin, Kind::read,
       handler(service, &search_audit_logs)},
  };
}

}  // namespace rolecall::posit_connect
