#include "tools/calls/subjects.hpp"

#include "api/view_parameter.hpp"
#include "engine/types/uuid.hpp"
#include "projections/model/cursor.hpp"
#include "tools/exit_code.hpp"
#include "tools/table.hpp"

namespace rolecall {
namespace {

using boost::json::value;

// By id, which comes first, or by name.
Result<value> find(Backend& backend, const std::string& things, const std::string& by_name,
                   const std::string& id_or_name, const CallParameters& parameters) {
  if (parse_uuid(id_or_name)) {
    auto found = get_json(backend, {"v1", things, id_or_name}, parameters);
    if (found || found.error().code != Errc::not_found) return found;
  }
  if (id_or_name.empty()) {
    return Error{Errc::not_found, "", "there is no such " + things.substr(0, things.size() - 1)};
  }
  return get_json(backend, {"v1", things, by_name, id_or_name}, parameters);
}

std::uint32_t revision_of(const value& thing) {
  return thing.at("revision").to_number<std::uint32_t>();
}

}  // namespace

CallParameters moment_of(const ReadOptions& options) {
  const auto cursor = options.given("cursor");
  const auto parsed = cursor ? parse_cursor(*cursor) : std::nullopt;
  if (parsed) return {{"as_of", std::to_string(number(parsed->position))}};
  if (const auto as_of = options.given("as_of")) return {{"as_of", *as_of}};
  return {};
}

Result<Timestamp> time_of_moment(Backend& backend, const ReadOptions& options) {
  const auto as_of = options.given("as_of");
  if (!as_of) return wall_clock();
  if (const auto time = parse_timestamp(*as_of)) return *time;
  const Position at = parse_position(*as_of).value_or(Position{0});
  const std::string before = std::to_string(at == Position{0} ? 0 : number(at) - 1);
  const auto events =
      get_json(backend, {"v1", "events"}, {{"as_of", *as_of}, {"after", before}, {"limit", "1"}});
  if (!events) return events.error();
  const auto& found = events->at("events").as_array();
  if (found.empty()) return Timestamp{};
  return parse_timestamp(text_at(found.front(), "/time")).value_or(Timestamp{});
}

CallParameters of_any_status(CallParameters parameters) {
  parameters.emplace_back("status", "active,deactivated,removed,erased");
  return parameters;
}

Result<FoundUser> find_user(Backend& backend, const std::string& id_or_name, WhichUsers which,
                            const CallParameters& moment) {
  const auto user = find(backend, "users", "by-username", id_or_name,
                         which == WhichUsers::present ? moment : of_any_status(moment));
  if (!user) return user.error();
  return FoundUser{text_at(*user, "/id"), text_at(*user, "/username"), revision_of(*user)};
}

Result<FoundGroup> find_group(Backend& backend, const std::string& id_or_name,
                              const CallParameters& moment) {
  const auto group = find(backend, "groups", "by-name", id_or_name, moment);
  if (!group) return group.error();
  return FoundGroup{text_at(*group, "/id"), revision_of(*group)};
}

int run_read_about_user(const ReadOptions& options, const std::string& what, const Format& format) {
  const auto backend = open_backend(options.common, LmdbMode::read_only);
  if (!backend) return fail(backend.error());
  const auto user =
      find_user(**backend, options.subject, WhichUsers::also_gone, moment_of(options));
  if (!user) return fail(user.error());
  return run_read(**backend, options, {"v1", "users", user->id, what}, format);
}

}  // namespace rolecall
