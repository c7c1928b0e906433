#include "tools/local_request.hpp"

#include <any>
#include <cstdio>
#include <future>

#include "api/auth.hpp"
#include "api/dialects/native/routes.hpp"
#include "api/http/body.hpp"
#include "engine/types/uuid_v7.hpp"
#include "tools/exit_code.hpp"
#include "tools/named_subject.hpp"
#include "tools/opened_directory.hpp"
#include "tools/output.hpp"
#include "tools/table.hpp"

namespace rolecall {
namespace {

Errc errc_of(std::string_view code) {
  for (const Errc errc : {Errc::unauthenticated, Errc::forbidden, Errc::not_found,
                          Errc::already_exists, Errc::conflict, Errc::precondition_failed,
                          Errc::unavailable, Errc::storage_full, Errc::corrupt}) {
    if (name_of(errc) == code) return errc;
  }
  return Errc::invalid_argument;
}

Error error_of(const Response& refusal) {
  const auto problem = parse_answer(refusal.body);
  const auto* const field = problem.as_object().if_contains("field");
  return {errc_of(text_at(problem, "/code")), field ? text_at(problem, "/field") : "",
          text_at(problem, "/detail")};
}

}  // namespace

Result<std::string> ask(Service& service, const std::vector<std::string>& path,
                        const std::vector<std::pair<std::string, std::string>>& parameters) {
  const auto router = Router::build({native::dialect(service, operator_admission())}).value();
  std::any memory;
  Request request;
  request.method = Method::get;
  request.id = request.correlation = RequestId(new_uuid());
  request.segments.assign(path.begin(), path.end());
  for (const auto& [name, value] : parameters) request.parameters.push_back({name, value});
  request.connection_memory = &memory;

  const auto answered = std::make_shared<std::promise<void>>();
  const std::function<void()> wake = [answered] { answered->set_value(); };
  Response response;
  Reply reply(response, request.id, native_error_shape, wake);
  const Match match = router.match(request);
  if (!router.refused(match, request, reply)) match.route->handler(request, reply);
  if (reply.slot()) {
    answered->get_future().wait();
    response = std::move(reply.slot()->take());
  }
  if (response.status >= 300) return error_of(response);
  return std::move(response.body);
}

int answer_locally(Service& service, const ReadOptions& options,
                   const std::vector<std::string>& path, const Format& format) {
  const auto body = ask(service, path, options.parameters);
  if (!body) return fail(body.error());
  if (options.common.json) return print(*body + "\n");
  const auto value = parse_answer(*body);
  if (!write_out(format(value))) return exit_failure;
  const std::string next = text_at(value, "/next_cursor");
  if (next != "-") std::fprintf(stderr, "There is more: --cursor %s\n", next.c_str());
  return exit_ok;
}

int run_local_request(const ReadOptions& options, const std::vector<std::string>& path,
                      const Format& format) {
  const auto opened = open_directory(options.common, LmdbMode::read_only);
  if (!opened) return fail(opened.error());
  return answer_locally((*opened)->service, options, path, format);
}

int run_local_request_about_user(const ReadOptions& options, const std::string& what,
                                 FormatAbout format) {
  const auto opened = open_directory(options.common, LmdbMode::read_only);
  if (!opened) return fail(opened.error());
  const ReadModel& model = (*opened)->directory.model();
  const auto user = user_asked(model, options);
  if (!user) return fail(user.error());
  return answer_locally((*opened)->service, options, {"v1", "users", user->text(), what},
                        [&](const auto& body) { return format(body, model); });
}

}  // namespace rolecall
