// PostgreSQL's wire protocol, version 3: as much of it as a load needs. Values are texts.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "engine/result.hpp"

namespace rolecall::peers {

// The first message on a connection. Its answer, without a password, ends as all do.
void append_startup(std::string& out, std::string_view user, std::string_view database);
// A statement that is prepared on the connection under a name.
void append_parse(std::string& out, std::string_view name, std::string_view statement);
// Runs a prepared one to its end; a whole request, with its Sync.
void append_execute(std::string& out, std::string_view name,
                    std::span<const std::string_view> values);
// What is sent before it is answered as one, and ends in ReadyForQuery.
void append_sync(std::string& out);

// load::AnswerLength: up to ReadyForQuery. Status 500 where an error is among it.
Result<std::size_t> postgres_answer_length(std::string_view bytes, int& status);

// How many rows there are in a whole answer.
std::size_t postgres_rows(std::string_view answer);

}  // namespace rolecall::peers
