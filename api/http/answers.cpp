#include "api/http/answers.hpp"

#include <cassert>
#include <utility>

#include "api/http/access_log.hpp"
#include "api/http/worker.hpp"

namespace rolecall {
namespace {

constexpr std::size_t kept_output_bytes = 65536;

}  // namespace

Answers::Answers(Worker& worker) : worker_(worker), share_(worker.shared->answers) {}

bool Answers::is_too_much(const Facts& facts, const Response& response) const {
  if (!facts.route || facts.head.without_body) return false;
  const bool is_read =
      facts.route->kind == Kind::read || response.is_of_read || response.more != nullptr;
  return is_read && (response.body.size() > limits::http_answer_counted_bytes || response.more) &&
         !worker_.shared->answers.has_room(response.body.size() + response.kept_bytes, facts.route);
}

void Answers::add(const Facts& facts, Response& response) {
  if (is_too_much(facts, response)) {
    refuse(Problem(503, "Too many answers wait to be read"), facts.head.correlation,
           worker_.router.error_shape(facts.route->pattern), response);
  }
  AnswerHead head = facts.head;
  head.date = worker_.date;
  head.log = worker_.options.log;
  head.chunked = response.more && !response.is_endless && facts.takes_chunks;
  if (response.more && !head.chunked) {
    assert((promised_.empty() || !response.is_endless) && "it may not be promised for later");
    head.close = true;
    head.keep_alive = false;
    are_over_ = true;
  }
  append_response(out_, response, head);
  if (out_.size() > limits::http_answer_counted_bytes) share_.set(out_.size());
  if (auto more = std::exchange(response.more, nullptr); more && !head.without_body) {
    more_ = std::move(more);
    is_endless_ = response.is_endless;
    is_chunked_ = head.chunked;
    kept_bytes_ = response.kept_bytes;
  }
  note(facts, response);
}

// For metrics and the access log.
void Answers::note(const Facts& facts, const Response& response) {
  const auto took = std::chrono::steady_clock::now() - facts.start;
  worker_.count(facts.route, response.status, took);
  if (!worker_.options.access_log) return;
  AccessLine line;
  line.time = wall_clock();
  line.method = facts.method;
  if (facts.route != nullptr) line.route = facts.route->pattern;
  line.status = response.status;
  line.body_bytes = response.body.size();
  line.took_us = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
  line.request = facts.request;
  line.correlation = facts.head.correlation;
  line.sent_id = facts.head.sent_id;
  line.trace_id = facts.trace_id;
  line.is_http_1_0 = !facts.takes_chunks;
  if (worker_.options.log_peers) line.peer = facts.peer;
  worker_.log(line);
}

void Answers::promise(const Facts& facts, std::shared_ptr<Slot> slot) {
  promised_.push_back({facts, std::move(slot)});
}

void Answers::collect() {
  while (!more_ && !promised_.empty() &&
         promised_.front().slot->ready.load(std::memory_order_acquire)) {
    add(promised_.front().facts, promised_.front().slot->take());
    promised_.pop_front();
  }
}

void Answers::add_continue() { out_.append("HTTP/1.1 100 Continue\r\n\r\n"); }

void Answers::add_piece(std::string piece) {
  const bool is_last = piece.empty();
  if (is_chunked_) {
    append_chunk(out_, piece);
  } else {
    out_ = std::move(piece);
  }
  share_.set(out_.size() + kept_bytes_);
  if (is_last) kept_bytes_ = 0;
}

void Answers::written() {
  out_.clear();
  if (out_.capacity() > kept_output_bytes) std::string().swap(out_);
  share_.set(kept_bytes_);
}

bool Answers::has_much() const {
  const bool is_counted = out_.size() > limits::http_answer_counted_bytes;
  return out_.size() >= worker_.options.output_max_bytes ||
         (is_counted && !worker_.shared->answers.has_room(0, nullptr));
}

void Answers::leave() {
  for (const Promised& one : promised_) one.slot->left = true;
}

}  // namespace rolecall
