#include "api/dialects/posit_connect/page.hpp"

namespace rolecall::posit_connect {
namespace {

constexpr std::size_t page_number_most = 1'000'000'000;
constexpr std::size_t page_size_most = 500;

}  // namespace

Page page_of(Parameters& parameters, std::size_t default_size) {
  return {parameters.integer_unless_empty("page_number", 1, page_number_most, 1),
          parameters.integer_unless_empty("page_size", 1, page_size_most, default_size)};
}

void answer_page(Response& response, const Page& page, std::size_t total,
                 const std::function<void(JsonWriter&)>& append) {
  JsonWriter json(response.body);
  json.begin_object();
  json.key("results");
  json.begin_array();
  append(json);
  json.end_array();
  json.member("current_page", page.number);
  json.member("total", total);
  json.end_object();
}

}  // namespace rolecall::posit_connect
