// The admin events that a filter means, newest first: written piece by piece, as Keycloak has no
// bound on `max`. No more of them than a piece is in memory.
//
// Threads: one at a time. next() reads the log, and is not for an I/O thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/dialects/wallaroo/admin_event.hpp"
#include "api/dialects/wallaroo/paging.hpp"
#include "projections/directory/directory.hpp"

namespace rolecall::wallaroo {

// All that is given must hold; of a list one word is enough.
struct AdminEventFilter {
  std::vector<std::string> operations, resources;
  std::string path, user, client, address;  // in `path` a * stands for any text
  std::optional<Timestamp> from, until;     // `until` not included

  bool accepts(const Recorded& recorded, const AdminEvent& event) const;
};

class AdminEventList {
 public:
  // Of the log as it is now.
  AdminEventList(const Directory& directory, AdminEventFilter filter, const Slice& slice,
                 std::string realm);

  Position head() const { return head_; }
  // Appends what follows until `out` is as long as a piece (limits::answer_piece_bytes), or
  // is_done(). Looks at all events until then.
  Result<void> next(std::string& out);
  bool is_done() const { return is_done_; }

 private:
  void add(const Recorded& recorded, std::string& out);

  const Directory& directory_;
  const AdminEventFilter filter_;
  const std::string realm_;
  const Position head_;
  Position after_;  // of the dates asked for
  Position last_;   // what is newer has been looked at
  std::size_t to_skip_;
  std::size_t to_write_;
  std::string_view before_ = "[";  // the next one
  bool is_done_ = false;
};

}  // namespace rolecall::wallaroo
