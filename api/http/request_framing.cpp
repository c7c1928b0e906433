#include "api/http/request_framing.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <string_view>

#include "engine/limits.hpp"

namespace rolecall {
namespace {

using boost::beast::http::error;

constexpr std::size_t start_size_bytes = 4096;
constexpr std::size_t most_size_bytes = 65536;  // above a head and a chunked body's end
constexpr std::size_t idle_size_bytes = 8192;   // more is given back when nothing is left to parse
// The last chunk's line and the trailers, which are parsed when all of them are here; more than any
// other chunk's line has.
constexpr std::size_t chunked_end_max_bytes =
    limits::http_chunk_extensions_max_bytes + limits::http_trailers_max_bytes + 64;

static_assert(most_size_bytes / 2 > limits::http_head_max_bytes + chunked_end_max_bytes);

int status_of(const boost::beast::error_code& ec) {
  if (ec == error::body_limit) return 413;
  if (ec == error::header_limit) return 431;
  return 400;
}

}  // namespace

RequestFraming::RequestFraming() : buffer_(start_size_bytes) {}

std::span<char> RequestFraming::room() {
  if (begin_ == end_) {
    begin_ = parsed_ = end_ = 0;
    if (buffer_.size() > idle_size_bytes) std::vector<char>(start_size_bytes).swap(buffer_);
  }
  if (head_done() && parsed_ > head_end_ && !parser_->is_done()) {
    // The parser has copied these bytes of the body: a large one needs no large buffer.
    std::memmove(&buffer_[head_end_], buffer_.data() + parsed_, end_ - parsed_);
    end_ -= parsed_ - head_end_;
    parsed_ = head_end_;
  }
  const auto is_tight = [this] { return buffer_.size() - end_ < buffer_.size() / 4; };
  if (is_tight() && begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    for (std::size_t* at : {&head_end_, &parsed_, &end_}) *at -= std::min(*at, begin_);
    begin_ = 0;
  }
  if (is_tight()) buffer_.resize(std::min(buffer_.size() * 2, most_size_bytes));
  return std::span(buffer_).subspan(end_);
}

void RequestFraming::filled(std::size_t bytes) {
  assert(bytes <= buffer_.size() - end_);
  end_ += bytes;
}

RequestFraming::Step RequestFraming::next() {
  if (status_ != 0) return Step::bad;
  if (parser_ && parser_->is_done()) drop_request();
  if (!parser_) {
    if (begin_ == end_) return Step::more;
    parser_.emplace();
  }
  while (!parser_->is_done()) {
    if (end_ - parsed_ < least_to_parse()) return need_more();
    const char* const data = buffer_.data();
    const bool head_was_done = parser_->is_header_done();
    parser_->set_base(data + begin_, data + end_);
    boost::beast::error_code ec;
    parsed_ += parser_->put(boost::asio::const_buffer(data + parsed_, end_ - parsed_), ec);
    if (!head_was_done && parser_->is_header_done()) {
      head_end_ = parsed_;
      parser_->eager(true);
      if (head_end_ - begin_ > limits::http_head_max_bytes) return bad(431);
    }
    if (ec == error::need_more) return need_more();
    if (ec) return bad(status_of(ec));
  }
  return Step::ready;
}

// A chunked body ends with five bytes, so at least as many are to come; Beast asserts that.
std::size_t RequestFraming::least_to_parse() const {
  return head_done() && parser_->chunked() ? 5 : 1;
}

RequestFraming::Step RequestFraming::need_more() {
  // Beast bounds the start line and the fields each for itself, and a chunked body's lines not at
  // all.
  if (!parser_->is_header_done()) {
    return end_ - begin_ > limits::http_head_max_bytes ? bad(431) : Step::more;
  }
  const std::string_view rest(buffer_.data() + parsed_, end_ - parsed_);
  if (rest.size() <= chunked_end_max_bytes) return Step::more;
  const bool has_line = rest.find("\r\n", 1) != rest.npos;  // 1: the chunk before may end with one
  return bad(has_line ? 431 : 400);
}

RequestFraming::Step RequestFraming::bad(int status) {
  status_ = status;
  return Step::bad;
}

void RequestFraming::drop_request() {
  begin_ = parsed_;
  parser_.reset();
}

void RequestFraming::describe(Request& request, std::string_view& target) {
  request.headers.clear();
  request.method = Method::other;
  request.body = target = {};
  if (!parser_) return;
  parser_->set_base(buffer_.data() + begin_, buffer_.data() + end_);  // room() may have moved it
  request.method = parser_->method();
  target = parser_->target();
  parser_->add_headers(request.headers);
  request.body = parser_->body();
}

bool RequestFraming::head_done() const { return parser_ && parser_->is_header_done(); }

std::uint64_t RequestFraming::body_bytes() const {
  if (!head_done()) return 0;
  const auto announced = parser_->content_length();
  return announced ? *announced : parser_->body().size();
}

bool RequestFraming::is_chunked() const { return head_done() && parser_->chunked(); }

bool RequestFraming::expects_continue() const { return head_done() && parser_->expects_continue(); }

bool RequestFraming::keep_alive() const { return head_done() && parser_->keep_alive(); }

bool RequestFraming::is_http_1_0() const { return parser_ && parser_->is_http_1_0(); }

}  // namespace rolecall
