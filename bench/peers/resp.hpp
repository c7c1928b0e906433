// Redis' protocol, RESP 2: as much of it as a load needs.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "engine/result.hpp"

namespace rolecall::peers {

// A command with its arguments: an array of bulk strings.
void append_command(std::string& out, std::span<const std::string_view> words);

// load::AnswerLength. A refusal, which is an error of Redis' at the outer level, has status 500.
Result<std::size_t> resp_answer_length(std::string_view bytes, int& status);

}  // namespace rolecall::peers
