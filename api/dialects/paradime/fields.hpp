// The fields of Query and Mutation. Each writes its value, or refuses and has written nothing.
// On a thread that may wait: they read the log, and wait for the writer.
#pragma once

#include "api/graphql/request.hpp"
#include "api/service.hpp"

namespace rolecall::paradime {

// Who asks, and of which state; a change moves that on, and has no use for the time.
struct Asking {
  Service& service;
  Caller caller;
  RequestId request;
  Position at{};
  Timestamp time;  // what has run out by then
};

Result<void> list_users(Asking& asking, const graphql::Field& field, JsonWriter& json);
Result<void> list_workspaces(Asking& asking, const graphql::Field& field, JsonWriter& json);
// The newest 10,000 events, newest first: the call has no pages.
Result<void> get_audit_logs(Asking& asking, const graphql::Field& field, JsonWriter& json);

Result<void> invite_user(Asking& asking, const graphql::Field& field, JsonWriter& json);
Result<void> update_user_account_type(Asking& asking, const graphql::Field& field,
                                      JsonWriter& json);
Result<void> disable_user(Asking& asking, const graphql::Field& field, JsonWriter& json);

}  // namespace rolecall::paradime
