// The tables that more than one verb prints, from the bodies of the native dialect.
#pragma once

#include <string>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "projections/model/read_model.hpp"

namespace rolecall {

// {"users": [...]}
std::string format_users(const boost::json::value& body);
// {"events": [...], "position": N}; users and groups by the names they had at that position.
std::string format_events(const boost::json::value& body, const ReadModel& model);
// Events as the feed tells them: each with the names that were known when it happened.
std::string format_feed(const boost::json::array& events, const ReadModel& model);

// Who acted: the name, or what kind of actor it was.
std::string actor_of(const boost::json::value& row);

}  // namespace rolecall
