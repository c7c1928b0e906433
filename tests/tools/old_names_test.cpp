// A username in the shape of an id, which no command gives since such names are refused: in a log
// of before, its bearer is found under it by the program and over HTTP.
#include "engine/events/codec.hpp"
#include "engine/folder/data_folder.hpp"
#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

class OldNames : public RolecallProgram {
 protected:
  void SetUp() override {
    DataFolderSettings settings;
    settings.directory = data;
    settings.mode = LmdbMode::read_write;
    const auto folder = DataFolder::open(settings).value();
    const auto key = folder->keys().issue().value();
    Recorded recorded;
    recorded.id = EventId::parse("0190f5e0-0000-7000-8000-000000000001").value();
    recorded.time = recorded.recorded_at = Timestamp{1'700'000'000'000'000};
    recorded.actor.kind = ActorKind::op;
    recorded.channel = Channel::native;
    recorded.user_no = UserNo{0};
    recorded.key = key.no;
    recorded.revision = Revision{1};
    UserCreated created{bearer, {}, {top_role, Channel::native, {}}, true};
    created.profile.username = name;
    recorded.event = std::move(created);
    const std::string record = encode(recorded, &key.key).value();
    ASSERT_EQ(folder->log().append({&record, 1}), Append::stored);
  }

  const std::string name = "0190f5e0-0000-7000-8000-0000000000aa";
  const std::string another = "0190f5e0-0000-7000-8000-0000000000bb";  // nobody's id or name
  const UserId bearer = UserId::parse("0190f5e0-0000-7000-8000-0000000000cc").value();
};

TEST_F(OldNames, AreFoundByTheProgram) {
  const std::string id = bearer.text();
  for (const std::string& one : {name, id}) {
    EXPECT_EQ(json_lines(run({"history", one, "--json"}).out).size(), 1U) << one;
    EXPECT_EQ(json_lines(run({"events", "--user", one, "--json"}).out).size(), 1U) << one;
  }
  EXPECT_EQ(run({"history", another}).code, 3);
  EXPECT_EQ(run({"events", "--user", another}).code, 2);  // a wrong flag
}

TEST_F(OldNames, AreFoundOverHttp) {
  const Ended issued = run({"keys", "issue", name, "--capability", "manage"});
  ASSERT_EQ(issued.code, 0) << issued.err;
  const std::string key = issued.out.substr(0, issued.out.find('\n'));
  SpawnedProgram server(serve());
  HttpClient client(port_in(server.read_line()));
  const auto get = [&](const std::string& target) {
    return client.request("GET", target, {}, "Authorization: Bearer " + key + "\r\n");
  };
  const auto id_at = [&](const std::string& target) {
    const auto answer = get(target);
    EXPECT_EQ(answer.status, 200) << target << ' ' << answer.body;
    return answer.status == 200 ? std::string(boost::json::parse(answer.body).at("id").as_string())
                                : "";
  };
  EXPECT_EQ(id_at("/v1/users/by-username/" + name), bearer.text());
  EXPECT_EQ(id_at("/v1/users/" + bearer.text()), bearer.text());
  EXPECT_EQ(get("/api/users/" + name).status, 200);
  EXPECT_EQ(get("/v1/users/" + name).status, 404);  // a path of ids
  const auto events_of = [&](const std::string& user) {
    return boost::json::parse(get("/v1/events?user=" + user).body).at("events").as_array().size();
  };
  EXPECT_EQ(events_of(name), events_of(bearer.text()));
  EXPECT_GE(events_of(name), 1U);
  EXPECT_EQ(get("/v1/events?user=" + another).status, 400);
  EXPECT_EQ(get("/v1/role-changes?user=" + another).status, 400);
  EXPECT_EQ(get("/v1/role-changes?user=" + name).status, 200);
}

}  // namespace
}  // namespace rolecall::test
