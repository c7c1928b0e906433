// Many changes at once, by /v1/bulk.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tools/changes/change.hpp"

namespace rolecall {

struct BulkResult {
  std::string text;  // {"line", "status", "etag", "location", "body"}, as it was answered
  boost::json::value value;

  bool is_done() const { return value.at("status").to_number<int>() < 300; }
};

// One result for each change, in order. Fails where no answer comes: those of the last thousand
// that was sent may have been done or not.
Result<std::vector<BulkResult>> send_in_bulk(Backend& backend,
                                             const std::vector<NamedCall>& changes, bool dry_run,
                                             const RequestId& correlation);

}  // namespace rolecall
