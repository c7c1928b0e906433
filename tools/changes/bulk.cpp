#include "tools/changes/bulk.hpp"

#include <algorithm>

#include "api/json/writer.hpp"
#include "engine/limits.hpp"

namespace rolecall {
namespace {

// Of a body, with room for a line more.
constexpr std::size_t batch_max_bytes = limits::http_body_max_bytes / 2;

void append_line(std::string& lines, const Call& call) {
  JsonWriter json(lines);
  json.begin_object();
  json.member("method", name_of(call.method));
  json.member("path", std::string_view(target_of(call)));
  if (!call.body.empty()) {
    json.key("body");
    json.raw(call.body);
  }
  if (call.if_revision) {
    json.member("if_match", std::string_view('"' + std::to_string(*call.if_revision) + '"'));
  }
  json.end_object();
  lines += '\n';
}

// Counts the lines of all batches, not of this one.
std::string numbered(std::string_view text, std::size_t line) {
  return "{\"line\":" + std::to_string(line) + std::string(text.substr(text.find(',')));
}

Result<void> append_results(std::vector<BulkResult>& results, const CallAnswer& answer,
                            std::size_t expected) {
  for (std::string_view rest = answer.body; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    auto value = json_of({std::string(line)});
    if (!value) return value.error();
    results.push_back({numbered(line, results.size() + 1), *std::move(value)});
  }
  if (results.size() == expected) return {};
  return Error{Errc::unavailable, "", "the answer lacks results"};
}

}  // namespace

Result<std::vector<BulkResult>> send_in_bulk(Backend& backend,
                                             const std::vector<NamedCall>& changes, bool dry_run,
                                             const RequestId& correlation) {
  std::vector<BulkResult> results;
  for (std::size_t next = 0; next < changes.size();) {
    Call call{.method = Method::post,
              .path = {"v1", "bulk"},
              .content_type = "application/x-ndjson",
              .correlation = correlation};
    if (dry_run) call.parameters.emplace_back("dry_run", "true");
    const std::size_t end = std::min(changes.size(), next + limits::bulk_max_lines);
    while (next < end && call.body.size() < batch_max_bytes) {
      append_line(call.body, changes[next++].call);
    }
    const auto answer = backend.call(call);
    if (!answer) return answer.error();
    if (const auto read = append_results(results, *answer, next); !read) return read.error();
  }
  return results;
}

}  // namespace rolecall
