#include "api/http/request_framing.hpp"

#include <cstring>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "engine/limits.hpp"
#include "tests/api/support/framing_feed.hpp"

namespace rolecall::test {
namespace {

using Step = RequestFraming::Step;

// What comes out must not depend on how the bytes were cut.
void expect(std::string_view bytes, const Requests& requests, int status = 0) {
  for (const std::size_t piece_bytes : {1u, 7u, 1000000u}) {
    const Seen seen = see(bytes, piece_bytes);
    EXPECT_EQ(seen.status, status) << "in pieces of " << piece_bytes;
    EXPECT_EQ(seen.requests, requests) << "in pieces of " << piece_bytes;
  }
}

void expect_refused(std::string_view bytes, int status = 400) { expect(bytes, {}, status); }

std::string with_field(std::string_view field, std::string_view rest = "") {
  return "POST / HTTP/1.1\r\nHost: a\r\n" + std::string(field) + "\r\n\r\n" + std::string(rest);
}

std::string chunked(std::string_view body) {
  return with_field("Transfer-Encoding: chunked", body);
}

constexpr std::string_view plain_get = "GET /g HTTP/1.1\r\nHost: a\r\n\r\n";

// One request in one piece, for what describe() and the rest tell of it.
void put(RequestFraming& wire, std::string_view bytes) {
  ASSERT_LE(bytes.size(), wire.room().size());
  std::memcpy(wire.room().data(), bytes.data(), bytes.size());
  wire.filled(bytes.size());
}

TEST(RequestFraming, ReadsARequestWithoutABody) {
  expect("GET /a?b=c HTTP/1.1\r\nHost: a\r\n\r\n", {"GET /a?b=c "});
}

TEST(RequestFraming, ReadsABodyByLength) {
  expect(with_field("Content-Length: 5", "hello") + std::string(plain_get),
         {"POST / hello", "GET /g "});
}

TEST(RequestFraming, ReadsAChunkedBody) {
  expect(
      with_field("Transfer-Encoding:   Chunked  ", "5\r\nhello\r\nA\r\n, world...\r\n0\r\n\r\n") +
          std::string(plain_get),
      {"POST / hello, world...", "GET /g "});
}

TEST(RequestFraming, ReadsABodyThatAGetOrADeleteBrings) {
  expect("DELETE /u HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}", {"DELETE /u {}"});
  expect("GET /u HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}", {"GET /u {}"});
}

TEST(RequestFraming, ReadsAMebibyteInASmallBuffer) {
  const std::string body(limits::http_body_max_bytes, 'x');
  const std::string bytes = with_field("Content-Length: " + std::to_string(body.size()), body);
  RequestFraming wire;
  Seen seen;
  std::size_t largest_room = 0;
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::string_view piece = rest.substr(0, wire.room().size());
    largest_room = std::max(largest_room, piece.size());
    feed(wire, piece, seen);
    rest.remove_prefix(piece.size());
  }
  EXPECT_EQ(seen.requests, Requests{"POST / " + body});
  EXPECT_LE(largest_room, 8192u);
}

TEST(RequestFraming, KeepsHeadersInOrderAndFindsThemWithoutCase) {
  RequestFraming wire;
  put(wire, "GET / HTTP/1.1\r\nHost: a\r\nX-One: 1\r\nx-two:\r\nX-One: 3\r\n\r\n");
  ASSERT_EQ(wire.next(), Step::ready);
  Request request;
  std::string_view target;
  wire.describe(request, target);
  ASSERT_EQ(request.headers.size(), 4u);
  EXPECT_EQ(request.header("x-ONE"), "1");
  EXPECT_EQ(request.header("X-Two"), "");
  EXPECT_EQ(request.header("X-Three"), std::nullopt);
  EXPECT_EQ(request.headers[3].value, "3");
}

TEST(RequestFraming, TellsWhetherTheConnectionStaysOpen) {
  const auto stays = [](std::string_view bytes) {
    RequestFraming wire;
    put(wire, bytes);
    EXPECT_EQ(wire.next(), Step::ready);
    return wire.keep_alive();
  };
  EXPECT_TRUE(stays("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_FALSE(stays("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n"));
  EXPECT_FALSE(stays("GET / HTTP/1.0\r\n\r\n"));
  EXPECT_TRUE(stays("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
}

TEST(RequestFraming, TellsThatTheClientWaitsBeforeItsBody) {
  RequestFraming wire;
  put(wire, with_field("Expect: 100-Continue\r\nContent-Length: 3"));
  EXPECT_EQ(wire.next(), Step::more);
  EXPECT_TRUE(wire.head_done());
  EXPECT_TRUE(wire.expects_continue());
}

TEST(RequestFraming, GivesABigBufferBackWhenNothingIsLeft) {
  RequestFraming wire;
  Seen seen;
  feed(wire, with_field("X: " + std::string(15000, 'x')), seen);
  EXPECT_EQ(seen.requests.size(), 1u);
  EXPECT_LE(wire.room().size(), 4096u);
}

TEST(RequestFraming, RefusesEveryTransferEncodingButChunked) {
  for (const char* value :
       {"", ",", "gzip", "identity", "chunk", "chunkedd", "xchunked", "\"chunked\"", "chunked;q=1",
        "chunked, identity", "chunked, gzip", "gzip, chunked", "chunked, chunked", "chunked,",
        ",chunked", "identity, chunked", "\vchunked"}) {
    SCOPED_TRACE(value);
    expect_refused(with_field("Transfer-Encoding: " + std::string(value),
                              "0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: a\r\n\r\n"));
  }
}

TEST(RequestFraming, RefusesTransferEncodingTwice) {
  expect_refused(
      with_field("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n"));
  expect_refused(with_field("Transfer-Encoding: chunked\r\nTransfer-Encoding: x", "0\r\n\r\n"));
}

TEST(RequestFraming, RefusesTransferEncodingInHttp10) {
  expect_refused("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
}

TEST(RequestFraming, RefusesALengthTogetherWithTransferEncoding) {
  expect_refused(with_field("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n"));
  expect_refused(with_field("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n"));
}

TEST(RequestFraming, RefusesALengthThatIsNoPlainNumber) {
  for (const char* value : {"", "+5", "-1", "5 5", "0x5", "5.0", "five", "99999999999999999999"}) {
    SCOPED_TRACE(value);
    expect_refused(with_field("Content-Length: " + std::string(value), "hello"));
  }
}

TEST(RequestFraming, RefusesALengthThatComesTwiceOrAsAList) {
  expect_refused(with_field("Content-Length: 5\r\nContent-Length: 5", "hello"));
  expect_refused(with_field("Content-Length: 5\r\nContent-Length: 6", "hello"));
  expect_refused(with_field("Content-Length: 5, 5", "hello"));
  expect_refused(with_field("Content-Length: 5,", "hello"));
}

TEST(RequestFraming, RefusesALengthAboveTheLimitWith413) {
  expect_refused(with_field("Content-Length: 1048577"), 413);
}

TEST(RequestFraming, RefusesChunksAboveTheLimitWith413) {
  expect_refused(chunked("100001\r\n"), 413);
  expect_refused(chunked("5\r\nhello\r\nffffffffffffffff\r\n"), 413);
}

TEST(RequestFraming, RefusesARequestWithoutHostUnlessHttp10) {
  expect_refused("GET / HTTP/1.1\r\nAccept: a\r\n\r\n");
  expect("GET / HTTP/1.0\r\n\r\n", {"GET / "});
}

TEST(RequestFraming, RefusesTwoHosts) {
  expect_refused("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n");
  expect_refused("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n");
}

TEST(RequestFraming, RefusesAHostThatIsNone) {
  for (const char* host : {"a b", "a/b", "a@b", "a, b", "a?b", "a\\b", "a\"", "\xc3\xa4", "[::1",
                           "[]", "[::g]", "[::1]x", "a:port", "a:80:90", "::1"}) {
    SCOPED_TRACE(host);
    expect_refused("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n");
  }
  for (const char* host : {"", "a", "a:", "a:80", "[::1]", "[::1]:80", "a-b.example", "%61"}) {
    SCOPED_TRACE(host);
    expect("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n", {"GET / "});
  }
}

TEST(RequestFraming, RefusesAuthorizationOrContentTypeTwice) {
  expect_refused(with_field("Authorization: Bearer a\r\nAuthorization: Bearer b"));
  expect_refused(with_field("Content-Type: text/plain\r\nContent-Type: application/json"));
}

TEST(RequestFraming, RefusesFoldedLines) {
  expect_refused("GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n");
  expect_refused("GET / HTTP/1.1\r\nHost: a\r\nX:\r\n\tc\r\n\r\n");
  expect_refused("GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n \r\n\r\n");
  expect_refused("GET / HTTP/1.1\r\nHost: a\r\nX:\r\n \r\n\r\n");
}

TEST(RequestFraming, RefusesABareLineFeed) {
  expect_refused("GET / HTTP/1.1\nHost: a\n\n\r\n\r\n");
  expect_refused("GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n");
}

TEST(RequestFraming, RefusesABareCarriageReturn) {
  expect_refused("GET / HTTP/1.1\r\nHost: a\r\nX: b\rc\r\n\r\n");
  expect_refused("GET / HTTP/1.1\rHost: a\r\n\r\n");
}

TEST(RequestFraming, RefusesNulBytes) {
  using namespace std::string_view_literals;
  expect_refused("GET / HTTP/1.1\r\nHost: a\r\nX: b\0c\r\n\r\n"sv);
  expect_refused("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"sv);
}

TEST(RequestFraming, RefusesASpaceBeforeTheColonOrTheName) {
  expect_refused("GET / HTTP/1.1\r\nHost : a\r\n\r\n");
  expect_refused("GET / HTTP/1.1\r\n Host: a\r\n\r\n");
}

TEST(RequestFraming, RefusesALeadingEmptyLine) {
  expect_refused("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
}

TEST(RequestFraming, RefusesOtherVersions) {
  for (const char* version :
       {"HTTP/0.9", "HTTP/1.2", "HTTP/2.0", "http/1.1", "HTTP/1.1 ", "HTTP/11"}) {
    SCOPED_TRACE(version);
    expect_refused("GET / " + std::string(version) + "\r\nHost: a\r\n\r\n");
  }
}

TEST(RequestFraming, PassesOverChunkExtensions) {
  for (const char* extension : {";a", ";a=b", " ; a = b ;c", ";a=\"b; \\\" \xc3\xa4\"", "\t;\ta"}) {
    SCOPED_TRACE(extension);
    const std::string chunks =
        "5" + std::string(extension) + "\r\nhello\r\n0" + std::string(extension) + "\r\n\r\n";
    expect(chunked(chunks) + std::string(plain_get), {"POST / hello", "GET /g "});
  }
}

TEST(RequestFraming, RefusesMalformedChunkExtensions) {
  using namespace std::string_view_literals;
  for (const std::string_view line :
       {"5 "sv, "5;"sv, "5;=b"sv, "5;a="sv, "5;a b"sv, "5;a=b "sv, "5,a"sv, "5;a=\"\n\""sv,
        "5;a\nb"sv, "5;a\n"sv, "5\n;a"sv, "5;a=\"\0\""sv, "5;a=\"\x7f\""sv, "5;a\rb"sv,
        "5;a=\"\r\n\""sv, "5;a=\"\\\r\n\""sv, "5;a=\"b\"c"sv}) {
    SCOPED_TRACE(line);
    const std::string hidden = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";
    expect_refused(chunked(std::string(line) + "\r\nhello\r\n0\r\n\r\n" + hidden));
    std::string last(line);
    last[0] = '0';
    expect_refused(chunked(last + "\r\n\r\n" + hidden));
  }
}

TEST(RequestFraming, RefusesMoreChunkExtensionsThanTheLimit) {
  const auto of_bytes = [](std::size_t bytes) { return ";" + std::string(bytes - 1, 'x'); };
  constexpr std::size_t most = limits::http_chunk_extensions_max_bytes;
  const std::string half = "1" + of_bytes(most / 2) + "\r\na\r\n";
  expect(chunked(half + half + "0\r\n\r\n"), {"POST / aa"});
  expect_refused(chunked(half + half + "0;x\r\n\r\n"));
  expect_refused(chunked("5" + of_bytes(most + 1) + "\r\nhello\r\n0\r\n\r\n"));
  expect_refused(chunked("5" + of_bytes(2 * most + 100)));
}

TEST(RequestFraming, RefusesBadChunks) {
  for (const char* body :
       {"5\nhello\r\n0\r\n\r\n", "0x5\r\nhello\r\n0\r\n\r\n", "\r\nhello",
        "5\r\nhelloX\r\n0\r\n\r\n", "-5\r\nhello\r\n", "5\r\nhello\n0\r\n\r\n",
        "10000000000000005\r\nhello\r\n0\r\n\r\n", "00000000000000005\r\nhello\r\n0\r\n\r\n",
        "5\r\nhello\r\n00000000000000000\r\n\r\n"}) {
    SCOPED_TRACE(body);
    expect_refused(chunked(body));
  }
}

TEST(RequestFraming, DropsTrailers) {
  const std::string bytes = chunked(
      "5\r\nhello\r\n0\r\nX: y\r\nHost: b\r\nAuthorization:  z \r\nExpect: 100-continue\r\n\r\n");
  expect(bytes + std::string(plain_get), {"POST / hello", "GET /g "});
  RequestFraming wire;
  put(wire, bytes);
  ASSERT_EQ(wire.next(), Step::ready);
  Request request;
  std::string_view target;
  wire.describe(request, target);
  EXPECT_EQ(request.headers.size(), 2u);
  EXPECT_EQ(request.header("Host"), "a");
  EXPECT_FALSE(wire.expects_continue());
  EXPECT_TRUE(wire.keep_alive());
}

TEST(RequestFraming, RefusesTrailersThatSayHowTheConnectionGoesOn) {
  for (const char* field :
       {"Content-Length: 5", "Content-Length: 0", "Transfer-Encoding: chunked",
        "Transfer-Encoding: gzip", "Connection: close", "Proxy-Connection: keep-alive"}) {
    SCOPED_TRACE(field);
    expect_refused(chunked("0\r\nX: y\r\n" + std::string(field) + "\r\n\r\nhello"));
  }
}

TEST(RequestFraming, RefusesMalformedTrailers) {
  for (const char* trailers :
       {"X : y\r\n\r\n", " X: y\r\n\r\n", "X: y\n\r\n\r\n", "X: y\nZ: y\r\n\r\n",
        "X: y\r\n z\r\n\r\n", "X:\r\n\ty\r\n\r\n", "X: y\r\n \r\n\r\n", "X\r\n\r\n", ": y\r\n\r\n",
        "X: y\rz\r\n\r\n", "X: y\x01\r\n\r\n"}) {
    SCOPED_TRACE(trailers);
    expect_refused(chunked("0\r\n" + std::string(trailers)));
    expect_refused(chunked("5;a\r\nhello\r\n0;a\r\n" + std::string(trailers)));
  }
}

TEST(RequestFraming, RefusesTrailersAboveTheLimitWith431) {
  const std::string most(limits::http_trailers_max_bytes - 3, 'y');
  expect(chunked("0\r\nX: " + most + "\r\n\r\n"), {"POST / "});
  expect_refused(chunked("0\r\nX: " + most + "y\r\n\r\n"), 431);
  expect_refused(chunked("0\r\nX: " + most + "\r\nY:\r\n\r\n"), 431);
  expect_refused(chunked("0\r\nX: y" + std::string(most.size(), ' ') + "\r\n\r\n"), 431);
  expect_refused(chunked("1\r\na\r\n0\r\nX: " + most + most + most), 431);
}

TEST(RequestFraming, RefusesAHeadAboveTheLimitWith431) {
  const std::string half(limits::http_head_max_bytes - 100, 'a');
  expect_refused("GET /" + half + half, 431);
  expect_refused("GET / HTTP/1.1\r\nHost: a\r\nX: " + half + "\r\nY: " + half, 431);
  expect_refused("GET /" + half + " HTTP/1.1\r\nHost: a\r\nX: " + half + "\r\n\r\n", 431);
}

TEST(RequestFraming, RefusesMoreFieldsThanTheLimitWith431) {
  std::string head = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (std::size_t i = 1; i < limits::http_fields_max; ++i) head += "X: y\r\n";
  expect(head + "\r\n", {"GET / "});
  expect_refused(head + "X: y\r\n\r\n", 431);
}

TEST(RequestFraming, RefusesEverythingAfterARefusal) {
  expect(std::string(plain_get) + "BAD\r\n\r\n" + std::string(plain_get), {"GET /g "}, 400);
}

}  // namespace
}  // namespace rolecall::test
