#include "api/graphql/error.hpp"

#include <stdexcept>

namespace rolecall::graphql {

void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throw std::logic_error("GraphQL, line " + std::to_string(error.at.line) + ", column " +
                         std::to_string(error.at.column) + ": " + error.message);
}

void write_error(JsonWriter& json, const Error& error) {
  json.begin_object();
  json.member("message", error.message);
  if (error.at.line > 0) {
    json.key("locations");
    json.begin_array();
    json.begin_object();
    json.member("line", error.at.line);
    json.member("column", error.at.column);
    json.end_object();
    json.end_array();
  }
  if (!error.path.empty()) {
    json.key("path");
    json.begin_array();
    for (const std::string& key : error.path) json.value(key);
    json.end_array();
  }
  json.end_object();
}

std::string in_quotes(std::string_view name) {
  std::string text = "\"";
  text.append(name).push_back('"');
  return text;
}

}  // namespace rolecall::graphql
