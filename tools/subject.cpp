#include "tools/subject.hpp"

#include <any>
#include <string_view>
#include <type_traits>

#include "api/auth.hpp"
#include "api/dialects/native/event_filter.hpp"
#include "api/dialects/native/exchange.hpp"

namespace rolecall {
namespace {

// Who holds the data folder may see all of the past.
struct OperatorQuery {
  OperatorQuery() {
    request.connection_memory = &memory;
    (void)operator_admission()(request, Right::needs(Capability::read, Role::viewer));
  }

  std::any memory;
  Request request;
  Parameters parameters{request};
};

// `find` reads the subject as the parameter `name`.
template <class Find>
auto find_subject(const ReadModel& model, const ReadOptions& options, std::string_view name,
                  Find find)
    -> Result<typename std::invoke_result_t<Find, Parameters&, const View&>::value_type> {
  OperatorQuery query;
  for (const auto& [flag, value] : options.parameters) {
    query.request.parameters.push_back({flag, value});
  }
  query.request.parameters.push_back({name, options.subject});
  const View view = native::read_point(query.parameters, model).view;
  if (const auto& wrong = query.parameters.error()) return invalid(wrong->field, wrong->detail);
  if (const auto found = find(query.parameters, view)) return *found;
  return Error{Errc::not_found, "", "there is no such " + std::string(name)};
}

}  // namespace

Result<View> view_asked(const ReadModel& model, const std::optional<std::string>& as_of) {
  OperatorQuery query;
  if (as_of) query.request.parameters.push_back({"as_of", *as_of});
  const View view = view_of(query.parameters, model);
  if (const auto& wrong = query.parameters.error()) return invalid(wrong->field, wrong->detail);
  return view;
}

Result<UserId> user_asked(const ReadModel& model, const ReadOptions& options) {
  return find_subject(model, options, "user", [](Parameters& parameters, const View& view) {
    return native::person_parameter(parameters, view, "user");
  });
}

Result<GroupId> group_asked(const ReadModel& model, const ReadOptions& options) {
  return find_subject(model, options, "group", [](Parameters& parameters, const View& view) {
    return native::group_parameter(parameters, view);
  });
}

}  // namespace rolecall
