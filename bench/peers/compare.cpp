#include "bench/peers/compare.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include <boost/asio/ip/address_v4.hpp>

#include "bench/peers/process_tree.hpp"

namespace rolecall::peers {
namespace {

using boost::asio::ip::tcp;

constexpr std::size_t checked_max = 50;
constexpr double warm_up_share = 0.25;  // of a run

tcp::endpoint endpoint_of(const Peer& peer) {
  return {boost::asio::ip::address_v4::loopback(), peer.place().port};
}

Error wrong(const Peer& peer, const Job& job, const std::string& what) {
  return {Errc::unavailable, {}, peer.name() + ", " + job.name + ": " + what};
}

// What is wrong with an answer; empty: nothing.
std::string fault_of(const Question& question, int status, const std::string& answer) {
  if (!load::is_done(status)) return "it refuses: " + answer;
  for (const std::string& part : question.says) {
    if (answer.find(part) == std::string::npos) return "no " + part + " in its answer: " + answer;
  }
  if (question.rows_in == nullptr) return {};
  const std::size_t rows = question.rows_in(answer);
  if (rows >= question.rows) return {};
  return std::to_string(rows) + " rows instead of " + std::to_string(question.rows) + ": " + answer;
}

Result<void> check(const Peer& peer, const Job& job, const load::TcpSocket& socket,
                   const Question& question) {
  int status = 0;
  const auto answer =
      load::exchange(socket, peer.protocol().answer_length, question.request, 1, status);
  if (!answer) return wrong(peer, job, answer.error().detail);
  const std::string fault = fault_of(question, status, *answer);
  return fault.empty() ? Result<void>{} : wrong(peer, job, fault);
}

}  // namespace

Result<Measured> Measured::prepare(const Peer& peer, const Job& job,
                                   const std::vector<Topic>& topics, std::uint64_t& next_created) {
  const auto socket = load::connect_and_greet(endpoint_of(peer), peer.protocol());
  if (!socket) return wrong(peer, job, socket.error().detail);
  Measured measured(peer, job, next_created);
  if (job.kind == Kind::create) {
    Question question;
    peer.append_create(question.request, next_created++, &question.says);
    if (auto checked = check(peer, job, *socket, question); !checked) return checked.error();
    return measured;
  }
  if (topics.empty()) return wrong(peer, job, "there are too few users to ask about");
  for (std::uint32_t i = 0; i < topics.size(); ++i) {
    Question question = peer.ask(topics[i], i);
    if (i < checked_max) {
      if (auto checked = check(peer, job, *socket, question); !checked) return checked.error();
    }
    measured.requests_.push_back(std::move(question.request));
  }
  return measured;
}

bool Measured::append_next(std::string& out) {
  if (job_.kind == Kind::create) {
    peer_->append_create(out, (*next_created_)++);
  } else {
    out += requests_[next_];
    if (++next_ == requests_.size()) next_ = 0;
  }
  return true;
}

// The server's CPU time is read while its connections are open: processes that serve one are there.
Result<Sample> Measured::run(double seconds) {
  std::optional<double> cpu_before, cpu_after;
  const auto progress = [&](std::uint64_t, double passed) {
    if (passed == 0) cpu_before = tree_cpu_seconds(peer_->place().process);
    if (passed >= seconds) cpu_after = tree_cpu_seconds(peer_->place().process);
  };
  const load::Load load{job_.connections, job_.depth, seconds, std::nullopt, peer_->protocol()};
  const auto result = load::run_load(
      endpoint_of(*peer_), load, {[this](std::string& out) { return append_next(out); }}, progress);
  if (!result) return wrong(*peer_, job_, result.error().detail);
  if (const auto refused = result->tally.refused; refused != 0) {
    return wrong(*peer_, job_, std::to_string(refused) + " answers are refusals");
  }
  if (!cpu_before || !cpu_after) return wrong(*peer_, job_, "its process is gone");
  const auto& latencies = result->tally.latencies;
  const auto operations = static_cast<double>(latencies.total());
  return Sample{operations / result->seconds, (*cpu_after - *cpu_before) * 1e6 / operations,
                latencies.quantile_us(0.5), latencies.quantile_us(0.99)};
}

namespace {

Result<Comparison> compare(Measured& ours, Measured& theirs, const Job& job, const Peer& peer,
                           const Course& course) {
  Comparison comparison{job, peer.name(), {}, {}};
  for (Measured* const one : {&ours, &theirs}) {
    if (const auto warm = one->run(course.seconds * warm_up_share); !warm) return warm.error();
  }
  for (unsigned pair = 0; pair < course.pairs; ++pair) {
    const bool ours_first = pair % 2 == 0;
    for (const bool is_ours : {ours_first, !ours_first}) {
      const auto sample = (is_ours ? ours : theirs).run(course.seconds);
      if (!sample) return sample.error();
      (is_ours ? comparison.ours : comparison.theirs).push_back(*sample);
    }
  }
  return comparison;
}

}  // namespace

Result<std::vector<Comparison>> compare_all(const Peer& rolecall,
                                            const std::vector<std::unique_ptr<Peer>>& peers,
                                            const Filled& filled, const Course& course,
                                            const std::function<void(const Comparison&)>& told) {
  std::map<const Peer*, std::uint64_t> next_created;
  const auto first_new = filled.subjects.size();  // more than have been created
  next_created[&rolecall] = first_new;
  for (const auto& peer : peers) next_created[peer.get()] = first_new;

  std::vector<Comparison> comparisons;
  for (const Job& job : all_jobs()) {
    const auto is_able = [&](const auto& peer) { return peer->can(job); };
    if (std::ranges::none_of(peers, is_able)) continue;
    const std::vector<Topic> topics = topics_of(job.kind, filled);
    auto ours = Measured::prepare(rolecall, job, topics, next_created[&rolecall]);
    if (!ours) return ours.error();
    for (const auto& peer : peers) {
      if (!peer->can(job)) continue;
      auto theirs = Measured::prepare(*peer, job, topics, next_created[peer.get()]);
      if (!theirs) return theirs.error();
      auto comparison = compare(*ours, *theirs, job, *peer, course);
      if (!comparison) return comparison.error();
      told(*comparison);
      comparisons.push_back(*std::move(comparison));
    }
  }
  return comparisons;
}

}  // namespace rolecall::peers
