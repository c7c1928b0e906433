#include "tests/dialects/variables.hpp"

#include <regex>
#include <stdexcept>

#include <boost/json/serialize.hpp>

namespace rolecall::test {

std::string text_of(const boost::json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : boost::json::serialize(value);
}

void Variables::set(const std::string& name, boost::json::value value) {
  values_.insert_or_assign(name, std::move(value));
}

const boost::json::value* Variables::find(std::string_view name) const {
  auto dot = name.find('.');
  const auto named = values_.find(name.substr(0, dot));
  if (named == values_.end()) return nullptr;
  const boost::json::value* value = &named->second;
  while (value && dot != std::string_view::npos) {
    name.remove_prefix(dot + 1);
    dot = name.find('.');
    const auto* const object = value->if_object();
    value = object ? object->if_contains(name.substr(0, dot)) : nullptr;
  }
  return value;
}

std::string Variables::fill(std::string_view text) const {
  static const std::regex placeholder(R"(\{([a-z][\w.]*|(.)\*(\d+))\})");
  std::string filled;
  const char* rest = text.data();
  const std::cregex_iterator end;
  for (std::cregex_iterator it(text.data(), text.data() + text.size(), placeholder); it != end;
       ++it) {
    filled.append(rest, (*it)[0].first);
    rest = (*it)[0].second;
    if ((*it)[2].matched) {
      filled.append(std::stoul((*it)[3].str()), *(*it)[2].first);
      continue;
    }
    const auto* const value = find((*it)[1].str());
    if (!value) throw std::runtime_error((*it)[0].str() + " has no value yet");
    filled += text_of(*value);
  }
  filled.append(rest, text.data() + text.size());
  return filled;
}

}  // namespace rolecall::test
