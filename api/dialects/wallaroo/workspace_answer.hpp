// Answers of Wallaroo's GraphQL: a workspace with what is asked of it.
#pragma once

#include <optional>
#include <string>

#include <boost/json/value.hpp>

#include "api/dialects/wallaroo/workspaces.hpp"
#include "api/graphql/request.hpp"
#include "api/http/problem.hpp"

namespace rolecall::wallaroo {

// The id in {"_eq": "..."}; nil is nobody's.
UserId user_in(const boost::json::value& condition);
// A bigint; nothing: it is none.
std::optional<std::int64_t> number_in(const boost::json::value& given);

// {"data": {"<key of the field>": ...}}
template <class Write>
void append_data(std::string& out, const graphql::Field& field, Write write) {
  JsonWriter json(out);
  json.begin_object();
  json.key("data");
  json.begin_object();
  json.key(field.response_key);
  write(json);
  json.end_object();
  json.end_object();
}

// A workspace with what is asked of it; who created it comes from elsewhere.
void append_asked(JsonWriter& json, const View& view, GroupNo group, const UserId& creator,
                  const std::vector<graphql::Field>& selection);

// The answer to a field of Query. Reads the log: not for an I/O thread.
std::optional<Problem> answer_asked(const Directory& directory, const View& view,
                                    const graphql::Field& field, Response& response);

}  // namespace rolecall::wallaroo
