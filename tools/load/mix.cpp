#include "tools/load/mix.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <optional>
#include <utility>

namespace rolecall::load {
namespace {

constexpr std::uint32_t weight_max = 1'000'000;

constexpr std::array<std::string_view, request_kind_count> names{
    "lookup",  "id",      "batch", "find", "count", "page",
    "holders", "history", "as-of", "role", "create"};

std::string all_names() {
  std::string text;
  for (const std::string_view name : names) text.append(text.empty() ? "" : ", ").append(name);
  return text;
}

std::optional<std::uint32_t> parse_weight(std::string_view text) {
  std::uint32_t weight = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, weight);
  if (parsed.ec != std::errc{} || parsed.ptr != end || weight > weight_max) return std::nullopt;
  return weight;
}

}  // namespace

std::string_view name_of(RequestKind kind) { return names[static_cast<std::size_t>(kind)]; }

Result<Mix> parse_mix(std::string_view text) {
  Mix mix{};
  std::array<bool, request_kind_count> is_given{};
  for (std::size_t at = 0; at <= text.size();) {
    const std::string_view part = text.substr(at, text.find(',', at) - at);
    at += part.size() + 1;
    const std::string_view name = part.substr(0, part.find('='));
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) {
      return invalid("", "there is no request '" + std::string(name) + "'; there are " +
                             all_names() + ", each with a weight, e.g. lookup=90,find=10");
    }
    const auto kind = static_cast<std::size_t>(found - names.begin());
    const auto weight = parse_weight(part.substr(std::min(name.size() + 1, part.size())));
    if (!weight) {
      return invalid("", std::string(name) + " needs a weight from 0 to 1000000, e.g. " +
                             std::string(name) + "=1");
    }
    if (std::exchange(is_given[kind], true)) {
      return invalid("", std::string(name) + " is given twice");
    }
    mix[kind] = *weight;
  }
  if (std::accumulate(mix.begin(), mix.end(), std::uint64_t{0}) == 0) {
    return invalid("", "a weight of more than 0 is needed");
  }
  return mix;
}

bool is_all(const Mix& mix, RequestKind kind) {
  for (std::size_t i = 0; i < mix.size(); ++i) {
    if ((mix[i] != 0) != (i == static_cast<std::size_t>(kind))) return false;
  }
  return true;
}

}  // namespace rolecall::load
