#include "api/http/session.hpp"

#include <algorithm>
#include <cassert>
#include <new>
#include <poll.h>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "api/http/conditional.hpp"
#include "engine/types/uuid_v7.hpp"

namespace rolecall {
namespace {

namespace asio = boost::asio;
using asio::redirect_error;
using asio::use_awaitable;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kept_output_bytes = 65536;
// Of writing and lingering, when the server stops.
constexpr std::chrono::milliseconds stop_timeout =
    std::chrono::seconds(limits::http_stop_write_timeout_s);

PeerAddress peer_address(const asio::ip::address& address) {
  if (address.is_v6()) return {address.to_v6().to_bytes()};
  return {asio::ip::make_address_v6(asio::ip::v4_mapped, address.to_v4()).to_bytes()};
}

const char* explain(int status) {
  switch (status) {
    case 408:
      return "The request did not arrive in time";
    case 413:
      return body_too_large;
    case 431:
      return "The request line and headers are too large, or too many";
    default:
      return "The request is not well-formed HTTP/1.1";
  }
}

}  // namespace

Session::Session(std::shared_ptr<Worker> worker, tcp::socket socket)
    : worker_(std::move(worker)),
      socket_(std::move(socket)),
      answered_(worker_->context, asio::steady_timer::time_point::max()),
      body_share_(worker_->shared->bodies),
      answers_share_(worker_->shared->answers),
      since_(worker_->tick) {
  worker_->unproved.push_back(*this);
  error_code ec;
  socket_.set_option(tcp::no_delay(true), ec);
  const auto peer = socket_.remote_endpoint(ec);
  if (!ec) peer_ = peer_address(peer.address());
}

asio::awaitable<void> Session::run() {
  wake_ = [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->wake();
  };
  error_code ec;
  // What is answered is written before waiting for what is not; after that all of it goes at once.
  bool waited = false;
  Wire::Step step = wire_.next();
  while (true) {
    while (step == Wire::Step::ready && serve()) step = wire_.next();
    collect();
    if (!out_.empty() && (pending_.empty() || more_ || !waited)) {
      if (out_.size() <= limits::answer_piece_bytes) {  // mostly; write() is a frame of its own
        enter(Phase::write);
        co_await asio::async_write(socket_, asio::buffer(out_), redirect_error(use_awaitable, ec));
        written();
        if (ec || closed_) co_return;
      } else if (!co_await write()) {
        co_return;
      }
      waited = false;
      continue;  // answers may have come meanwhile
    }
    if (more_) {
      if (!co_await stream()) co_return;
      continue;
    }
    if (!pending_.empty() || is_held()) {
      enter(Phase::work);
      co_await answered_.async_wait(redirect_error(use_awaitable, ec));
      if (closed_) co_return;
      waited = true;
      continue;
    }
    if (!open_) break;
    if (step == Wire::Step::ready) continue;  // what serve() waited for has happened
    if (step == Wire::Step::bad) {
      reject(wire_.status());
      continue;
    }
    if (wire_.head_done() && !head_met_) {
      meet_head();
      if (!out_.empty()) continue;
    }
    if (wire_.head_done() && wire_.body_bytes() > body_max_bytes_) {
      reject(413);
      continue;
    }
    if (worker_->stopping && wire_.is_empty()) co_return;
    if (worker_->stopping) break;

    enter(wire_.is_empty() ? Phase::idle : wire_.head_done() ? Phase::body : Phase::head);
    overdue_ = false;
    const std::span<char> room = wire_.room();
    const std::size_t read = co_await socket_.async_read_some(
        asio::buffer(room.data(), room.size()), redirect_error(use_awaitable, ec));
    if (ec && (!overdue_ || phase_ == Phase::idle)) co_return;
    if (ec) {
      reject(408);
      continue;
    }
    wire_.filled(read);
    step = wire_.next();
  }
  co_await linger();
}

// Handles the request that is ready; false if earlier ones have to be answered or written first.
bool Session::serve() {
  if (!open_ || more_ || is_held() || has_much_to_write()) return false;
  const bool is_valid = describe();
  const Match match = is_valid ? worker_->router.match(worker_->request) : Match{};
  if (!pending_.empty() && match.route && match.route->kind == Kind::read) return false;

  enter(Phase::work);
  has_asked_ = true;
  head_met_ = false;
  const Facts now = facts(!wire_.keep_alive() || worker_->stopping);
  const Request& request = worker_->request;
  Response& response = worker_->response;
  response.clear();
  Reply reply(response, request.correlation, worker_->router.error_shape(request.path), wake_,
              order_);
  if (is_valid) {
    handle(match, reply);
  } else {
    reply.refuse(Problem(400, "The request target is malformed"));
  }
  if (hold(response)) return false;
  body_share_.set(0);
  if (now.head.close) open_ = false;
  if (!reply.slot()) spare_known(request, response);
  if (!reply.slot() && pending_.empty()) {
    append(now, response);
    return true;
  }
  std::shared_ptr<Slot> slot = reply.slot();
  if (!slot) {  // answered already, but it is not its turn
    slot = std::make_shared<Slot>();
    slot->response = std::move(response);
    slot->ready.store(true, std::memory_order_relaxed);
  }
  pending_.push_back({now, std::move(slot)});
  return true;
}

// What has been answered is then written out before more is. Where little room is left for what
// waits to be read, that is soon.
bool Session::has_much_to_write() const {
  const bool is_counted = out_.size() > limits::http_answer_counted_bytes;
  return out_.size() >= worker_->options.output_max_bytes ||
         (is_counted && !worker_->shared->answers.has_room(0, nullptr));
}

// Whether the request waits, to be handled again. It does so once.
bool Session::hold(const Response& response) {
  const auto& wait = worker_->options.wait_for_position;
  if (std::exchange(held_, nullptr) || !response.awaits || !wait) return false;
  held_ = std::make_shared<Slot>();
  wait(*response.awaits, [slot = held_, wake = wake_] {
    slot->ready.store(true, std::memory_order_release);
    wake();
  });
  return true;
}

bool Session::is_refused(const Match& match, Reply& reply) {
  const bool is_refused = worker_->router.refused(match, worker_->request, reply);
  is_proved_ = !is_refused && match.route->right.door == Right::Door::needs_credential;
  return is_refused;
}

void Session::handle(const Match& match, Reply& reply) {
  try {
    if (is_refused(match, reply)) return;
    match.route->handler(worker_->request, reply);
  } catch (...) {
    reply.refuse(problem_of_exception());
  }
}

// The head is here and the body is not: refuses what would be refused anyway, or asks for the body.
void Session::meet_head() {
  head_met_ = true;
  const bool is_valid = describe();
  const Match match = is_valid ? worker_->router.match(worker_->request) : Match{};
  Response& response = worker_->response;
  response.clear();
  const Request& request = worker_->request;
  Reply reply(response, request.correlation, worker_->router.error_shape(request.path), wake_,
              order_);
  open_ = false;
  if (!is_valid) {
    reply.refuse(Problem(400, "The request target is malformed"));
  } else if (!is_refused(match, reply)) {
    body_max_bytes_ = largest_body(*match.route);
    const std::size_t announced = wire_.is_chunked() ? body_max_bytes_ : wire_.body_bytes();
    if (announced > body_max_bytes_) {
      reply.refuse(Problem(413, body_too_large));
    } else if (!worker_->shared->bodies.has_room(announced, match.route)) {
      reply.refuse(Problem(503, "Too many large requests are on their way"));
    } else {
      open_ = true;
      body_share_.set(announced);
    }
  }
  if (!open_) {
    append(facts(true), response);
  } else if (wire_.expects_continue()) {
    out_.append("HTTP/1.1 100 Continue\r\n\r\n");
  }
}

// Answers what cannot be read on, in the dialect of its path as far as that is known.
void Session::reject(int status) {
  describe();
  open_ = false;
  Response& response = worker_->response;
  const Request& request = worker_->request;
  refuse(Problem(status, explain(status)), request.correlation,
         worker_->router.error_shape(request.path), response);
  append(facts(true), response);
}

// Fills the worker's request from the wire; false if its target is malformed.
bool Session::describe() {
  Request& request = worker_->request;
  std::string_view target;
  wire_.describe(request, target);
  request.route = nullptr;
  request.captures.clear();
  request.peer = peer_;
  request.connection_memory = &memory_;
  request.id = RequestId(new_uuid());
  const auto sent = RequestId::parse(request.header("X-Request-Id").value_or(std::string_view()));
  request.correlation = sent && !sent->is_nil() ? *sent : request.id;
  return request.set_target(target);
}

Session::Facts Session::facts(bool close) const {
  const Request& request = worker_->request;
  Facts facts;
  facts.request = request.id;
  facts.head.correlation = request.correlation;
  facts.head.without_body = request.method == Method::head;
  facts.head.close = close;
  facts.head.keep_alive = !close && wire_.is_http_1_0();
  facts.method = request.method;
  facts.route = request.route;
  facts.takes_chunks = !wire_.is_http_1_0();
  facts.start = std::chrono::steady_clock::now();
  return facts;
}

// Changes are done: they are answered whatever waits.
bool Session::is_too_much(const Facts& facts, const Response& response) const {
  return facts.route && facts.route->kind == Kind::read && !facts.head.without_body &&
         (response.body.size() > limits::http_answer_counted_bytes || response.more) &&
         !worker_->shared->answers.has_room(response.body.size() + response.kept_bytes,
                                            facts.route);
}

void Session::append(const Facts& facts, Response& response) {
  if (is_too_much(facts, response)) {
    refuse(Problem(503, "Too many answers wait to be read"), facts.head.correlation,
           worker_->router.error_shape(facts.route->pattern), response);
  }
  AnswerHead head = facts.head;
  head.date = worker_->date;
  head.log = worker_->options.log;
  head.chunked = response.more && !response.is_endless && facts.takes_chunks;
  if (response.more && !head.chunked) {
    assert((pending_.empty() || !response.is_endless) && "it may not be promised for later");
    head.close = true;
    head.keep_alive = false;
    open_ = false;
  }
  append_response(out_, response, head);
  if (out_.size() > limits::http_answer_counted_bytes) answers_share_.set(out_.size());
  if (auto more = std::exchange(response.more, nullptr); more && !head.without_body) {
    more_ = std::move(more);
    is_endless_ = response.is_endless;
    is_chunked_ = head.chunked;
    kept_bytes_ = response.kept_bytes;
  }
  const auto took = std::chrono::steady_clock::now() - facts.start;
  worker_->count(facts.route, response.status, took);
  if (!worker_->options.access_log) return;
  AccessLine line;
  line.time = wall_clock();
  line.method = facts.method;
  if (facts.route != nullptr) line.route = facts.route->pattern;
  line.status = response.status;
  line.body_bytes = response.body.size();
  line.took_us = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
  line.request = facts.request;
  line.correlation = head.correlation;
  if (worker_->options.log_peers) line.peer = peer_;
  worker_->log(line);
}

// Moves the answers that are there, as far as their turn has come, to the output.
void Session::collect() {
  while (!more_ && !pending_.empty() &&
         pending_.front().slot->ready.load(std::memory_order_acquire)) {
    append(pending_.front().facts, pending_.front().slot->take());
    pending_.pop_front();
  }
}

// Writes out_; false: the connection has ended. Each piece has its own deadline: a large answer may
// take long as long as it moves. A connection that is closed while the last piece goes out has
// ended too, though that succeeds: nothing would end the wait for the next one.
asio::awaitable<bool> Session::write() {
  enter(Phase::write);
  error_code ec;
  for (std::size_t at = 0; at < out_.size() && !ec; at += limits::answer_piece_bytes) {
    since_ = worker_->tick;
    const std::size_t size = std::min(out_.size() - at, limits::answer_piece_bytes);
    co_await asio::async_write(socket_, asio::buffer(out_.data() + at, size),
                               redirect_error(use_awaitable, ec));
  }
  written();
  co_return !ec && !closed_;
}

void Session::written() {
  out_.clear();
  if (out_.capacity() > kept_output_bytes) std::string().swap(out_);
  answers_share_.set(kept_bytes_);
}

// A phase's start does not move while it lasts, or slow senders would live for ever.
void Session::enter(Phase phase) {
  if (phase == phase_) return;
  const bool is_first_head = phase == Phase::head && !has_asked_;
  phase_ = phase;
  if (!is_first_head) since_ = worker_->tick;
  if (is_linked()) unlink();
  if (!is_proved_ && phase != Phase::work && !closed_) worker_->unproved.push_back(*this);
}

std::chrono::milliseconds Session::allowance() const {
  const ServerOptions& options = worker_->options;
  switch (phase_) {
    case Phase::idle:
      return has_asked_ ? options.idle_timeout : options.first_head_timeout;
    case Phase::head:
      return has_asked_ ? options.head_timeout : options.first_head_timeout;
    case Phase::body:
      return options.body_timeout;
    case Phase::work:
      return std::chrono::milliseconds::max();
    case Phase::write:
      return worker_->stopping ? std::min(options.write_timeout, stop_timeout)
                               : options.write_timeout;
    case Phase::linger:
      return worker_->stopping ? std::min(options.linger_timeout, stop_timeout)
                               : options.linger_timeout;
  }
  return std::chrono::milliseconds::max();
}

void Session::close_if_overdue() {
  if (wake_missed_.exchange(false)) answered_.cancel();
  if (phase_ == Phase::work) tell_if_left();
  if (phase_ == Phase::work || worker_->tick - since_ <= allowance()) return;
  overdue_ = true;
  error_code ec;
  socket_.cancel(ec);
}

// While requests are worked on nothing is read, and an end would not be noticed. Whoever only sends
// no more is answered all the same, though what has not begun by now is refused.
void Session::tell_if_left() {
  pollfd polled{socket_.native_handle(), POLLRDHUP, 0};
  if (pending_.empty() || ::poll(&polled, 1, 0) <= 0) return;
  for (const Pending& pending : pending_) pending.slot->left = true;
}

void Session::stop() {
  if (phase_ == Phase::work) return;
  error_code ec;
  if (phase_ == Phase::write) {
    since_ = worker_->tick;
  } else {
    socket_.cancel(ec);
  }
}

void Session::close() {
  closed_ = true;
  if (is_linked()) unlink();
  error_code ec;
  socket_.close(ec);
  answered_.cancel();
}

// True: the answer is whole, and the connection goes on. A slow reader costs one piece of memory;
// one that reads no more is cut off when writing takes too long.
asio::awaitable<bool> Session::stream() {
  const auto more = std::exchange(more_, nullptr);
  if (is_endless_) close_at_end_of_input();
  error_code ec;
  for (bool is_last = false; !is_last;) {
    if (is_endless_ && worker_->stopping) co_return false;
    enter(Phase::work);
    const auto slot = std::make_shared<Slot>();
    slot->wake = wake_;
    more(Later(slot, {}, native_error_shape));
    while (!slot->ready.load(std::memory_order_acquire)) {
      co_await answered_.async_wait(redirect_error(use_awaitable, ec));
      if (closed_) co_return false;
    }
    Response& piece = slot->take();
    if (piece.status != 200) co_return false;
    is_last = piece.body.empty();
    if (is_chunked_) {
      append_chunk(out_, piece.body);
    } else {
      out_ = std::move(piece.body);
    }
    answers_share_.set(out_.size() + kept_bytes_);
    if (is_last) kept_bytes_ = 0;
    if (!co_await write()) co_return false;
  }
  co_return is_chunked_;
}

// Who has hung up would otherwise be noticed when the next piece is written. Bytes that nobody
// asked for end the watch, not the stream.
void Session::close_at_end_of_input() {
  error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](const error_code& ec) {
    if (ec) return;
    char byte = 0;
    error_code none;
    self->socket_.receive(asio::buffer(&byte, 1), tcp::socket::message_peek, none);
    if (none == asio::error::eof || none == asio::error::connection_reset) self->close();
  });
}

// A plain close with unread input resets the connection, and the client may lose the last answer.
asio::awaitable<void> Session::linger() {
  enter(Phase::linger);
  error_code ec;
  socket_.shutdown(tcp::socket::shutdown_send, ec);
  char dropped[1024];
  while (!ec) {
    co_await socket_.async_read_some(asio::buffer(dropped, sizeof dropped),
                                     redirect_error(use_awaitable, ec));
  }
}

// On the answering thread. One post is enough for all answers that arrive before it is run.
void Session::wake() {
  if (wake_posted_.exchange(true)) return;
  try {
    asio::post(worker_->context, [weak = weak_from_this()] {
      const auto self = weak.lock();
      if (!self) return;
      self->wake_posted_.exchange(false);
      self->answered_.cancel();
    });
  } catch (const std::bad_alloc&) {
    wake_posted_ = false;
    wake_missed_ = true;
  }
}

}  // namespace rolecall
