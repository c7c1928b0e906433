#include "api/http/metrics_text.hpp"

#include <charconv>

namespace rolecall {
namespace {

std::string text_of(double value) {
  char digits[400];  // the longest there is has 308 before the point, or 324 zeros behind it
  const auto fixed = std::chars_format::fixed;
  return {digits, std::to_chars(digits, digits + sizeof digits, value, fixed).ptr};
}

void append_escaped(std::string& out, std::string_view value) {
  for (const char c : value) {
    if (c == '\\' || c == '"') out.push_back('\\');
    out.push_back(c);
  }
}

}  // namespace

void MetricsText::family(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  out_.append("# HELP ").append(name).append(" ").append(help);
  out_.append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
}

void MetricsText::name_and_labels(std::string_view suffix, const std::vector<Label>& labels,
                                  std::string_view last_name, std::string_view last_value) {
  out_.append(name_).append(suffix);
  char separator = '{';
  const auto add = [&](std::string_view name, std::string_view value) {
    out_.push_back(separator);
    separator = ',';
    out_.append(name).append("=\"");
    append_escaped(out_, value);
    out_.push_back('"');
  };
  for (const auto& [name, value] : labels) add(name, value);
  if (!last_name.empty()) add(last_name, last_value);
  if (separator == ',') out_.push_back('}');
  out_.push_back(' ');
}

void MetricsText::sample(const std::vector<Label>& labels, std::uint64_t value) {
  name_and_labels("", labels);
  out_.append(std::to_string(value)).push_back('\n');
}

void MetricsText::sample(const std::vector<Label>& labels, double value) {
  name_and_labels("", labels);
  out_.append(text_of(value)).push_back('\n');
}

void MetricsText::histogram(const std::vector<Label>& labels, const Histogram& histogram) {
  std::uint64_t up_to = 0;
  for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
    up_to += histogram.counts[i];
    const bool is_last = i == histogram.bounds.size();
    name_and_labels("_bucket", labels, "le", is_last ? "+Inf" : text_of(histogram.bounds[i]));
    out_.append(std::to_string(up_to)).push_back('\n');
  }
  name_and_labels("_sum", labels);
  out_.append(text_of(histogram.sum)).push_back('\n');
  name_and_labels("_count", labels);
  out_.append(std::to_string(histogram.total)).push_back('\n');
}

}  // namespace rolecall
