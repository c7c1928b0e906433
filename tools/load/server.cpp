#include "tools/load/server.hpp"

#include <charconv>
#include <fstream>
#include <iterator>
#include <sstream>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <boost/json.hpp>

#include "tools/load/connection.hpp"

namespace rolecall::load {
namespace {

namespace json = boost::json;
using Endpoint = boost::asio::ip::tcp::endpoint;

constexpr time_t answer_timeout_s = 30;

Error not_understood() { return {Errc::corrupt, {}, "the server's answer is not understood"}; }

}  // namespace

Result<Endpoint> parse_loopback(std::string_view text) {
  const auto colon = text.rfind(':');
  const Error bad = invalid("server", "must be a loopback ADDRESS:PORT, e.g. 127.0.0.1:8080");
  if (colon == std::string_view::npos) return bad;
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  unsigned short port = 0;
  const auto [end, failed] =
      std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
  boost::system::error_code not_numeric;
  const auto address = boost::asio::ip::make_address(host, not_numeric);
  if (not_numeric || failed != std::errc{} || end != text.data() + text.size()) return bad;
  if (!address.is_loopback()) return bad;
  return Endpoint(address, port);
}

Result<std::string> get(const Endpoint& server, std::string_view target, std::string_view api_key) {
  const NextRequest nothing;
  Tally unused;
  Connection connection(0, nothing, unused);
  if (auto opened = connection.open(server); !opened) return opened.error();
  const timeval timeout{answer_timeout_s, 0};
  ::setsockopt(connection.socket(), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  const std::string request = make_request("GET", target, api_key);
  if (::write(connection.socket(), request.data(), request.size()) < 0) return not_understood();
  std::string in;
  std::vector<char> part(1 << 16);
  for (;;) {
    int status = 0;
    const auto length = answer_length(in, status);
    if (!length) return length.error();
    if (*length != 0) {
      if (status == 200) return in.substr(in.find("\r\n\r\n") + 4);
      return Error{Errc::unavailable, {}, "the server answers " + std::to_string(status)};
    }
    const ssize_t got = ::read(connection.socket(), part.data(), part.size());
    if (got <= 0) return Error{Errc::unavailable, {}, "the server does not answer"};
    in.append(part.data(), static_cast<std::size_t>(got));
  }
}

Result<std::uint32_t> count_users(const Endpoint& server, std::string_view api_key) {
  const auto body = get(server, "/v1/users/count", api_key);
  if (!body) return body.error();
  boost::system::error_code failed;
  const json::value answer = json::parse(*body, failed);
  const json::object* object = answer.if_object();
  const json::value* count = object == nullptr ? nullptr : object->if_contains("count");
  if (count == nullptr || !count->is_int64()) return not_understood();
  return static_cast<std::uint32_t>(count->get_int64());
}

Result<std::vector<KnownUser>> learn_users(const Endpoint& server, std::string_view api_key,
                                           std::size_t max) {
  std::vector<KnownUser> users;
  std::string cursor;
  do {
    const auto body = get(server, "/v1/users?role=viewer,analyst&limit=1000" + cursor, api_key);
    if (!body) return body.error();
    boost::system::error_code failed;
    const json::value answer = json::parse(*body, failed);
    const json::object* page = answer.if_object();
    const json::value* list = page == nullptr ? nullptr : page->if_contains("users");
    if (list == nullptr || !list->is_array()) return not_understood();
    for (const json::value& user : list->get_array()) {
      users.push_back({std::string(user.at("id").as_string()), user.at("role") == "analyst"});
    }
    const json::value* next = page->if_contains("next_cursor");
    cursor = next == nullptr || !next->is_string() ? std::string()
                                                   : "&cursor=" + std::string(next->get_string());
  } while (!cursor.empty() && users.size() < max);
  return users;
}

double cpu_seconds_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string line;
  std::getline(file, line);
  const auto name_end = line.rfind(')');  // the name may hold spaces
  if (name_end == std::string::npos) return 0;
  std::istringstream fields(line.substr(name_end + 1));
  const std::vector<std::string> rest{std::istream_iterator<std::string>(fields), {}};
  if (rest.size() < 13) return 0;
  // proc(5): utime and stime are fields 14 and 15; the first after the name is field 3.
  return (std::stod(rest[11]) + std::stod(rest[12])) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

}  // namespace rolecall::load
