#include "tools/calls/call.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

namespace rolecall {
namespace {

std::string encoded(std::string_view text) {
  return boost::urls::encode(text, boost::urls::unreserved_chars);
}

}  // namespace

std::string target_of(const Call& call) {
  std::string target;
  for (const std::string& segment : call.path) target += "/" + encoded(segment);
  char before = '?';
  for (const auto& [name, value] : call.parameters) {
    target += before + encoded(name) + "=" + encoded(value);
    before = '&';
  }
  return target;
}

}  // namespace rolecall
