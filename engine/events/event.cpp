#include "engine/events/event.hpp"

#include <array>
#include <type_traits>

namespace rolecall {
namespace {

template <class... E>
constexpr std::array<std::string_view, sizeof...(E)> names_of(
    std::type_identity<std::variant<E...>>) {
  return {E::type_name...};
}

constexpr auto names = names_of(std::type_identity<Event>());

}  // namespace

std::string_view name_of(EventType type) {
  const auto index = static_cast<std::size_t>(type) - 1;
  return index < names.size() ? names[index] : std::string_view{};
}

std::optional<EventType> parse_event_type(std::string_view name) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return EventType{static_cast<std::uint16_t>(i + 1)};
  }
  return std::nullopt;
}

UserId user_of(const Event& event) {
  return std::visit(
      [](const auto& e) {
        if constexpr (requires { e.user; }) return e.user;
        return UserId{};
      },
      event);
}

GroupId group_of(const Event& event) {
  return std::visit(
      [](const auto& e) {
        if constexpr (requires { e.group; }) return e.group;
        return GroupId{};
      },
      event);
}

}  // namespace rolecall
