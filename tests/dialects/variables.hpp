// What exchanges call by name: ids, keys and whole answers that only a running server knows.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace rolecall::test {

class Variables {
 public:
  void set(const std::string& name, boost::json::value value);
  void set_text(const std::string& name, const std::string& text) {
    set(name, boost::json::string(text));
  }

  // `name` or, within an object, `name.member`. Null: it has no value yet.
  const boost::json::value* find(std::string_view name) const;

  // The text with every {name} replaced by its value, and {x*1000} by a thousand x. Throws
  // std::runtime_error for what has no value.
  std::string fill(std::string_view text) const;

 private:
  std::map<std::string, boost::json::value, std::less<>> values_;
};

// A string as it is, all else as JSON.
std::string text_of(const boost::json::value& value);

}  // namespace rolecall::test
