#include "api/auth.hpp"

#include <any>

#include <sodium.h>

namespace rolecall {
namespace {

// What a connection remembers between requests.
struct Remembered {
  std::string authorization;
  CredentialId key;
  Caller caller;
};

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

Problem unauthenticated(std::string detail) {
  return Problem(Error{Errc::unauthenticated, "", std::move(detail)});
}

Result<CredentialId> verify_bearer(const Service& service, std::string_view authorization) {
  constexpr std::string_view scheme = "bearer ";
  if (authorization.size() <= scheme.size() ||
      !equal_without_case(authorization.substr(0, scheme.size()), scheme)) {
    return Error{Errc::unauthenticated, "", "Authorization must be: Bearer <API key>"};
  }
  return service.verify(authorization.substr(scheme.size()));
}

std::optional<Problem> check_right(const Caller& caller, const Right& right) {
  if (caller.capability < right.capability) {
    return Problem(Error{Errc::forbidden, "", "this API key may only read"});
  }
  if (caller.role < right.least_role) {
    return Problem(
        Error{Errc::forbidden, "",
              "this needs the role " + std::string(word(right.least_role)) + " or a higher one"});
  }
  return std::nullopt;
}

}  // namespace

Admit bearer_admission(Service& service) {
  return [&service](const Request& request, const Right& right) -> std::optional<Problem> {
    if (right.door == Right::Door::open) return std::nullopt;
    const auto authorization = request.header("authorization");
    if (!authorization && right.door == Right::Door::takes_credential) return std::nullopt;
    if (!authorization) return unauthenticated("an API key is needed: Authorization: Bearer <key>");
    auto* remembered = std::any_cast<Remembered>(request.connection_memory);
    if (remembered == nullptr ||
        !equal_in_constant_time(remembered->authorization, *authorization)) {
      const auto key = verify_bearer(service, *authorization);
      if (!key) return Problem(key.error());
      request.connection_memory->emplace<Remembered>(
          Remembered{std::string(*authorization), *key, {}});
      remembered = std::any_cast<Remembered>(request.connection_memory);
    }
    const auto caller = service.caller_of(remembered->key);
    if (!caller) return Problem(caller.error());
    remembered->caller = *caller;
    return check_right(*caller, right);
  };
}

Admit operator_admission() {
  return [](const Request& request, const Right&) -> std::optional<Problem> {
    request.connection_memory->emplace<Remembered>(
        Remembered{{}, {}, {{}, {}, Capability::manage, top_role}});
    return std::nullopt;
  };
}

std::optional<Caller> caller_if_given(const Request& request) {
  if (!request.header("authorization")) return std::nullopt;
  return caller_of(request);
}

const Caller& caller_of(const Request& request) {
  return std::any_cast<Remembered>(request.connection_memory)->caller;
}

}  // namespace rolecall
