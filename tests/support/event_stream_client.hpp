// A client of /v1/events/stream.
#pragma once

#include <optional>
#include <string>

#include "tests/support/http_client.hpp"

namespace rolecall::test {

class EventStreamClient {
 public:
  // `last_event_id` empty: none.
  EventStreamClient(unsigned short port, std::string api_key, const std::string& query = {},
                    const std::string& last_event_id = {})
      : client_(port, std::move(api_key)) {
    const std::string field =
        last_event_id.empty() ? "" : "Last-Event-ID: " + last_event_id + "\r\n";
    client_.send("GET", "/v1/events/stream" + query, "", field);
    head = client_.receive();
  }

  // An event, or without data how far the stream has come.
  struct Block {
    std::string id, data;
  };
  // Nothing: the stream has ended, or said nothing for 30 s.
  std::optional<Block> next() {
    while (true) {
      const auto text = client_.receive_until("\n\n");
      if (!text) return std::nullopt;
      Block block;
      for (std::size_t start = 0; start < text->size();) {
        const auto end = std::min(text->find('\n', start), text->size());
        const std::string line = text->substr(start, end - start);
        if (line.starts_with("id: ")) block.id = line.substr(4);
        if (line.starts_with("data: ")) block.data = line.substr(6);
        start = end + 1;
      }
      if (!block.id.empty()) return block;
    }
  }
  // The next with data.
  std::optional<Block> next_event() {
    auto block = next();
    while (block && block->data.empty()) block = next();
    return block;
  }

  HttpAnswer head;

 private:
  HttpClient client_;
};

}  // namespace rolecall::test
