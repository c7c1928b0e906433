#include "tools/calls/answers.hpp"

#include <cstdio>

#include <boost/json/parse.hpp>

#include "api/json/json_text.hpp"
#include "engine/limits.hpp"
#include "tools/exit_code.hpp"
#include "tools/output.hpp"
#include "tools/table.hpp"

namespace rolecall {

Result<boost::json::value> json_of(const CallAnswer& answer) {
  if (answer.body.empty()) return boost::json::value(nullptr);
  boost::json::parse_options options;
  options.max_depth = limits::answer_json_depth_max;
  boost::json::error_code failed;
  auto value = boost::json::parse(answer.body, failed, {}, options);
  if (failed) return Error{Errc::unavailable, "", "the answer is not one of rolecall"};
  return value;
}

Result<boost::json::value> get_json(Backend& backend, std::vector<std::string> path,
                                    CallParameters parameters) {
  const auto answer = backend.call({.path = std::move(path), .parameters = std::move(parameters)});
  if (!answer) return answer.error();
  return json_of(*answer);
}

Result<void> visit_rows(Backend& backend, const std::vector<std::string>& path,
                        std::string_view list, CallParameters parameters, const VisitRow& visit) {
  parameters.emplace_back("limit", std::to_string(limits::page_max_rows));
  for (;;) {
    const auto answer = backend.call({.path = path, .parameters = parameters});
    if (!answer) return answer.error();
    const auto page = json_of(*answer);
    if (!page) return page.error();
    const auto& members = page->as_object();
    const auto* const rows = members.find({list.data(), list.size()});
    const auto texts =
        element_texts(member_text(answer->body, static_cast<std::size_t>(rows - members.begin())));
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (!visit(rows->value().as_array()[i], texts[i])) return {};
    }
    const std::string next = text_at(*page, "/next_cursor");
    if (next == "-") return {};
    std::erase_if(parameters, [](const auto& one) { return one.first == "cursor"; });
    parameters.emplace_back("cursor", next);
  }
}

int print_answer(const Result<CallAnswer>& answer, const Common& common, const Format& format) {
  if (!answer) return fail(answer.error());
  if (common.json) return answer->body.empty() ? exit_ok : print(answer->body + "\n");
  const auto value = json_of(*answer);
  if (!value) return fail(value.error());
  if (!write_out(format(*value))) return exit_failure;
  const std::string next = text_at(*value, "/next_cursor");
  if (next != "-") std::fprintf(stderr, "There is more: --cursor %s\n", next.c_str());
  return exit_ok;
}

int run_read(Backend& backend, const ReadOptions& options, std::vector<std::string> path,
             const Format& format) {
  const Call call{.path = std::move(path), .parameters = options.parameters};
  return print_answer(backend.call(call), options.common, format);
}

int run_read(const ReadOptions& options, std::vector<std::string> path, const Format& format) {
  const auto backend = open_backend(options.common, LmdbMode::read_only);
  if (!backend) return fail(backend.error());
  return run_read(**backend, options, std::move(path), format);
}

}  // namespace rolecall
