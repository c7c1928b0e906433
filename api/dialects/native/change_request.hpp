// A request for a change, read part by part: what its path names, the revision it expects, the
// members of its body, the reason. The first thing that is wrong, in this order, is the answer.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "api/dialects/native/exchange.hpp"
#include "api/http/reply.hpp"
#include "api/json/body.hpp"
#include "api/service.hpp"
#include "engine/commands/command.hpp"

namespace rolecall::native {

// Fills the answer to a change when it is durable.
using Render = std::function<void(const Outcome&, Response&)>;

class ChangeRequest {
 public:
  explicit ChangeRequest(const Request& request);
  ChangeRequest(const ChangeRequest&) = delete;  // its members view its body
  ChangeRequest& operator=(const ChangeRequest&) = delete;

  // Those of the path; nil where it names none, which will be the answer.
  UserId user(std::string_view capture = "id");
  GroupId group();
  // The revision of If-Match; none: there is no such header, or it is `*`.
  Expected expected();
  Members& members() { return members_; }

  // Puts the caller's command to the writer, unless something of the request was wrong. Call last:
  // members of the body that nobody took are wrong too.
  void execute(Service& service, Reply& reply, Command command, Render render);

 private:
  template <class T>
  T take(const Parsed<T>& part);
  std::optional<Problem> problem();

  const Request& request_;
  std::optional<Problem> problem_;  // of path and headers
  Parsed<boost::json::object> body_;
  Members members_;
};

}  // namespace rolecall::native
