// How an event tells what it consists of: one list that bytes, JSON and what it takes in memory
// come from.
//
// An event has `type_name`, its name for good; `user`, `group` or both, whom it is about; and, as
// far as it has any, two tuples of fields:
//   members  in clear, in the event's own message (record.proto)
//   sealed   personal: readable only with the user's own key
// A field's number is the one in the record and never changes. Members: from 1, below 14. Sealed:
// as in record.proto's Sealed; a Profile stands for its members from that number on.
#pragma once

#include <string_view>
#include <tuple>

namespace rolecall {

template <class E, class T>
struct Field {
  unsigned number;
  std::string_view name;
  T E::*value;
};

template <class E, class T>
constexpr Field<E, T> field(unsigned number, std::string_view name, T E::*value) {
  return {number, name, value};
}

template <class E>
concept AboutUser = requires(E event) {
  event.user;
};
template <class E>
concept AboutGroup = requires(E event) {
  event.group;
};
template <class E>
concept Personal = requires {
  E::sealed;
};

// Calls visit(number, name, value) for each field, in the order of their numbers. The values of a
// constant event are constant.
template <class Fields, class E, class Visit>
void visit_fields(const Fields& fields, E& event, Visit& visit) {
  std::apply(
      [&](const auto&... field) { (visit(field.number, field.name, event.*field.value), ...); },
      fields);
}

template <class E, class Visit>
void visit_members(E& event, Visit& visit) {
  if constexpr (requires { E::members; }) visit_fields(E::members, event, visit);
}

template <class E, class Visit>
void visit_sealed(E& event, Visit& visit) {
  if constexpr (requires { E::sealed; }) visit_fields(E::sealed, event, visit);
}

}  // namespace rolecall
