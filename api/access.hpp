// What of the directory one caller may read beyond the present that everybody sees. The one place
// for it: routes and GraphQL fields declare a Right, and what depends on whom or when a request
// asks about is asked here.
//
// Each answers why not; nothing: may.
#pragma once

#include <optional>

#include "api/http/problem.hpp"
#include "api/http/request.hpp"
#include "api/service.hpp"
#include "projections/model/view.hpp"
#include "projections/users/user_filter.hpp"

namespace rolecall {

class Access {
 public:
  Access() = default;  // of nobody
  explicit Access(const Caller& caller) : caller_(caller) {}
  // Of whoever has made the request.
  static Access of(const Request& request);
  // Of whoever holds the data folder and its master key.
  static Access of_operator() { return Access(Caller::of_operator()); }

  // The directory as of then: whoever may not read the history of others sees the present, and
  // what was it within the last hour, so that pages hold together.
  std::optional<Problem> as_of(const View& view) const;
  // Users of these statuses: those who are removed or erased are of the past.
  std::optional<Problem> users_of(StatusSet statuses) const;
  // One's own is for everyone.
  std::optional<Problem> history_of(const UserId& user) const;
  std::optional<Problem> api_keys_of(const std::optional<UserId>& owner) const;  // nothing: all
  // Where a dialect shows people themselves only.
  std::optional<Problem> profile_of(const std::optional<UserId>& user) const;

 private:
  bool administers() const { return caller_ && caller_->role >= Role::admin; }
  bool is(const std::optional<UserId>& user) const {
    return caller_ && user && caller_->user == *user;
  }

  std::optional<Caller> caller_;
};

}  // namespace rolecall
