#include "bench/peers/subject.hpp"

#include <fstream>

#include <boost/json/parse.hpp>

namespace rolecall::peers {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& user, std::string_view name) {
  const json::value* const value = user.if_contains(name);
  return value == nullptr || !value->is_string() ? std::string() : std::string(value->get_string());
}

}  // namespace

Result<Subject> subject_of(std::string_view text) {
  json::error_code failed;
  const json::value value = json::parse(text, failed);
  const json::object* const user = value.if_object();
  const json::value* const revision = user == nullptr ? nullptr : user->if_contains("revision");
  if (failed || revision == nullptr || !revision->is_int64()) {
    return Error{Errc::unavailable, {}, "not a user of rolecall's: " + std::string(text)};
  }
  Subject subject;
  subject.id = text_of(*user, "id");
  subject.username = text_of(*user, "username");
  subject.email = text_of(*user, "email");
  subject.display = text_of(*user, "display_name");
  subject.first = text_of(*user, "first_name");
  subject.last = text_of(*user, "last_name");
  subject.role = text_of(*user, "role");
  subject.status = text_of(*user, "status");
  subject.revision = static_cast<std::uint64_t>(revision->get_int64());
  return subject;
}

Result<Filled> read_filled(const std::filesystem::path& folder) {
  Filled filled;
  std::ifstream users(folder / users_file);
  for (std::string line; std::getline(users, line);) {
    auto subject = subject_of(line);
    if (!subject) return subject.error();
    filled.subjects.push_back(*std::move(subject));
  }
  std::ifstream cursors(folder / cursors_file);
  for (std::string line; std::getline(cursors, line);) filled.cursors.push_back(line);
  std::ifstream(folder / record_bytes_file) >> filled.record_bytes;
  if (filled.subjects.empty() || filled.record_bytes == 0) {
    return Error{Errc::unavailable, {}, folder.string() + ": nothing has been filled from here"};
  }
  return filled;
}

}  // namespace rolecall::peers
