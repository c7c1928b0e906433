// The groups by number with every state each has had, and who has ever been a member of what.
//
// A membership (group, user) is one edge, found from its group, from its user and by the pair; its
// roles over time are a chain. A deleted group needs no change to its edges: a membership counts
// only while its group lives.
// Threads: changes from the writer; reads from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/snapshot/archive.hpp"
#include "engine/state/amounts.hpp"
#include "engine/state/candidate_index.hpp"
#include "engine/state/version_chain.hpp"
#include "engine/types/position.hpp"
#include "engine/types/role.hpp"
#include "engine/types/uuid.hpp"

namespace rolecall {

struct GroupVersion {
  Position from{};
  bool alive = true;
  Revision revision{};
  std::uint32_t name = 0;  // of name_text(); GroupNames of the projections order by it
  std::uint32_t members = 0;
  std::uint32_t owners = 0;
};

struct Membership {
  GroupNo group{};
  UserNo user{};
  MemberRole role{};
  Position since{};  // from when it has this role
};

// Number of an edge; 0: none. Edges of one group, and of one user, are linked newest first.
using EdgeNo = std::uint32_t;

class Groups {
 public:
  explicit Groups(Epochs& epochs, const Amounts& capacities = memory_capacities);

  // Writer only. How many bytes the names take with so many more; memory for what is to be added,
  // false: there is none.
  std::uint64_t name_bytes_with(std::uint64_t bytes) const {
    return texts_.size_with(bytes, longest_name);
  }
  bool make_room(const Amounts& added);

  // Every user, in order of the numbers, before it is a member.
  void add_user() { first_edges_of_users_.append_zeroed(1); }

  GroupNo create(const GroupId& id, std::string_view name, Position at, Revision revision);
  void rename(GroupNo group, std::string_view name, Position at, Revision revision);
  void remove(GroupNo group, Position at, Revision revision);
  // No role: the membership ends.
  void set_member(GroupNo group, UserNo user, std::optional<MemberRole> role, Position at,
                  Revision revision);

  const GroupId& id(GroupNo group) const { return rows_[number(group)].id; }
  Position created(GroupNo group) const { return rows_[number(group)].created; }
  std::uint32_t count_at(Position at) const;  // groups ever created by then
  std::optional<GroupVersion> at(GroupNo group, Position position) const;
  // Appends the positions of the group's versions in the range, in order.
  void append_positions(GroupNo group, const PositionRange& range,
                        std::vector<Position>& positions) const {
    rolecall::append_positions(versions_, rows_[number(group)].newest, range, positions);
  }
  // The same of all changes of the user's memberships, in no order and whatever their number.
  void append_positions(UserNo user, const PositionRange& range,
                        std::vector<Position>& positions) const;
  std::string_view name_text(std::uint32_t name) const;
  std::string_view name_key(std::uint32_t name) const;  // canonical
  GroupNo name_owner(std::uint32_t name) const { return names_[name].owner; }
  // Whether `name`, which may come from outside, is a name's number.
  bool is_name(std::uint32_t name) const {
    return name < name_count_.load(std::memory_order_acquire);
  }

  std::optional<GroupNo> find(const GroupId& id) const;
  // Of the group that lived at `at` under that name.
  std::optional<GroupNo> find_named(std::string_view canonical, Position at) const;

  // Nothing: not a member then.
  std::optional<Membership> membership(GroupNo group, UserNo user, Position at) const;
  EdgeNo first_edge_of_group(GroupNo group) const;
  EdgeNo first_edge_of_user(UserNo user) const;
  // Whether `edge`, which may come from outside, is one of the group's or the user's.
  bool is_edge_of(EdgeNo edge, GroupNo group) const;
  bool is_edge_of(EdgeNo edge, UserNo user) const;
  EdgeNo next_in_group(EdgeNo edge) const { return edges_[edge].next_in_group; }
  EdgeNo next_in_user(EdgeNo edge) const { return edges_[edge].next_in_user; }
  // Nothing: not a member then, whether or not the group lived.
  std::optional<Membership> membership_at(EdgeNo edge, Position at) const;

  void serialize(Archive& archive) {
    archive.pass(rows_, versions_, edges_, edge_versions_, first_edges_of_users_, names_, texts_,
                 count_, name_count_, edge_count_, by_id_, by_name_, by_pair_);
  }

 private:
  struct Row {
    GroupId id;
    Position created;
    std::atomic<VersionNo> newest;
    std::atomic<EdgeNo> first_edge;
  };
  struct Version {
    GroupVersion state;
    VersionLinks links;
    Position from() const { return state.from; }
    std::uint32_t depth() const { return number(state.revision); }
  };
  struct Edge {
    GroupNo group;
    UserNo user;
    std::atomic<VersionNo> newest;
    EdgeNo next_in_group;
    EdgeNo next_in_user;
  };
  struct EdgeVersion {
    std::uint64_t state;  // from-position (40 bits), depth (16), member role or 0 (8)
    VersionLinks links;
    Position from() const { return Position{state >> 24}; }
    std::uint16_t depth() const { return static_cast<std::uint16_t>(state >> 8); }
    std::uint8_t role() const { return static_cast<std::uint8_t>(state); }
  };
  struct Name {
    GroupNo owner;
    std::uint32_t offset;
    std::uint16_t size;      // of the text as given
    std::uint16_t key_size;  // of the canonical key behind it
  };

  static constexpr std::size_t longest_name = 2 * limits::name_max_bytes;  // with its key

  bool is_edge(EdgeNo edge) const {
    return edge != 0 && edge < edge_count_.load(std::memory_order_acquire);
  }
  GroupVersion newest(GroupNo group) const;
  void push(GroupNo group, GroupVersion version);
  std::uint32_t add_name(GroupNo owner, std::string_view name);
  std::optional<EdgeNo> find_edge(GroupNo group, UserNo user) const;
  EdgeNo add_edge(GroupNo group, UserNo user);

  ReservedArray<Row> rows_;
  ReservedArray<Version> versions_;
  ReservedArray<Edge> edges_;
  ReservedArray<EdgeVersion> edge_versions_;
  ReservedArray<std::atomic<EdgeNo>> first_edges_of_users_;
  ReservedArray<Name> names_;
  ReservedArray<char> texts_;
  std::atomic<std::uint32_t> count_{0};
  std::atomic<std::uint32_t> name_count_{0};
  std::atomic<std::uint32_t> edge_count_{0};
  CandidateIndex by_id_;
  CandidateIndex by_name_;
  CandidateIndex by_pair_;
};

}  // namespace rolecall
