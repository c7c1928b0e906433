#include "tools/calls/event_lines.hpp"

#include <string_view>

#include "tools/calls/answers.hpp"

namespace rolecall {

Result<boost::json::array> event_lines(const CallAnswer& answer) {
  boost::json::array events;
  for (std::string_view rest = answer.body; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    auto event = json_of({std::string(line)});
    if (!event) return event.error();
    events.push_back(*std::move(event));
  }
  return events;
}

void go_on_behind(CallParameters& parameters, const CallAnswer& answer) {
  if (!answer.position) return;
  std::erase_if(parameters, [](const auto& one) { return one.first == "after"; });
  parameters.emplace_back("after", std::to_string(number(*answer.position)));
}

}  // namespace rolecall
