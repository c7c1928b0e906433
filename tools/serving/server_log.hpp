// The server's own log, on stderr: a line for each thing that its operator should know of. What is
// for the operator alone at the start, such as secrets, is no line of it.
#pragma once

#include <string>

namespace rolecall {

struct ServerLogOptions {
  std::string format = "text";  // or json: {"time", "level", "message"}
  std::string level = "info";   // the least that is said; or warning, error
};

// All that is said by spdlog goes there, from then on.
void begin_server_log(const ServerLogOptions& options);

}  // namespace rolecall
