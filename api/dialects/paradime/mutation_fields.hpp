// The fields of Mutation. Each writes its value, or refuses and has written nothing.
// On a thread that may wait: they wait for the writer.
#pragma once

#include "api/dialects/paradime/asking.hpp"

namespace rolecall::paradime {

Result<void> invite_user(Asking& asking, const graphql::Field& field, JsonWriter& json);
Result<void> update_user_account_type(Asking& asking, const graphql::Field& field,
                                      JsonWriter& json);
Result<void> disable_user(Asking& asking, const graphql::Field& field, JsonWriter& json);

}  // namespace rolecall::paradime
