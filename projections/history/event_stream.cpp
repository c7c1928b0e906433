#include "projections/history/event_stream.hpp"

#include <algorithm>

namespace rolecall {
namespace {

struct Collector {
  const ReadModel& model;
  const PositionRange& range;
  std::vector<Position> found{};

  // Each part of a user's stream in order by itself.
  void operator()(const EventsAbout& about) {
    const State& state = model.state();
    const Position named = state.actors().named(about.user);
    if (range.after < named && named <= range.at) found.push_back(named);
    // Who is invited becomes a user under the same id, and the stream goes on.
    if (const auto invitation = state.invitations().find(about.user)) {
      state.invitations().append_positions(*invitation, range, found);
    }
    if (const auto user = state.find_user(about.user, range.at)) {
      state.users().append_positions(*user, range, found);
      state.groups().append_positions(*user, range, found);
    }
    std::ranges::sort(found);
    if (found.size() > range.limit) found.resize(range.limit);
  }
  void operator()(const EventsOf& of) {
    const Groups& groups = model.state().groups();
    if (const auto group = groups.find(of.group)) groups.append_positions(*group, range, found);
  }
  void operator()(const EventsBy& by) {
    model.actor_events().append_positions(by.actor, range, found);
  }
};

}  // namespace

std::vector<Position> positions_in(const ReadModel& model, const EventStream& stream,
                                   const PositionRange& range) {
  Collector collector{model, range};
  std::visit(collector, stream);
  return std::move(collector.found);
}

}  // namespace rolecall
