// A log read as events: its records, decoded with the keys.
//
// Order:    that of positions, each once and without gaps.
// Errors:   the first one ends the reading and is answered: what the log fails with, a record that
//           decode() refuses (`corrupt`, and names the position), or what the visitor answers.
// Lifetime: what a visitor receives is valid only until it returns. Nothing is copied for it. That
//           of read() is one of EventLog::read(): short, and calls nothing of the log.
// Threads:  any, also beside the writer: events that are stored during a read are not seen by it.
#pragma once

#include <functional>
#include <span>

#include "engine/events/codec.hpp"
#include "engine/log/log.hpp"
#include "engine/secrets/keys.hpp"

namespace rolecall {

class EventReader {
 public:
  using Visit = std::function<Result<void>(const Recorded&)>;

  // Both must outlive the reader. `open`: what of each event is wanted.
  EventReader(const EventLog& log, const KeySource& keys, Open open)
      : log_(log), keys_(keys), open_(open) {}

  // Visits the events after `after`, up to and with `last` or to the end of the log, whichever
  // comes first.
  Result<void> read(Position after, Position last, const Visit& visit) const;
  // The same for reading much: a thread of its own reads and decodes ahead, while the visitor works
  // on the caller's. It gets the events in batches, and may take its time; not where this process
  // writes the log.
  using VisitBatch = std::function<Result<void>(std::span<const Recorded>)>;
  Result<void> read_ahead(Position after, Position last, const VisitBatch& visit) const;
  // The event at a position; `corrupt` where the log has none there.
  Result<Recorded> at(Position position) const;

 private:
  const EventLog& log_;
  const KeySource& keys_;
  const Open open_;
};

}  // namespace rolecall
