// The bytes of one connection, turned into requests. Knows no socket.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "api/http/request.hpp"
#include "api/http/request_parser.hpp"

namespace rolecall {

// Use:    read into room(), say how much was filled(), then next() until it asks for more.
// Order:  requests come out in the order of their bytes.
// Bounds: limits.hpp; nothing beyond them is kept. Framing is strict by RFC 9112.
// Errors: after `bad` nothing more can be read from the connection.
class RequestFraming {
 public:
  enum class Step { ready, more, bad };

  RequestFraming();

  // Free space behind the bytes not yet used up; never empty. Moves those bytes.
  std::span<char> room();
  void filled(std::size_t bytes);

  // Leaves the request that was ready, and looks for the next one.
  Step next();

  // Method, target's bytes, headers and body of the request at hand: whole after `ready`, as far as
  // it is known after `more` and `bad`. Views are valid until next() or room().
  void describe(Request& request, std::string_view& target);

  int status() const { return status_; }  // after `bad`: the status to answer
  bool is_empty() const { return begin_ == end_; }
  bool head_done() const;  // of the request at hand
  // What is known of its body's size: as it was announced, else what has come.
  std::uint64_t body_bytes() const;
  bool is_chunked() const;
  bool expects_continue() const;  // it asked for 100 (Continue) before its body
  bool keep_alive() const;        // after `ready`: the connection stays open
  bool is_http_1_0() const;

 private:
  Step bad(int status);
  std::size_t least_to_parse() const;
  Step need_more();
  void drop_request();

  std::vector<char> buffer_;
  std::size_t begin_ = 0;     // of the request at hand
  std::size_t head_end_ = 0;  // behind its head, once that is done
  std::size_t parsed_ = 0;    // what the parser has used up
  std::size_t end_ = 0;       // of the bytes read
  int status_ = 0;
  // Holds a parser while a request, or a part of one, is at hand.
  std::optional<RequestParser> parser_;
};

}  // namespace rolecall
