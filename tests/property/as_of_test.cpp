// Any moment, held against a fresh replay: whatever can be read with `as_of` answers, of a whole
// history at a random position, byte for byte what a directory answers that has folded the log up
// to there and nothing else. In half of the cases the whole history was taken from a snapshot and
// what came after it.
//
// The reads are taken from the routes, so a new one is held against it too.
#include <any>
#include <future>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "api/auth.hpp"
#include "api/dialects/native/routes.hpp"
#include "engine/events/codec.hpp"
#include "tests/property/commands.hpp"
#include "tests/property/comparing.hpp"
#include "tests/property/lockstep.hpp"

namespace rolecall::test::model {
namespace {

constexpr std::size_t steps_per_sequence = 300;
constexpr int positions_per_sequence = 8;

using Named = std::vector<std::pair<std::string, std::string>>;

// A GET, as a client would send it.
struct Question {
  std::string pattern;
  Named captures;
  Named parameters;
};

struct Answered {
  int status = 0;
  std::string body;
  bool operator==(const Answered&) const = default;
};

// The native dialect over a directory, asked in this process as one user.
class Asked {
 public:
  Asked(Directory& directory, UserId caller)
      : service_(directory, secrets_),
        router_(Router::build(
                    {native::dialect(
                        service_, admission([caller](const Request&) {
                          return Parsed<Caller>(Caller{caller, {}, Capability::manage, top_role});
                        }))})
                    .value()) {}

  const std::vector<Route>& routes() const { return router_.routes(); }

  Answered get(const Question& question) {
    std::any memory;
    Request request;
    request.method = Method::get;
    request.connection_memory = &memory;
    for (const auto& [name, value] : question.parameters)
      request.parameters.push_back({name, value});
    for (std::string_view rest = question.pattern; !rest.empty();) {
      rest.remove_prefix(1);
      const std::string_view segment = rest.substr(0, rest.find('/'));
      rest.remove_prefix(segment.size());
      const auto captured =
          std::find_if(question.captures.begin(), question.captures.end(),
                       [&](const auto& one) { return segment == "{" + one.first + "}"; });
      request.segments.push_back(captured == question.captures.end() ? segment : captured->second);
    }
    const auto answered = std::make_shared<std::promise<void>>();
    const std::function<void()> wake = [answered] { answered->set_value(); };
    Response response;
    Reply reply(response, request.id, native_error_shape, wake);
    const Match match = router_.match(request);
    if (!router_.refused(match, request, reply)) match.route->handler(request, reply);
    if (reply.slot()) {
      answered->get_future().wait();
      response = reply.slot()->take();
    }
    return {response.status, response.body};
  }

 private:
  ClientSecrets secrets_;  // no read needs one
  Service service_;
  Router router_;
};

// A directory that has folded the first events of a log and nothing else.
struct Fresh {
  Fresh(const MemoryLog& whole, MemoryKeys& keys, Position last) : directory(log, keys) {
    const auto read = whole.read(Position{0}, [&](Position position, std::string_view record) {
      if (position > last) return false;
      const std::string copy(record);
      return log.append({&copy, 1}) == Append::stored;
    });
    RC_ASSERT(read.has_value());
    RC_ASSERT(directory.replay().has_value());
    RC_ASSERT(directory.model().head() == last);
  }

  MemoryLog log;
  Directory directory;
};

// ---- questions ---------------------------------------------------------------------------------

// What `as_of` means nothing to.
const std::set<std::string> of_no_position{
    "/v1/events/stream", "/v1/events/poll", "/metrics", "/livez", "/readyz", "/openapi.json"};

// The parameters that a read takes beside `as_of`, for values by chance.
const std::map<std::string, std::vector<std::string>> parameters_of{
    {"/v1/users", {"q", "username", "email", "role", "status", "group", "sort", "limit"}},
    {"/v1/users/count", {"q", "username", "email", "role", "status", "group", "by"}},
    {"/v1/users/by-username/{name}", {"status"}},
    {"/v1/users/by-email/{email}", {"status"}},
    {"/v1/users/{id}", {"status"}},
    {"/v1/users/{id}/history", {"limit"}},
    {"/v1/users/{id}/roles", {"limit"}},
    {"/v1/roles/{role}/holders", {"limit"}},
    {"/v1/roles/expiring", {"limit"}},
    {"/v1/groups", {"q", "member", "limit"}},
    {"/v1/groups/{id}/members", {"limit"}},
    {"/v1/invitations", {"invitation_status", "email", "limit"}},
    {"/v1/api-keys", {"member", "limit"}},
    {"/v1/events", {"member", "actor", "group", "type", "after", "limit"}},
    {"/v1/role-changes", {"member", "actor", "role", "group", "limit"}},
    {"/v1/role-counts", {"points"}},
    {"/v1/diff", {"limit"}},
};

class Asking {
 public:
  Asking(Random& random, const Lockstep& lockstep) : random_(random), model_(lockstep.model()) {}

  // As of a position, or of the time of which it is the last.
  Question question(const std::string& pattern, Position at, const State& state) {
    Question question{pattern, captures(pattern), {}};
    const bool by_time = at != Position{0} && random_.one_in(3) &&
                         state.position_at(state.time_of(at), state.head()) == at;
    std::string moment = by_time ? to_text(state.time_of(at)) : std::to_string(number(at));
    if (pattern == "/v1/diff") {
      const std::uint64_t since = random_.below(number(at) + 1);
      question.parameters.emplace_back("since", std::to_string(since));
      question.parameters.emplace_back("until", std::move(moment));
    } else {
      question.parameters.emplace_back("as_of", std::move(moment));
    }
    if (pattern == "/v1/role-counts")
      question.parameters.emplace_back("since", "2023-01-01T00:00:00Z");
    if (const auto known = parameters_of.find(pattern); known != parameters_of.end()) {
      for (const std::string& kind : known->second) {
        if (random_.one_in(4)) question.parameters.push_back(parameter(kind));
      }
    }
    return question;
  }

 private:
  Named captures(const std::string& pattern) {
    const auto has = [&](const char* text) { return pattern.find(text) != pattern.npos; };
    Named captures;
    if (has("{name}")) captures.emplace_back("name", random_username(random_));
    if (has("{email}")) captures.emplace_back("email", random_email(random_));
    if (has("{role}")) captures.emplace_back("role", role());
    if (has("{user}") && !model_.group_ids.empty()) return member();
    if (has("{id}")) captures.emplace_back("id", id_for(pattern));
    return captures;
  }
  // Of some group, one who has ever been in it, if any.
  Named member() {
    const std::size_t group = random_.below(model_.group_ids.size());
    const auto& members = model_.now().groups[group]->members;
    const std::string of_group = model_.group_id(group).text();
    if (members.empty()) return {{"id", of_group}, {"user", user()}};
    return {{"id", of_group}, {"user", model_.user_id(random_.pick(members).user).text()}};
  }
  std::string id_for(const std::string& pattern) {
    if (pattern.starts_with("/v1/groups")) return group();
    if (pattern.starts_with("/v1/invitations")) return any_of(model_.invitation_ids);
    if (pattern.starts_with("/v1/api-keys")) {
      return model_.keys.empty() ? "none" : random_.pick(model_.keys).first.text();
    }
    return user();
  }
  std::pair<std::string, std::string> parameter(const std::string& kind) {
    if (kind == "limit") return {kind, std::to_string(1 + random_.below(12))};
    if (kind == "points") return {kind, std::to_string(2 + random_.below(9))};
    if (kind == "q") return {kind, random_prefix(random_)};
    if (kind == "username") return {kind, random_username(random_)};
    if (kind == "email") return {kind, random_email(random_)};
    if (kind == "role") return {kind, role()};
    if (kind == "status") return {kind, random_.pick(statuses)};
    if (kind == "invitation_status") return {"status", random_.pick(invitation_statuses)};
    if (kind == "group") return {kind, group()};
    if (kind == "sort") return {kind, random_.pick(sorts)};
    if (kind == "by") return {kind, random_.one_in(2) ? "role" : "status"};
    if (kind == "type") return {kind, random_.pick(types)};
    if (kind == "after") return {kind, std::to_string(random_.below(model_.head() + 1))};
    return {kind == "member" ? "user" : kind,
            random_.one_in(3) ? random_username(random_) : user()};
  }
  std::string role() {
    return std::string(name_of(static_cast<Role>(1 + random_.below(role_count))));
  }
  std::string user() { return any_of(model_.user_ids); }
  std::string group() { return any_of(model_.group_ids); }
  template <class Ids>
  std::string any_of(const Ids& ids) {
    return ids.empty() ? to_text(random_id(random_)) : random_.pick(ids).text();
  }

  static constexpr std::array statuses{"active", "deactivated", "removed", "active,removed",
                                       "active,deactivated,removed,erased"};
  static constexpr std::array invitation_statuses{"open", "expired", "accepted,revoked"};
  static constexpr std::array sorts{"username",   "-username", "last_name", "-role",
                                    "created_at", "-email",    "updated_at"};
  static constexpr std::array types{"UserCreated", "RoleAssigned,RoleExpired", "MemberAdded"};

  Random& random_;
  const Model& model_;
};

// ---- the property -----------------------------------------------------------------------------

std::string describe(const Question& question) {
  std::string text = question.pattern;
  for (const auto& named : {question.captures, question.parameters}) {
    for (const auto& [name, value] : named) text += " " + name + "=" + value;
  }
  return text;
}

// All pages; answers whether there was anything at all.
bool compare_pages(Question question, Asked& whole, Asked& fresh) {
  for (int page = 0;; ++page) {
    const Answered expected = fresh.get(question);
    const Answered found = whole.get(question);
    if (expected != found) {
      RC_FAIL(describe(question) + "\nfolded to there: " + std::to_string(expected.status) + " " +
              expected.body + "\nas of there: " + std::to_string(found.status) + " " + found.body);
    }
    constexpr std::string_view member = R"("next_cursor":")";
    const auto at = found.body.find(member);
    if (at == found.body.npos) return found.status == 200;
    const auto start = at + member.size();
    std::string cursor = found.body.substr(start, found.body.find('"', start) - start);
    if (page != 0) question.parameters.pop_back();
    question.parameters.emplace_back("cursor", std::move(cursor));
  }
}

void hold_against_replay(std::uint64_t seed, std::map<std::string, int>& answered) {
  Lockstep lockstep(std::nullopt);
  std::vector<std::uint64_t> steps;
  Random random(seed);
  for (std::size_t i = 0; i < steps_per_sequence; ++i) steps.push_back(random.bits());
  lockstep.play(steps);
  const Model& model = lockstep.model();
  Directory from_snapshot(lockstep.log(), lockstep.keys());
  {
    Fresh prefix(lockstep.log(), lockstep.keys(), Position{random.below(model.head() + 1)});
    RC_ASSERT(TakenSnapshot(prefix.directory).load_into(from_snapshot));
    RC_ASSERT(from_snapshot.replay().has_value());
  }
  const UserId caller =
      model.user_ids.empty() ? UserId(random_id(random)) : random.pick(model.user_ids);
  Asked whole(random.one_in(2) ? lockstep.directory() : from_snapshot, caller);
  Asking asking(random, lockstep);
  for (int i = 0; i < positions_per_sequence; ++i) {
    const Position at{random.below(model.head() + 1)};
    Fresh prefix(lockstep.log(), lockstep.keys(), at);
    Asked fresh(prefix.directory, caller);
    for (const Route& route : whole.routes()) {
      if (route.method != Method::get || of_no_position.contains(route.pattern)) continue;
      for (int times = 0; times < 3; ++times) {
        const Question question =
            asking.question(route.pattern, at, lockstep.directory().model().state());
        answered[route.pattern] += compare_pages(question, whole, fresh);
      }
    }
  }
}

class AsOf : public testing::Test {
 protected:
  static void SetUpTestSuite() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    ::setenv("RC_PARAMS", "max_success=3", 0);
#else
    ::setenv("RC_PARAMS", "max_success=100", 0);
#endif
  }
};

TEST_F(AsOf, AnswersWhatAFreshReplayUpToThereAnswers) {
  std::map<std::string, int> answered;
  int sequences = 0;
  rc::detail::checkGTest([&] {
    const auto seeds = rc::gen::resize(100, rc::gen::arbitrary<std::uint64_t>());
    hold_against_replay(*rc::gen::noShrink(seeds), answered);
    ++sequences;
  });
  for (const auto& [pattern, times] : answered) EXPECT_GT(times, sequences / 10) << pattern;
}

}  // namespace
}  // namespace rolecall::test::model
