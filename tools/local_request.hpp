// Asking the routes of the native dialect in this process, so that the command line and HTTP never
// differ.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "api/service.hpp"
#include "tools/verbs.hpp"

namespace rolecall {

// GET of a path, given by its segments; the body of the answer. What the route refuses is the
// error.
Result<std::string> ask(Service& service, const std::vector<std::string>& path,
                        const std::vector<std::pair<std::string, std::string>>& parameters);

// A verb that only asks: opens the folder to read, asks, and prints the body (--json) or what
// `format` makes of it. Answers the exit code.
using Format = std::function<std::string(const boost::json::value& body)>;
int run_local_request(const ReadOptions& options, const std::vector<std::string>& path,
                      const Format& format);

// The same where the folder is open already.
int answer_locally(Service& service, const ReadOptions& options,
                   const std::vector<std::string>& path, const Format& format);

// The same of /v1/users/{id}/<what>, where the subject is a user's name or id (subject.hpp).
using FormatAbout = std::string (*)(const boost::json::value& body, const ReadModel& model);
int run_local_request_about_user(const ReadOptions& options, const std::string& what,
                                 FormatAbout format);

}  // namespace rolecall
