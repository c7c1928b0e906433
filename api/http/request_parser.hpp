// Beast's parser, with those rules of RFC 9112 that Beast 1.81 does not enforce.
// Included by request_framing.hpp alone, which only the connection and its tests include: nobody
// else sees Beast.
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>

#include <boost/beast/http/basic_parser.hpp>
#include <boost/container/static_vector.hpp>

#include "api/http/request.hpp"
#include "engine/limits.hpp"

namespace rolecall {

// Parses one request, then is thrown away. The head's bytes stay where they are, relative to the
// base, until the request is done: names and values are kept as offsets. Extensions of chunks and
// trailers mean nothing here: they have to be well-formed and within their bounds, and are dropped.
class RequestParser final : public boost::beast::http::basic_parser<true> {
 public:
  RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  // Where the request's first byte lies now; set before each put().
  void set_base(const char* base, const char* end) { base_ = base, end_ = end; }

  // What is known so far.
  Method method() const { return method_; }
  std::string_view target() const { return text(target_); }
  std::string_view body() const { return body_; }
  void add_headers(std::vector<NamedText>& headers) const;
  bool is_http_1_0() const { return version_ == 10; }
  bool expects_continue() const { return expects_continue_; }

 private:
  using error_code = boost::beast::error_code;
  using view = boost::beast::string_view;
  using verb = boost::beast::http::verb;
  using field = boost::beast::http::field;

  struct Piece {
    std::uint32_t at = 0;  // from base
    std::uint32_t size = 0;
  };
  struct HeaderField {
    Piece name;
    Piece value;
  };

  Piece piece(view v) const;
  std::string_view text(Piece piece) const { return {base_ + piece.at, piece.size}; }
  bool is_folded(view name, view value) const;
  bool is_second(field name);
  void check_trailer(field name, view value, error_code& ec) const;

  void on_request_impl(verb method, view method_text, view target, int version,
                       error_code& ec) override;
  void on_response_impl(int, view, int, error_code&) override {}
  void on_field_impl(field name, view name_text, view value, error_code& ec) override;
  void on_header_impl(error_code& ec) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(view bytes, error_code& ec) override;
  void on_chunk_header_impl(std::uint64_t, view extensions, error_code& ec) override;
  std::size_t on_chunk_body_impl(std::uint64_t, view bytes, error_code& ec) override;
  void on_finish_impl(error_code&) override {}

  const char* base_ = nullptr;
  const char* end_ = nullptr;
  Method method_ = Method::other;
  int version_ = 0;
  Piece target_;
  boost::container::static_vector<HeaderField, limits::http_fields_max> fields_;
  std::bitset<4> seen_;  // of the fields that may come once only
  bool expects_continue_ = false;
  bool head_done_ = false;
  std::size_t extensions_bytes_ = 0;  // of all chunks
  const char* trailers_ = nullptr;    // where they begin; they are parsed at once
  std::string body_;
};

}  // namespace rolecall
