// A user as Keycloak represents it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "api/dialects/wallaroo/paging.hpp"
#include "api/http/problem.hpp"
#include "api/http/response.hpp"
#include "api/json/writer.hpp"
#include "projections/users/user_at.hpp"
#include "projections/users/user_filter.hpp"

namespace rolecall::wallaroo {

// {id, username, firstName?, lastName?, email?, emailVerified, createdTimestamp, enabled, totp,
// disableableCredentialTypes, requiredActions, notBefore, attributes?, access}. Absent names are
// left out, the username is in lower case. `brief`: without attributes.
void append_user(JsonWriter& json, const UserAt& user, bool brief = false);
// The same without its braces, for an object that has more.
void append_user_members(JsonWriter& json, const UserAt& user, bool brief = false);

// The answer with these users, as they are in the view, whose model must outlive it.
void answer_users(const View& view, std::vector<UserNo> users, bool brief, Response& response);
// The same with those of the filter, by username. Looks at all of them: not for an I/O thread.
std::optional<Problem> answer_users(const View& view, const UserFilter& filter, const Slice& slice,
                                    bool brief, Response& response);

// Attributes as Keycloak has them, {"name": ["text", ...]}: a text is a list of one, and what is
// neither text nor texts is its JSON as a text. "" where there are none.
std::string shown_attributes(const std::string& attributes);
// The attributes that come of a client's: those it shows as they are stay as they are. Nothing: all
// do. `asked` is the object that `text` is the JSON of.
std::optional<std::string> changed_attributes(const std::string& attributes,
                                              const boost::json::object& asked,
                                              std::string_view text);

}  // namespace rolecall::wallaroo
