// Ids of requests that bring none.
#pragma once

#include <string_view>

#include "engine/types/uuid.hpp"

namespace rolecall {

// `sent` if it is a UUID, else a fresh one.
// Threads: any.
RequestId request_id_from(std::string_view sent);

}  // namespace rolecall
