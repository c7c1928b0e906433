#include "tools/load/requests.hpp"

#include "tools/load/population.hpp"

namespace rolecall::load {

std::string_view name_of(RequestKind kind) {
  switch (kind) {
    case RequestKind::by_username:
      return "by_username";
    case RequestKind::by_id:
      return "by_id";
    case RequestKind::prefix:
      return "prefix";
    case RequestKind::count:
      return "count";
    case RequestKind::holders:
      return "holders";
    case RequestKind::put_role:
      return "put_role";
    case RequestKind::create:
      return "create";
  }
  return {};
}

std::string make_request(std::string_view method, std::string_view target, std::string_view api_key,
                         std::string_view body) {
  std::string request;
  request.reserve(256 + body.size());
  request.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n");
  request.append("Authorization: Bearer ").append(api_key).append("\r\n");
  if (!body.empty()) {
    request.append("Content-Type: application/json\r\nContent-Length: ");
    request.append(std::to_string(body.size())).append("\r\n");
  }
  return request.append("\r\n").append(body);
}

std::string Requests::username_of_someone() { return person(random_() % users_).username; }

std::string Requests::target_of_read(RequestKind kind) {
  switch (kind) {
    case RequestKind::by_username:
      return "/v1/users/by-username/" + username_of_someone() + "?";
    case RequestKind::by_id:
      return "/v1/users/" + known_[random_() % known_.size()].id + "?";
    case RequestKind::prefix:
      return "/v1/users?limit=20&q=" + username_of_someone().substr(0, 3) + "&";
    case RequestKind::holders:
      return "/v1/roles/admin/holders?limit=20&";
    default:
      return "/v1/users/count?role=analyst&status=active&";
  }
}

RequestKind Requests::append_read(std::string& out) {
  const auto kind = static_cast<RequestKind>(kinds_(random_));
  std::string target = target_of_read(kind);
  if (as_of_[1] != 0) {
    std::uniform_int_distribution position(as_of_[0], as_of_[1]);
    target += "as_of=" + std::to_string(position(random_));
  } else {
    target.pop_back();
  }
  append(out, "GET", target);
  return kind;
}

RequestKind Requests::append_role(std::string& out) {
  KnownUser& user = known_[next_known_++ % known_.size()];
  user.is_analyst = !user.is_analyst;
  append(out, "PUT", "/v1/users/" + user.id + "/role",
         user.is_analyst ? R"({"role":"analyst"})" : R"({"role":"viewer"})");
  return RequestKind::put_role;
}

// Nothing in the population needs to be escaped in JSON.
RequestKind Requests::append_create(std::string& out, std::uint64_t number) const {
  const Person one = person(number);
  std::string body;
  const auto member = [&](std::string_view name, std::string_view value) {
    body.append(body.empty() ? "{\"" : ",\"").append(name).append("\":\"");
    body.append(value).append("\"");
  };
  member("username", one.username);
  member("email", one.email);
  member("display_name", one.display);
  member("first_name", one.first);
  member("last_name", one.last);
  member("role", name_of(one.role));
  append(out, "POST", "/v1/users", body + "}");
  return RequestKind::create;
}

}  // namespace rolecall::load
