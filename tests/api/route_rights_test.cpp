// Every route of every dialect, asked by every kind of caller: refused exactly where its declared
// right says so.
#include <algorithm>
#include <array>
#include <map>

#include <boost/json/serialize.hpp>

#include "api/dialects/paradime/field_rights.hpp"
#include "api/dialects/paradime/uid.hpp"
#include "tests/api/support/route_target.hpp"
#include "tests/api/support/service_test.hpp"

namespace rolecall::test {
namespace {

// Somebody who comes with a credential, and what that lets them do; no rank: it is good no longer.
struct Known {
  std::string username;
  std::string key;
  std::string user;
  Capability capability = Capability::manage;
  std::optional<Role> rank;
};

class RouteRights : public ServiceTest {
 protected:
  CommandRequest by(const std::string& username, Command command) {
    CommandRequest wanted;
    wanted.command = std::move(command);
    wanted.actor = {ActorKind::user, user_named(username), {}};
    return wanted;
  }
  void assign(const std::string& username, Role role) {
    execute(AssignRole{Username{username}, RoleGrant{role, Channel::native, {}}, {}});
  }
  NewApiKey give(const std::string& giver, const std::string& username, Capability capability) {
    IssueApiKey command;
    command.owner = Username{username};
    command.capability = capability;
    return issue_api_key(directory.writer(), *service.secrets().api_keys, by(giver, command))
        .value();
  }
  // A new user of that role, with a key of root's.
  Known add(Role role, Capability capability = Capability::manage) {
    const std::string username = "caller" + std::to_string(++added_);
    CreateUser create;
    create.profile.username = username;
    create.role.role = role;
    execute(std::move(create));
    return {username, std::string(give("root", username, capability).api_key),
            user_named(username).text(), capability, role};
  }

  using Make = std::function<Known()>;
  // Each kind of caller by its name, and how to make another one of it.
  std::map<std::string, Make> callers() {
    std::map<std::string, Make> all;
    for (const Role role : {Role::viewer, Role::analyst, Role::admin, Role::ops}) {
      for (const Capability capability : {Capability::read, Capability::manage}) {
        all[std::string(name_of(role)) + " who may " + std::string(name_of(capability))] =
            [=, this] { return add(role, capability); };
      }
    }
    all["ops by a key of an admin who is a viewer since"] = [this] {
      Known caller = add(Role::viewer);
      const Known giver = add(Role::admin);
      caller.key = give(giver.username, caller.username, Capability::manage).api_key;
      assign(caller.username, Role::ops);
      assign(giver.username, Role::viewer);
      caller.rank = Role::admin;  // that of the giver, then
      return caller;
    };
    all["viewer who was ops when the key was given"] = [this] {
      Known caller = add(Role::ops);
      assign(caller.username, Role::viewer);
      caller.rank = Role::viewer;
      return caller;
    };
    all["ops whose key is revoked"] = [this] {
      Known caller = add(Role::ops);
      const NewApiKey key = give("root", caller.username, Capability::manage);
      execute(RevokeApiKey{key.id});
      caller.key = key.api_key;
      caller.rank = std::nullopt;
      return caller;
    };
    all["ops who is deactivated"] = [this] {
      Known caller = add(Role::ops);
      execute(DeactivateUser{Username{caller.username}, {}});
      caller.rank = std::nullopt;
      return caller;
    };
    return all;
  }

  // Asks about that user, with what makes the route answer where something does.
  Response ask(const Route& route, Method method, const Known& about, const std::string& key) {
    const std::string target = target_of(route, {about.username, about.user, "a@example.org"});
    const bool is_posit = target.starts_with("/__api__");
    Headers headers;
    if (is_posit && !key.empty()) headers.emplace_back("Authorization", "Key " + key);
    return send(method, target, is_posit ? std::string() : key, "{}", headers).answer();
  }

 private:
  int added_ = 0;
};

std::vector<Method> methods_of(const Route& route) {
  if (route.method == Method::get) return {Method::get, Method::head};
  return {route.method};
}

// What a right makes of a caller: 401 or 403; 0: it lets them in.
int refusal(const Right& right, const std::optional<Known>& caller) {
  if (right.credential == Right::Credential::none) return 0;
  if (!caller) return right.credential == Right::Credential::optional ? 0 : 401;
  if (!caller->rank) return 401;
  return caller->capability >= right.capability && *caller->rank >= right.least_role ? 0 : 403;
}

// Those that look at more than a credential, and may so refuse whom their right lets in.
bool proves_otherwise(const Route& route) {
  static const std::array<std::string_view, 5> patterns{
      "/v1/bootstrap",  // only from this machine, or by its token; likewise the next three
      "/api/users/bootstrap", "/__api__/v1/bootstrap", "/__api__/v1/experimental/bootstrap",
      "/v1/invitations/{id}/accept"};  // by the invitation's token
  return std::find(patterns.begin(), patterns.end(), route.pattern) != patterns.end();
}

// Those who may read their own here: of others, or all, they would need a rank.
bool is_of_others(const Route& route, const Known& caller) {
  return route.pattern == "/v1/api-keys" && *caller.rank < Role::admin;
}

TEST_F(RouteRights, LetInWhomTheySayAndNobodyElse) {
  std::optional<Known> other;
  for (const auto& [kind, make] : callers()) {
    std::optional<Known> caller;
    for (const Route& route : router.routes()) {
      // What everyone may do is asked about oneself: to do it to others needs a rank, which is for
      // the command to decide. What needs a rank is asked about somebody else.
      if (!caller) caller = make();
      if (!other) other = add(Role::viewer);
      const bool is_for_all = route.right.least_role == Role::viewer;
      const int refused = refusal(route.right, caller);
      bool has_changed = false;
      for (const Method method : methods_of(route)) {
        const Response answer = ask(route, method, is_for_all ? *caller : *other, caller->key);
        const std::string what =
            kind + ": " + std::string(name_of(method)) + " " + route.pattern + ": " + answer.body;
        EXPECT_LT(answer.status, 500) << what;
        if (refused != 0) {
          EXPECT_EQ(answer.status, refused) << what;
        } else if (!proves_otherwise(route) && !is_of_others(route, *caller)) {
          EXPECT_TRUE(answer.status != 401 && answer.status != 403) << what;
        }
        has_changed = route.method != Method::get && answer.status < 300;
      }
      if (has_changed) (is_for_all ? caller : other).reset();  // another one for the next route
    }
  }
}

// A root field of GraphQL with one part of its answer, as a document that asks for it of that user.
std::string document_of(const paradime::FieldRight& right, const Known& about) {
  static const std::map<std::string_view, std::string_view> parts{
      {"activeUsers", "{ activeUsers { uid } }"},
      {"invitedUsers", "{ invitedUsers { email } }"},
      {"workspaces", "{ workspaces { uid } }"},
      {"auditLogs", "{ auditLogs { id } }"}};
  const std::string uid = "(uid: \"" + paradime::uid_of(*parse_uuid(about.user)) + "\"";
  const std::string field(right.field);
  if (!right.part.empty()) return "{ " + field + " " + std::string(parts.at(right.part)) + " }";
  if (field == "inviteUser") {
    return "mutation { inviteUser(email: \"" + about.username +
           "@example.org\", accountType: BUSINESS) { ok } }";
  }
  if (field == "disableUser") return "mutation { disableUser" + uid + ") { ok } }";
  return "mutation { updateUserAccountType" + uid + ", accountType: BUSINESS) { ok } }";
}

TEST_F(RouteRights, OfGraphqlFieldsLetInWhomTheySayAndNobodyElse) {
  const Known victim = add(Role::viewer);
  for (const auto& [kind, make] : callers()) {
    const Known caller = make();
    for (const paradime::FieldRight& right : paradime::field_rights) {
      const std::string document =
          boost::json::serialize(boost::json::object{{"query", document_of(right, victim)}});
      const Response answer = send(Method::post, "/api/v1/graphql", caller.key, document).answer();
      const std::string what = kind + ": " + document + ": " + answer.body;
      const int refused = refusal(right.right, caller);
      if (refused == 401) {
        EXPECT_EQ(answer.status, 401) << what;
        continue;
      }
      const bool tells =
          !right.refusal.empty() && answer.body.find(right.refusal) != answer.body.npos;
      EXPECT_EQ(tells, refused != 0) << what;
    }
  }
}

TEST_F(RouteRights, AreDeclaredForEveryFieldOfGraphql) {
  const Caller top{{}, {}, Capability::manage, top_role};
  std::ifstream schema(ROLECALL_SOURCE_DIR "/api/dialects/paradime/schema.graphql");
  std::size_t fields = 0;
  bool is_root = false;
  for (std::string line; std::getline(schema, line);) {
    if (line == "type Query {" || line == "type Mutation {") is_root = true;
    if (line == "}") is_root = false;
    if (!is_root || !line.starts_with("  ")) continue;
    graphql::Field field;
    field.name = std::string_view(line).substr(2, line.find_first_of("(:") - 2);
    EXPECT_EQ(paradime::refusal_of(top, field), "") << field.name;
    ++fields;
  }
  EXPECT_EQ(fields, 6u);
  graphql::Field unknown;
  unknown.name = "dropEverything";
  EXPECT_NE(paradime::refusal_of(top, unknown), "");
}

TEST_F(RouteRights, LetNobodyInWithoutACredentialAndTellNothingOfTheLog) {
  const Known victim = add(Role::ops);
  for (const Route& route : router.routes()) {
    const Response answer = ask(route, route.method, victim, {});
    const std::string what = std::string(name_of(route.method)) + " " + route.pattern;
    const int refused = refusal(route.right, std::nullopt);
    EXPECT_LT(answer.status, 500) << what;
    if (refused != 0) {
      EXPECT_EQ(answer.status, refused) << what;
    } else {
      EXPECT_TRUE(proves_otherwise(route) || (answer.status != 401 && answer.status != 403))
          << what;
    }
    EXPECT_EQ(answer.position, std::nullopt) << what;
  }
}

}  // namespace
}  // namespace rolecall::test
