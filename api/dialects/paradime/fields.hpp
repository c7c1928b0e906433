// The fields of Query and Mutation. Each writes its value, or refuses and has written nothing.
// On a thread that may wait: they read the log, and wait for the writer.
#pragma once

#include "api/graphql/request.hpp"
#include "api/service.hpp"

namespace rolecall::paradime {

// Who asks, and the ids that changes are recorded with.
struct Asking {
  Service& service;
  Caller caller;
  RequestId request;
};

Result<void> list_users(const Asking& asking, const graphql::Field& field, JsonWriter& json);
Result<void> list_workspaces(const Asking& asking, const graphql::Field& field, JsonWriter& json);
// The newest 10,000 events, newest first: the call has no pages.
Result<void> get_audit_logs(const Asking& asking, const graphql::Field& field, JsonWriter& json);

Result<void> invite_user(const Asking& asking, const graphql::Field& field, JsonWriter& json);
Result<void> update_user_account_type(const Asking& asking, const graphql::Field& field,
                                      JsonWriter& json);
Result<void> disable_user(const Asking& asking, const graphql::Field& field, JsonWriter& json);

}  // namespace rolecall::paradime
