#include "tools/named_subject.hpp"

#include <string_view>
#include <type_traits>

#include "api/dialects/native/event_filter.hpp"
#include "api/dialects/native/exchange.hpp"

namespace rolecall {
namespace {

// `find` reads the subject as the parameter `name`.
template <class Find>
auto find_subject(const ReadModel& model, const ReadOptions& options, std::string_view name,
                  Find find)
    -> Result<typename std::invoke_result_t<Find, Parameters&, const View&>::value_type> {
  std::vector<NamedText> flags = flags_of(options);
  flags.push_back({name, options.subject});
  Parameters parameters(flags, Access::of_operator());
  const View view = native::read_point(parameters, model).view;
  if (const auto& wrong = parameters.error()) return invalid(wrong->field, wrong->detail);
  if (const auto found = find(parameters, view)) return *found;
  return Error{Errc::not_found, "", "there is no such " + std::string(name)};
}

}  // namespace

std::vector<NamedText> flags_of(const ReadOptions& options) {
  std::vector<NamedText> flags;
  for (const auto& [name, value] : options.parameters) flags.push_back({name, value});
  return flags;
}

Result<View> view_asked(const ReadModel& model, const std::optional<std::string>& as_of) {
  std::vector<NamedText> flags;
  if (as_of) flags.push_back({"as_of", *as_of});
  Parameters parameters(flags, Access::of_operator());
  const View view = view_of(parameters, model);
  if (const auto& wrong = parameters.error()) return invalid(wrong->field, wrong->detail);
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
