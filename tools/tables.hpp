// The tables that more than one verb prints, from the bodies of the native dialect.
#pragma once

#include <string>

#include <boost/json/value.hpp>

#include "projections/read_model.hpp"

namespace rolecall {

// {"users": [...]}
std::string format_users(const boost::json::value& body);
// {"events": [...]}; users and groups by the names that `model` has for them now.
std::string format_events(const boost::json::value& body, const ReadModel& model);

// Who acted: the name, or what kind of actor it was.
std::string actor_of(const boost::json::value& row);

}  // namespace rolecall
