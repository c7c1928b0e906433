// Whom the peers are filled with, and asked about: the users as rolecall has listed them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/result.hpp"

namespace rolecall::peers {

struct Subject {
  std::string id;  // rolecall's
  std::string username, email, display, first, last;
  std::string role, status;
  std::uint64_t revision = 0;  // how many events there have been of the user
};

// The user in rolecall's JSON; empty texts for what is null. `unavailable`: it is none.
Result<Subject> subject_of(std::string_view json);

// How often the fill changes the role of some, always back in the end, and with what reason.
inline constexpr std::uint64_t many_changes = 24;
inline constexpr std::string_view change_reason = "covers for a colleague until spring";
inline bool has_many_roles(const Subject& subject) { return subject.revision > many_changes; }
// What all are created with.
inline constexpr std::string_view creation_reason = "joins the research group in Lisbon";

// The files that `fill` leaves in its folder, for `compare` and to start and fill the peers with.
inline constexpr const char* users_file = "users.ndjson";             // a user a line, as created
inline constexpr const char* cursors_file = "cursors.txt";            // one a line
inline constexpr const char* record_bytes_file = "record_bytes.txt";  // of a creation in the log
inline constexpr const char* head_file = "answer_head.txt";           // up to Content-Length:
inline constexpr const char* answer_file = "answer.txt";              // a lookup's content
inline constexpr const char* redis_file = "users.resp";               // commands
inline constexpr const char* postgres_users_file = "users.tsv";       // as COPY reads them
inline constexpr const char* postgres_events_file = "events.tsv";
inline constexpr const char* slapd_file = "users.ldif";

// Behind each so many users there is a cursor.
inline constexpr std::size_t cursor_step = 250;

// What is known of the fill.
struct Filled {
  std::vector<Subject> subjects;
  std::vector<std::string> cursors;
  std::size_t record_bytes = 0;
};
Result<Filled> read_filled(const std::filesystem::path& folder);

}  // namespace rolecall::peers
