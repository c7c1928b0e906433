#include "bench/peers/fill_files.hpp"

#include <array>
#include <fstream>

#include "bench/peers/resp.hpp"

namespace rolecall::peers {
namespace {

std::string lines_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text.append(line).append("\n");
  return text;
}

std::string redis_commands(const Filled& filled, const std::vector<std::string>& users) {
  std::string text;
  for (std::size_t i = 0; i < users.size(); ++i) {
    append_command(text,
                   std::array<std::string_view, 3>{"SET", filled.subjects[i].username, users[i]});
  }
  return text;
}

// A line for COPY; there is nothing to escape, and what is empty is null.
std::string row(std::initializer_list<std::string_view> values) {
  std::string text;
  for (const std::string_view value : values) {
    text.append(text.empty() ? "" : "\t").append(value.empty() ? "\\N" : value);
  }
  return text + "\n";
}

// Users have the numbers of their lines.
std::string postgres_users(const Filled& filled) {
  std::string text;
  std::size_t id = 0;
  for (const Subject& one : filled.subjects) {
    text += row({std::to_string(++id), one.username, one.email, one.display, one.first, one.last,
                 one.role, one.status});
  }
  return text;
}

std::string details_of(const Subject& one) {
  std::string text = "[";
  for (const std::string* value :
       {&one.username, &one.email, &one.display, &one.first, &one.last, &one.role}) {
    text.append(text.size() == 1 ? "\"" : ", \"").append(*value).append("\"");
  }
  return text + "]";
}

// In the order in which rolecall has got them: creations, changes of role, deactivations.
std::string postgres_events(const Filled& filled) {
  std::string text;
  const auto add = [&](std::size_t user, std::string_view type, std::string_view reason,
                       std::string_view details) {
    text += row({std::to_string(user + 1), type, "1", "native", reason, details});
  };
  const std::vector<Subject>& subjects = filled.subjects;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    add(i, "UserCreated", creation_reason, details_of(subjects[i]));
  }
  for (std::uint64_t change = 0; change < many_changes; ++change) {
    for (std::size_t i = 0; i < subjects.size(); ++i) {
      if (!has_many_roles(subjects[i])) continue;
      add(i, "RoleAssigned", change_reason,
          change % 2 == 0 ? R"(["viewer", "analyst"])" : R"(["analyst", "viewer"])");
    }
  }
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    if (subjects[i].status != "active") add(i, "UserDeactivated", "has left", "[]");
  }
  return text;
}

std::string ldif(const Filled& filled) {
  std::string text =
      "dn: dc=example\nobjectClass: dcObject\nobjectClass: organization\no: example\ndc: "
      "example\n\n"
      "dn: ou=people,dc=example\nobjectClass: organizationalUnit\nou: people\n\n";
  for (const Subject& one : filled.subjects) {
    text += "dn: uid=" + one.username + ",ou=people,dc=example\nobjectClass: inetOrgPerson\n";
    const auto line = [&](std::string_view name, const std::string& value) {
      if (!value.empty()) text.append(name).append(": ").append(value).append("\n");
    };
    line("uid", one.username);
    line("cn", one.display.empty() ? one.username : one.display);
    line("sn", one.last.empty() ? one.username : one.last);
    line("givenName", one.first);
    line("mail", one.email);
    line("employeeType", one.role);
    line("description", one.status);
    text += "\n";
  }
  return text;
}

}  // namespace

Result<void> write_files(const std::filesystem::path& folder, const Filled& filled,
                         const std::vector<std::string>& users, const std::string& answer) {
  constexpr std::string_view length_field = "Content-Length: ";
  const std::size_t head_bytes = answer.find(length_field) + length_field.size();
  const std::pair<const char*, std::string> files[] = {
      {users_file, lines_of(users)},
      {cursors_file, lines_of(filled.cursors)},
      {record_bytes_file, std::to_string(filled.record_bytes) + "\n"},
      {head_file, answer.substr(0, head_bytes)},
      {answer_file, answer.substr(answer.find("\r\n\r\n") + 4)},
      {redis_file, redis_commands(filled, users)},
      {postgres_users_file, postgres_users(filled)},
      {postgres_events_file, postgres_events(filled)},
      {slapd_file, ldif(filled)}};
  for (const auto& [name, text] : files) {
    std::ofstream file(folder / name, std::ios::binary);
    if (!(file << text).flush()) {
      return Error{Errc::unavailable, {}, (folder / name).string() + ": cannot be written"};
    }
  }
  return {};
}

}  // namespace rolecall::peers
