// The fields of Mutation.
#pragma once

#include <functional>

#include "api/dialects/paradime/query_context.hpp"
#include "api/http/reply.hpp"

namespace rolecall::paradime {

// Carries out a mutation: its fields one after the other, in their turns among the requests of the
// connection. To be called by the handler; `then` comes on a thread that may wait, or at once where
// there was nothing to do.
using CarriedOut = std::function<void(const QueryContext&)>;
void carry_out(QueryContext context, const graphql::Operation& operation, Reply& reply,
               CarriedOut then);
// What has come of a field.
Result<void> write_carried_out(const QueryContext& context, const graphql::Field& field,
                               JsonWriter& json);

}  // namespace rolecall::paradime
