#include "api/auth.hpp"

#include <algorithm>
#include <any>
#include <array>

#include <sodium.h>

namespace rolecall {
namespace {

// What a connection remembers between requests.
struct Remembered {
  SecretText api_key;
  CredentialId key;
  std::optional<Caller> caller;  // of the request that was admitted last
};

Remembered& memory_of(const Request& request) {
  std::any& memory = *request.connection_memory;
  if (!memory.has_value()) memory.emplace<Remembered>();
  return *std::any_cast<Remembered>(&memory);
}

Problem unauthenticated(std::string detail) {
  return Problem(Error{Errc::unauthenticated, "", std::move(detail)});
}

// What proxies tell of their clients, by the beginning of the header's name.
bool is_forwarded(std::string_view name) {
  constexpr std::array<std::string_view, 9> beginnings{
      "forwarded",       "x-forwarded", "x-real-ip",           "via",
      "x-client-ip",     "x-original-", "x-cluster-client-ip", "true-client-ip",
      "cf-connecting-ip"};
  return std::any_of(beginnings.begin(), beginnings.end(), [&](std::string_view beginning) {
    return equal_without_case(name.substr(0, beginning.size()), beginning);
  });
}

bool is_loopback_name(std::string_view host) {
  const auto port = host.find(':', host.starts_with('[') ? host.find(']') : 0);
  host = host.substr(0, port);
  return equal_without_case(host, "localhost") || host == "[::1]" ||
         PeerAddress::from_ipv4(host).is_loopback();
}

}  // namespace

std::optional<Problem> check_right(const Caller& caller, const Right& right) {
  if (caller.capability < right.capability) {
    return Problem(Error{Errc::forbidden, "", "this API key may only read"});
  }
  if (caller.role < right.least_role) {
    return Problem(Error{
        Errc::forbidden, "",
        "this needs the role " + std::string(name_of(right.least_role)) + " or a higher one"});
  }
  return std::nullopt;
}

// In blocks as far as it goes: sodium_memcmp() looks at one byte at a time.
bool equal_in_constant_time(std::string_view a, std::string_view b) {
  constexpr std::size_t block_bytes = crypto_verify_32_BYTES;
  if (a.size() != b.size()) return false;
  int differs = 0;
  std::size_t done = 0;
  const auto* const bytes_a = reinterpret_cast<const unsigned char*>(a.data());
  const auto* const bytes_b = reinterpret_cast<const unsigned char*>(b.data());
  for (; a.size() - done >= block_bytes; done += block_bytes) {
    differs |= crypto_verify_32(bytes_a + done, bytes_b + done);
  }
  differs |= sodium_memcmp(bytes_a + done, bytes_b + done, a.size() - done);
  return differs == 0;
}

std::optional<std::string_view> authorization(const Request& request, std::string_view scheme) {
  const auto header = request.header("authorization");
  if (!header) return std::nullopt;
  const bool has_scheme = header->size() > scheme.size() && (*header)[scheme.size()] == ' ' &&
                          equal_without_case(header->substr(0, scheme.size()), scheme);
  return has_scheme ? header->substr(scheme.size() + 1) : std::string_view();
}

Parsed<Caller> caller_by_api_key(Service& service, const Request& request,
                                 std::string_view api_key) {
  Remembered& remembered = memory_of(request);
  const auto refused = [&service](const Error& error) {
    service.refused_credentials().count(RefusedCredentials::Kind::api_key);
    return Problem(error);
  };
  if (!equal_in_constant_time(remembered.api_key, api_key) || api_key.empty()) {
    const auto key = service.verify(api_key);
    if (!key) return refused(key.error());
    remembered.api_key = SecretText(api_key);
    remembered.key = *key;
  }
  const auto caller = service.caller_of(remembered.key);
  if (!caller) return refused(caller.error());
  return *caller;
}

Admit admission(FindCaller find) {
  return [find = std::move(find)](const Request& request,
                                  const Right& right) -> std::optional<Problem> {
    memory_of(request).caller.reset();
    if (right.credential == Right::Credential::none) return std::nullopt;
    const auto caller = find(request);
    if (!caller && right.credential == Right::Credential::optional) return std::nullopt;
    if (!caller) return unauthenticated("a credential is needed");
    if (!*caller) return caller->error();
    memory_of(request).caller = **caller;
    return check_right(**caller, right);
  };
}

Admit bearer_admission(Service& service) {
  return admission([&service](const Request& request) -> std::optional<Parsed<Caller>> {
    const auto key = authorization(request, "Bearer");
    if (!key) return std::nullopt;
    if (key->empty()) return unauthenticated("Authorization must be: Bearer <API key>");
    return caller_by_api_key(service, request, *key);
  });
}

Admit operator_admission() {
  return [](const Request& request, const Right&) -> std::optional<Problem> {
    memory_of(request).caller = Caller::of_operator();
    return std::nullopt;
  };
}

bool is_from_this_machine(const Request& request) {
  const std::string_view host = request.header("host").value_or("");
  if (request.is_proxied || !request.peer.is_loopback() || !is_loopback_name(host)) return false;
  return std::all_of(request.headers.begin(), request.headers.end(), [&](const NamedText& field) {
    if (equal_without_case(field.name, "origin")) {
      return equal_without_case(field.value, base_url(request));
    }
    if (equal_without_case(field.name, "sec-fetch-site")) {
      return field.value == "same-origin" || field.value == "none";
    }
    return !is_forwarded(field.name);
  });
}

bool may_bootstrap(const Service& service, const Request& request,
                   const std::optional<std::string_view>& token) {
  const auto caller = caller_if_given(request);
  if (caller && caller->is_operator()) return true;
  const std::string& expected = service.options.bootstrap_token;
  if (!token) return is_from_this_machine(request);
  return !expected.empty() && equal_in_constant_time(*token, expected);
}

std::optional<Caller> caller_if_given(const Request& request) { return memory_of(request).caller; }

// Whoever has one address of IPv6 has as many as he likes of its first half (RFC 4291, 2.5.4).
Uuid turn_of(const Request& request) {
  if (const auto caller = caller_if_given(request)) return caller->user;
  Uuid turn{request.peer.bytes};
  const bool is_ipv4 = turn.half(0) == 0;
  if (!is_ipv4) std::fill(turn.bytes.begin() + 8, turn.bytes.end(), std::uint8_t{0});
  return turn;
}

const Caller& caller_of(const Request& request) { return *memory_of(request).caller; }

}  // namespace rolecall
