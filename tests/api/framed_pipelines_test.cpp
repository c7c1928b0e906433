#include <cstdio>
#include <random>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "tests/api/support/framing_feed.hpp"

namespace rolecall::test {
namespace {

// Random pipelines: their bytes, and what must come out.
struct Pipeline {
  std::string bytes;
  Requests requests;
};

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}

  std::size_t below(std::size_t n) { return engine_() % n; }

  Pipeline pipeline() {
    Pipeline pipeline;
    for (std::size_t i = below(12) + 1; i > 0; --i) add_request(pipeline);
    return pipeline;
  }

 private:
  std::string text(std::size_t size) {
    std::string text(size, 'a');
    for (char& c : text) c = static_cast<char>('a' + below(26));
    return text;
  }

  void add_request(Pipeline& pipeline) {
    const std::string target = "/" + text(below(40));
    const std::string body = text(below(8) == 0 ? below(9000) : below(60));
    const bool with_body = below(2) == 0;
    std::string& bytes = pipeline.bytes;
    bytes += (with_body ? "POST " : "GET ") + target + " HTTP/1.1\r\nHost: a\r\n";
    for (std::size_t i = below(4); i > 0; --i) {
      bytes += "X-" + text(5) + ": " + text(below(200)) + "\r\n";
    }
    if (!with_body) {
      bytes += "\r\n";
    } else if (below(2) == 0) {
      bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    } else {
      bytes += "Transfer-Encoding: chunked\r\n\r\n";
      add_chunks(bytes, body);
    }
    pipeline.requests.push_back(with_body ? "POST " + target + " " + body : "GET " + target + " ");
  }

  void add_chunks(std::string& bytes, std::string_view body) {
    while (!body.empty()) {
      const std::string_view chunk = body.substr(0, below(body.size()) + 1);
      char size[32];
      std::snprintf(size, sizeof size, "%zx", chunk.size());
      bytes.append(size).append(extension()).append("\r\n").append(chunk).append("\r\n");
      body.remove_prefix(chunk.size());
    }
    bytes += "0" + extension() + "\r\n";
    for (std::size_t i = below(8) == 0 ? below(4) : 0; i > 0; --i) {
      bytes += "X-" + text(5) + ": " + text(below(200)) + "\r\n";
    }
    bytes += "\r\n";
  }

  std::string extension() {
    switch (below(16)) {
      case 0:
        return ";" + text(below(20) + 1);
      case 1:
        return " ;" + text(3) + "=\"" + text(below(20)) + "; \"";
      default:
        return "";
    }
  }

  std::mt19937 engine_;
};

TEST(WirePipelines, ReadsRandomPipelinesHoweverTheyAreCut) {
  Random random(1);
  for (int round = 0; round < 20000; ++round) {
    const Pipeline pipeline = random.pipeline();
    RequestFraming wire;
    Seen seen;
    std::string_view rest = pipeline.bytes;
    for (std::size_t cuts = random.below(7); cuts > 0; --cuts) {
      const std::size_t size = random.below(rest.size() + 1);
      feed(wire, rest.substr(0, size), seen);
      rest.remove_prefix(size);
    }
    feed(wire, rest, seen);
    ASSERT_EQ(seen.status, 0) << "round " << round;
    ASSERT_EQ(seen.requests, pipeline.requests) << "round " << round;
  }
}

TEST(WirePipelines, SurvivesFlippedBits) {
  Random random(2);
  std::size_t refused = 0;
  for (int round = 0; round < 4000; ++round) {
    Pipeline pipeline = random.pipeline();
    for (std::size_t flips = random.below(4) + 1; flips > 0; --flips) {
      char& byte = pipeline.bytes[random.below(pipeline.bytes.size())];
      byte = static_cast<char>(byte ^ (1 << random.below(8)));
    }
    const Seen seen = see(pipeline.bytes, random.below(3000) + 1);
    if (seen.status != 0) ++refused;
    ASSERT_TRUE(seen.status == 0 || seen.status == 400 || seen.status == 413 || seen.status == 431);
  }
  EXPECT_GT(refused, 400u);
}

}  // namespace
}  // namespace rolecall::test
