#include "api/http/request_id.hpp"

#include "engine/types/timestamp.hpp"
#include "engine/types/uuid_v7.hpp"

namespace rolecall {

RequestId request_id_from(std::string_view sent) {
  if (const auto id = RequestId::parse(sent)) return *id;
  thread_local UuidV7 fresh;
  return RequestId(fresh.next(wall_clock()));
}

}  // namespace rolecall
