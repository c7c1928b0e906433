// A client of one server, over HTTP or HTTPS: one connection that is kept, and made anew where it
// has lain idle.
//
// Threads: one; each request waits, for a minute at most.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/result.hpp"
#include "tools/load/server_address.hpp"

namespace rolecall {

class HttpsClient {
 public:
  struct Answer {
    int status = 0;
    std::string body;
    std::string position;  // of Rolecall-Position; empty: it is not said
  };
  using Fields = std::vector<std::pair<std::string_view, std::string_view>>;

  // `ca_file`: of the authorities whose certificates are trusted, PEM; empty: those of the system.
  // `invalid_argument` (field "--ca"): there are none in it.
  static Result<std::unique_ptr<HttpsClient>> make(const load::ServerAddress& server,
                                                   const std::string& ca_file);
  ~HttpsClient();

  // `unavailable`: there is no answer, and why. Whether the request was worked on is then unknown,
  // so it is never sent again.
  Result<Answer> request(std::string_view method, const std::string& target, const Fields& fields,
                         const std::string& body);

 private:
  class Connection;
  struct Trust;
  HttpsClient(const load::ServerAddress& server, std::unique_ptr<Trust> trust);

  const load::ServerAddress server_;
  const std::unique_ptr<Trust> trust_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace rolecall
