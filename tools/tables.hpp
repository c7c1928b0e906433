// The tables that more than one verb prints, from the bodies of the native dialect.
#pragma once

#include <string>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace rolecall {

// {"users": [...]}
std::string format_users(const boost::json::value& body);
// {"groups": [...]}, {"members": [...]}, {"invitations": [...]}
std::string format_groups(const boost::json::value& body);
std::string format_members(const boost::json::value& body);
std::string format_invitations(const boost::json::value& body);
// {"events": [...]}
std::string format_events(const boost::json::value& body);
// Events as the feed tells them.
std::string format_feed(const boost::json::array& events);
// Those that there would be, as `dry_run` tells them.
std::string format_planned(const boost::json::array& events);

// Who acted: the name, or what kind of actor it was.
std::string actor_of(const boost::json::value& row);

}  // namespace rolecall
