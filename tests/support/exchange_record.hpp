// What was asked of a server and what it answered, written down for tests/openapi to judge.
#pragma once

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <string_view>
#include <unistd.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace rolecall::test {

struct HttpQuestion {
  std::string method;
  std::string target;
  std::string head;
  std::string body;
};

// Of a head whose every line ends with CRLF; names in lower case.
inline boost::json::object headers_of(std::string_view head) {
  boost::json::object headers;
  for (auto end = head.find("\r\n"); end + 2 < head.size();) {
    head.remove_prefix(end + 2);
    end = head.find("\r\n");
    const auto colon = head.find(": ");
    std::string name(head.substr(0, colon));
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    headers[name] = head.substr(colon + 2, end - colon - 2);
  }
  return headers;
}

// Credentials are not written down.
inline boost::json::object headers_of_question(std::string_view head) {
  boost::json::object headers = headers_of(head);
  for (const char* name : {"authorization", "x-api-key", "x-api-secret", "x-internal-api-key"}) {
    headers.erase(name);
  }
  return headers;
}

// Adds a line to a file of this process in the folder that ROLECALL_EXCHANGES names, if it does.
inline void record_exchange(const HttpQuestion& question, int status, std::string_view head,
                            std::string_view body) {
  static const char* const folder = std::getenv("ROLECALL_EXCHANGES");
  if (folder == nullptr) return;
  boost::json::object exchange;
  exchange["method"] = question.method;
  exchange["target"] = question.target;
  exchange["request_headers"] = headers_of_question(question.head);
  exchange["request_body"] = question.body;
  exchange["status"] = status;
  exchange["headers"] = headers_of(head);
  exchange["body"] = body;
  const std::string line = boost::json::serialize(exchange) + '\n';
  std::filesystem::create_directories(folder);
  const auto path = std::filesystem::path(folder) / (std::to_string(::getpid()) + ".ndjson");
  // One write to a file that is appended to: threads do not mix their lines.
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (::write(file, line.data(), line.size()) < 0) std::perror(path.c_str());
  ::close(file);
}

}  // namespace rolecall::test
