#include "api/http/trace_context.hpp"

#include <cstddef>

namespace rolecall {
namespace {

constexpr std::string_view example = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

bool has_form(std::string_view text) {
  for (std::size_t i = 0; i < example.size(); ++i) {
    const bool is_digit = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f');
    if (example[i] == '-' ? text[i] != '-' : !is_digit) return false;
  }
  return true;
}

bool is_zero(std::string_view digits) {
  return digits.find_first_not_of('0') == std::string_view::npos;
}

}  // namespace

std::string_view trace_id_of(std::string_view traceparent) {
  if (traceparent.size() < example.size() || !has_form(traceparent)) return {};
  const std::string_view version = traceparent.substr(0, 2);
  const std::string_view trace_id = traceparent.substr(3, 32);
  const std::string_view parent_id = traceparent.substr(36, 16);
  const std::string_view more = traceparent.substr(example.size());
  const bool ends_well = more.empty() || (version != "00" && more.front() == '-');
  if (version == "ff" || !ends_well || is_zero(trace_id) || is_zero(parent_id)) return {};
  return trace_id;
}

}  // namespace rolecall
