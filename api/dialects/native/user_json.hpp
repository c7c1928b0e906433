// Users, groups and members in the words of the native dialect; the command line prints them too.
//
// Snake_case members, times RFC 3339 in UTC with microseconds, absent values null. Each function
// appends one JSON value: what the thing was then.
#pragma once

#include <optional>
#include <string_view>

#include "api/json/members.hpp"
#include "api/json/writer.hpp"
#include "engine/writer/issue_api_key.hpp"
#include "projections/users/user_at.hpp"
#include "projections/users/user_filter.hpp"

namespace rolecall::native {

void append_user(JsonWriter& json, const UserAt& user, bool tells_bounded_credentials = false);
// {id, username}
void append_user_name(JsonWriter& json, const View& view, UserNo user);

// Member `bounded_credentials`, where there are any: what of the user's acts with less than that
// role, since whoever made it had less; [{kind, id, acts_as_at_most, created_at}].
void append_bounded_credentials(JsonWriter& json, const View& view, UserNo user, Role role);

// The group must have been created by then.
void append_group(JsonWriter& json, const View& view, GroupNo group);
// {user: {id, username}, role, since}
void append_member(JsonWriter& json, const View& view, const Membership& membership);

// {id, email, role, status, expires_at, created_at, updated_at, revision}. The invitation must have
// been made by then.
void append_invitation(JsonWriter& json, const View& view, InvitationNo invitation);

// {id, user: {id, username}, capability, created_at, expires_at, revoked_at, last_used_on}
void append_api_key(JsonWriter& json, const View& view, ApiKeyNo key);

// {count, position}, and with `by` ("role" or "status"; empty: neither) {counts: {word: n, ...},
// count, position}: the words that the filter asks for, also where none is counted.
void append_counts(JsonWriter& json, const Counts::ByClass& counts, const UserFilter& filter,
                   std::string_view by, Position at);

// {user, api_key}: whom an API key was issued to, and the key. It is shown this once.
void append_issued_key(JsonWriter& json, const ReadModel& model, const NewApiKey& issued);

// {position, state_hash, users, groups}: all users and groups ever created. Takes time in
// proportion to them.
void append_state(JsonWriter& json, const View& view);

}  // namespace rolecall::native
