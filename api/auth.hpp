// Who is calling: whatever a dialect's requests carry becomes a Caller, or a refusal.
//
// The secret of an API key is hashed once per connection; whether the key is still good, and what
// its owner may do, is looked up for every request, so that a revocation counts at once.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "api/http/body.hpp"
#include "api/http/router.hpp"
#include "api/service.hpp"

namespace rolecall {

// Whom a request speaks for; nothing: it brings no credential at all.
using FindCaller = std::function<std::optional<Parsed<Caller>>(const Request& request)>;

// Admits requests whose caller holds the right.
Admit admission(FindCaller find);
// The same by `Authorization: Bearer <api key>`. `service` must outlive the router.
Admit bearer_admission(Service& service);
// Admits every request as the operator's, who holds the data folder and its master key and may do
// all. For requests that are made in this process, never for a server.
Admit operator_admission();

// What stands behind a scheme in the Authorization header. Nothing: there is no such header; empty:
// it has another scheme.
std::optional<std::string_view> authorization(const Request& request, std::string_view scheme);
// The caller by an API key, wherever the request has it.
Parsed<Caller> caller_by_api_key(Service& service, const Request& request,
                                 std::string_view api_key);

// Why that caller has not that right; nothing: has it.
std::optional<Problem> check_right(const Caller& caller, const Right& right);

// The caller of an admitted request, whose route needs a credential.
const Caller& caller_of(const Request& request);
// The same where it takes one; nothing: none was given.
std::optional<Caller> caller_if_given(const Request& request);

// Whose turn it is where requests wait: that of the caller, or of the address without one.
Uuid turn_of(const Request& request);

// Whether somebody on this machine has made the request for themselves: not a proxy on it for
// another client, nor a page of another site, whose name may have been turned to this machine. A
// proxy that tells nothing of its client cannot be told from a program here.
bool is_from_this_machine(const Request& request);

// Whether an empty directory opens to this request: it is the operator's, comes from this machine,
// or brings the one-time token that was printed at the start.
bool may_bootstrap(const Service& service, const Request& request,
                   const std::optional<std::string_view>& token);

// For secrets: takes as long wherever they differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace rolecall
