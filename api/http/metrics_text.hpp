// Prometheus' text format, version 0.0.4.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rolecall {

class MetricsText {
 public:
  using Label = std::pair<std::string_view, std::string>;
  struct Histogram {
    std::vector<double> bounds;
    std::vector<std::uint64_t> counts;  // of each bucket alone, and of one behind the last bound
    double sum = 0;
    std::uint64_t total = 0;
  };

  explicit MetricsText(std::string& out) : out_(out) {}

  // Begins a metric; its samples follow.
  void family(std::string_view name, std::string_view type, std::string_view help);
  void sample(const std::vector<Label>& labels, std::uint64_t value);
  void sample(const std::vector<Label>& labels, double value);
  void histogram(const std::vector<Label>& labels, const Histogram& histogram);
  // A family of one sample.
  template <class Value>
  void single(std::string_view name, std::string_view type, std::string_view help, Value value) {
    family(name, type, help);
    sample({}, value);
  }

 private:
  void name_and_labels(std::string_view suffix, const std::vector<Label>& labels,
                       std::string_view last_name = {}, std::string_view last_value = {});

  std::string& out_;
  std::string name_;
};

}  // namespace rolecall
