#include "api/http/connection.hpp"

#include <new>
#include <poll.h>
#include <utility>

#include "api/http/asio_names.hpp"
#include "api/http/conditional.hpp"

namespace rolecall {
namespace {

const char* explain(int status) {
  switch (status) {
    case 408:
      return "The request did not arrive in time";
    case 413:
      return body_too_large;
    case 431:
      return "The request line, headers or trailers are too large, or too many";
    default:
      return "The request is not well-formed HTTP/1.1";
  }
}

}  // namespace

Connection::Connection(std::shared_ptr<Worker> worker, StreamSocket socket)
    : worker_(std::move(worker)),
      stream_(std::move(socket)),
      answered_(worker_->context, asio::steady_timer::time_point::max()),
      answers_(*worker_),
      body_share_(worker_->shared->bodies),
      deadlines_(*worker_) {
  worker_->unproved.push_back(*this);
  error_code ec;
  stream_.socket().set_option(tcp::no_delay(true), ec);
  const auto peer = stream_.socket().remote_endpoint(ec);
  if (ec) return;  // it has gone already
  const TrustedProxies& proxies = worker_->options.proxies;
  is_local_ = peer.data()->sa_family == AF_UNIX;
  peer_ = PeerAddress::from_socket(*peer.data());
  is_proxy_ = is_local_ ? proxies.trust_unix_sockets() : proxies.trust(peer_);
}

asio::awaitable<void> Connection::run() {
  wake_ = [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->wake();
  };
  error_code ec;
  if (worker_->options.tls && !is_local_) {
    stream_.begin_tls(worker_->options.tls->connection());
    co_await stream_.handshake(ec);
    if (ec) co_return;
  }
  // What is answered is written before waiting for what is not; after that all of it goes at once.
  bool waited = false;
  RequestFraming::Step step = framing_.next();
  while (true) {
    while (step == RequestFraming::Step::ready && serve()) step = framing_.next();
    answers_.collect();
    const std::string& out = answers_.bytes();
    if (!out.empty() && (!answers_.are_promised() || answers_.go_on() || !waited)) {
      if (out.size() <= limits::answer_piece_bytes) {  // mostly; write() is a frame of its own
        enter(Phase::write);
        co_await stream_.write(out, ec);
        answers_.written();
        if (ec || closed_) co_return;
      } else if (!co_await write()) {
        co_return;
      }
      waited = false;
      continue;  // answers may have come meanwhile
    }
    if (answers_.go_on()) {
      if (!co_await stream()) co_return;
      continue;
    }
    if (answers_.are_promised() || is_awaited()) {
      enter(Phase::work);
      co_await answered_.async_wait(redirect_error(use_awaitable, ec));
      if (closed_) co_return;
      waited = true;
      continue;
    }
    if (!takes_requests()) break;
    if (step == RequestFraming::Step::ready) continue;  // what serve() waited for has happened
    if (step == RequestFraming::Step::bad) {
      reject(framing_.status());
      continue;
    }
    if (framing_.head_done() && !head_checked_) {
      check_head();
      if (!answers_.bytes().empty()) continue;
    }
    if (framing_.head_done() && framing_.body_bytes() > body_max_bytes_) {
      reject(413);
      continue;
    }
    if (worker_->stopping && framing_.is_empty()) co_return;
    if (worker_->stopping) break;

    enter(framing_.is_empty() ? Phase::idle : framing_.head_done() ? Phase::body : Phase::head);
    overdue_ = false;
    const std::size_t read = co_await stream_.read_some(framing_.room(), ec);
    if (ec && (!overdue_ || deadlines_.phase() == Phase::idle)) co_return;
    if (ec) {
      reject(408);
      continue;
    }
    framing_.filled(read);
    step = framing_.next();
  }
  co_await linger();
}

// Handles the request that is ready; false if earlier ones have to be answered or written first.
bool Connection::serve() {
  if (!takes_requests() || answers_.go_on() || is_awaited() || answers_.has_much()) return false;
  const bool is_valid = describe();
  const Match match = is_valid ? worker_->router.match(worker_->request) : Match{};
  if (answers_.are_promised() && match.route && match.route->kind != Kind::command) {
    return false;
  }

  enter(Phase::work);
  deadlines_.request_is_whole();
  head_checked_ = false;
  const Answers::Facts now = facts(!framing_.keep_alive() || worker_->stopping);
  const Request& request = worker_->request;
  Response& response = worker_->response;
  response.clear();
  Reply reply(response, request.correlation, worker_->router.error_shape(match, request.path),
              wake_, order_);
  if (is_valid) {
    handle(match, reply);
  } else {
    reply.refuse(Problem(400, "The request target is malformed"));
  }
  if (wait_for_position(response)) return false;
  body_share_.set(0);
  if (now.head.close) open_ = false;
  if (!reply.slot()) not_modified_if_known(request, response);
  if (!reply.slot() && !answers_.are_promised()) {
    answers_.add(now, response);
    return true;
  }
  std::shared_ptr<Slot> slot = reply.slot();
  if (!slot) {  // answered already, but it is not its turn
    slot = std::make_shared<Slot>();
    slot->response = std::move(response);
    slot->ready.store(true, std::memory_order_relaxed);
  }
  answers_.promise(now, std::move(slot));
  return true;
}

// Whether the request waits, to be handled again. It does so once.
bool Connection::wait_for_position(const Response& response) {
  const auto& wait = worker_->options.wait_for_position;
  if (std::exchange(awaited_, nullptr) || !response.awaits || !wait) return false;
  awaited_ = std::make_shared<Slot>();
  wait(*response.awaits, [slot = awaited_, wake = wake_] {
    slot->ready.store(true, std::memory_order_release);
    wake();
  });
  return true;
}

// Whether the request needs no handler: it is refused, or asks for a path's methods.
bool Connection::is_settled(const Match& match, Reply& reply) {
  const Router& router = worker_->router;
  const Request& request = worker_->request;
  is_proved_ = false;
  const auto& answers_instead = worker_->options.answers_instead;
  if (answers_instead && answers_instead(request, reply)) return true;
  if (router.answer_options(match, request, reply)) {
    worker_->shared->cors.answer_preflight(request, reply.response);
    return true;
  }
  if (router.refused(match, request, reply)) return true;
  is_proved_ = match.route->right.credential == Right::Credential::required;
  return false;
}

void Connection::handle(const Match& match, Reply& reply) {
  try {
    if (is_settled(match, reply)) return;
    match.route->handler(worker_->request, reply);
  } catch (...) {
    reply.refuse(problem_of_exception());
  }
}

// The head is here and the body is not: refuses what would be refused anyway, or asks for the body.
void Connection::check_head() {
  head_checked_ = true;
  const bool is_valid = describe();
  const Match match = is_valid ? worker_->router.match(worker_->request) : Match{};
  Response& response = worker_->response;
  response.clear();
  const Request& request = worker_->request;
  Reply reply(response, request.correlation, worker_->router.error_shape(match, request.path),
              wake_, order_);
  open_ = false;
  if (!is_valid) {
    reply.refuse(Problem(400, "The request target is malformed"));
  } else if (!is_settled(match, reply)) {
    body_max_bytes_ = largest_body(*match.route);
    const std::size_t announced = framing_.is_chunked() ? body_max_bytes_ : framing_.body_bytes();
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
    answers_.add(facts(true), response);
  } else if (framing_.expects_continue()) {
    answers_.add_continue();
  }
}

// Answers what cannot be read on, in the dialect of its path as far as that is known.
void Connection::reject(int status) {
  describe();
  open_ = false;
  Response& response = worker_->response;
  const Request& request = worker_->request;
  refuse(Problem(status, explain(status)), request.correlation,
         worker_->router.error_shape(request.path), response);
  answers_.add(facts(true), response);
}

void Connection::enter(Phase phase) {
  if (!deadlines_.enter(phase)) return;
  if (is_linked()) unlink();
  if (!is_proved_ && phase != Phase::work && !closed_) worker_->unproved.push_back(*this);
}

void Connection::close_if_overdue() {
  if (wake_missed_.exchange(false)) answered_.cancel();
  if (deadlines_.phase() == Phase::work) return tell_if_left();
  if (!deadlines_.are_over()) return;
  overdue_ = true;
  error_code ec;
  stream_.socket().cancel(ec);
}

// While requests are worked on nothing is read, and an end would not be noticed. Whoever only sends
// no more is answered all the same, though what has not begun by now is refused.
void Connection::tell_if_left() {
  pollfd polled{stream_.socket().native_handle(), POLLRDHUP, 0};
  if (answers_.are_promised() && ::poll(&polled, 1, 0) > 0) answers_.leave();
}

void Connection::stop() {
  if (deadlines_.phase() == Phase::work) return;
  error_code ec;
  if (deadlines_.phase() == Phase::write) {
    deadlines_.begin_anew();
  } else {
    stream_.socket().cancel(ec);
  }
}

void Connection::close() {
  closed_ = true;
  if (is_linked()) unlink();
  stream_.close();
  answered_.cancel();
}

// On the answering thread. One post is enough for all answers that arrive before it is run.
void Connection::wake() {
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
