// Redis, PostgreSQL and slapd, asked what rolecall is asked.
#include <array>

#include "bench/peers/ldap.hpp"
#include "bench/peers/peer.hpp"
#include "bench/peers/postgres_wire.hpp"
#include "bench/peers/resp.hpp"
#include "tools/load/population.hpp"

namespace rolecall::peers {
namespace {

// ---- Redis -------------------------------------------------------------------------------------

// Users are texts of JSON, as rolecall answers them; events are entries of one stream.
class RedisPeer final : public Peer {
 public:
  RedisPeer(const Place& place, const Filled& filled)
      : Peer("Redis", place, {&resp_answer_length}),
        filled_(filled),
        record_(filled.record_bytes, 'r') {}

  bool can(const Job& job) const override {
    return job.kind == Kind::lookup || job.kind == Kind::batch || job.kind == Kind::create;
  }
  Question ask(const Topic& topic, std::uint32_t) const override {
    std::vector<std::string_view> words{topic.kind == Kind::batch ? "MGET" : "GET"};
    for (const std::size_t i : topic.subjects) words.push_back(filled_.subjects[i].username);
    Question question{{}, topic.says};
    append_command(question.request, words);
    return question;
  }
  void append_create(std::string& out, std::uint64_t, std::vector<std::string>*) const override {
    append_command(out, std::array<std::string_view, 5>{"XADD", "events", "*", "record", record_});
  }

 private:
  const Filled& filled_;
  std::string record_;
};

// ---- PostgreSQL --------------------------------------------------------------------------------

struct Statement {
  Kind kind;
  std::string_view name, text;
};
constexpr std::array statements{
    Statement{Kind::lookup, "lookup", "SELECT * FROM users WHERE username = $1"},
    Statement{Kind::batch, "batch", "SELECT * FROM users WHERE username = ANY($1)"},
    // What LIKE 'abc%' becomes where the prefix is known as it is planned.
    Statement{Kind::find, "find",
              "SELECT * FROM users WHERE lower(username) ~>=~ $1 AND lower(username) ~<~ $2 "
              "ORDER BY lower(username) USING ~<~ LIMIT 20"},
    Statement{Kind::count_role, "count_role", "SELECT count(*) FROM users WHERE role = $1"},
    Statement{Kind::count_active, "count_active",
              "SELECT count(*) FROM users WHERE role = $1 AND status = 'active'"},
    Statement{Kind::page, "page", "SELECT * FROM users WHERE id > $1 ORDER BY id LIMIT 20"},
    Statement{Kind::roles, "roles",
              "SELECT * FROM events WHERE user_id = $1 ORDER BY position DESC LIMIT 20"},
    Statement{Kind::create, "creation",
              "WITH event AS (INSERT INTO events (user_id, type, actor, channel, reason, details) "
              "VALUES ($1, 'UserCreated', 1, 'native', $8, "
              "jsonb_build_array($2::text, $3::text, $4::text, $5::text, $6::text, $7::text))) "
              "INSERT INTO users (id, username, email, display_name, first_name, last_name, role) "
              "VALUES ($1, $2, $3, $4, $5, $6, $7)"}};

load::Protocol postgres_protocol() {
  load::Protocol protocol{&postgres_answer_length, {}, 2};
  append_startup(protocol.greeting, "bench", "bench");
  for (const Statement& statement : statements) {
    append_parse(protocol.greeting, statement.name, statement.text);
  }
  append_sync(protocol.greeting);
  return protocol;
}

std::string_view statement_of(Kind kind) {
  for (const Statement& statement : statements) {
    if (statement.kind == kind) return statement.name;
  }
  return {};
}

class PostgresPeer final : public Peer {
 public:
  PostgresPeer(const Place& place, const Filled& filled)
      : Peer("PostgreSQL", place, postgres_protocol()), filled_(filled) {}

  bool can(const Job& job) const override { return job.depth == 1; }
  Question ask(const Topic& topic, std::uint32_t) const override {
    std::vector<std::string> values{topic.text};
    if (topic.kind == Kind::lookup) {
      values = {filled_.subjects[topic.subjects[0]].username};
    } else if (topic.kind == Kind::batch) {
      values = {names(topic)};
    } else if (topic.kind == Kind::find) {
      values.push_back(topic.text);
      ++values.back().back();
    } else if (topic.kind == Kind::page || topic.kind == Kind::roles) {
      values = {std::to_string(topic.subjects[0] + 1)};
    }
    Question question{{}, topic.says, topic.rows, &postgres_rows};
    const std::vector<std::string_view> views(values.begin(), values.end());
    append_execute(question.request, statement_of(topic.kind), views);
    return question;
  }
  void append_create(std::string& out, std::uint64_t number,
                     std::vector<std::string>* says) const override {
    const Person created = person(number);
    // Behind all that were there before, who have the numbers of their lines.
    const std::string id = std::to_string(number + 1'000'000'000);
    append_execute(out, statement_of(Kind::create),
                   std::array<std::string_view, 8>{id, created.username, created.email,
                                                   created.display, created.first, created.last,
                                                   name_of(created.role), creation_reason});
    if (says != nullptr) says->emplace_back("INSERT 0 1");
  }

 private:
  std::string names(const Topic& topic) const {
    std::string list;
    for (const std::size_t i : topic.subjects) {
      list.append(list.empty() ? "{" : ",").append(filled_.subjects[i].username);
    }
    return list + "}";
  }

  const Filled& filled_;
};

// ---- OpenLDAP ----------------------------------------------------------------------------------

class SlapdPeer final : public Peer {
 public:
  SlapdPeer(const Place& place, const Filled& filled)
      : Peer("slapd", place, greeted()), filled_(filled) {}

  bool can(const Job& job) const override {
    return job.kind == Kind::lookup || job.kind == Kind::find;
  }
  Question ask(const Topic& topic, std::uint32_t number) const override {
    LdapSearch search;
    search.below = "ou=people,dc=example";
    search.attribute = "uid";
    if (topic.kind == Kind::lookup) {
      search.value = filled_.subjects[topic.subjects[0]].username;
    } else {
      search.value = topic.text;
      search.match = LdapMatch::prefix;
      search.entries_max = page_rows;
    }
    Question question{{}, topic.says, topic.rows, &ldap_entries};
    append_search(question.request, number + 2, search);  // 1 was the bind
    return question;
  }
  void append_create(std::string&, std::uint64_t, std::vector<std::string>*) const override {}

 private:
  static load::Protocol greeted() {
    load::Protocol protocol{&ldap_answer_length, {}, 1};
    append_bind(protocol.greeting, 1, "cn=bench,dc=example", "bench");
    return protocol;
  }

  const Filled& filled_;
};

}  // namespace

std::unique_ptr<Peer> redis_peer(const Place& place, const Filled& filled) {
  return std::make_unique<RedisPeer>(place, filled);
}

std::unique_ptr<Peer> postgres_peer(const Place& place, const Filled& filled) {
  return std::make_unique<PostgresPeer>(place, filled);
}

std::unique_ptr<Peer> slapd_peer(const Place& place, const Filled& filled) {
  return std::make_unique<SlapdPeer>(place, filled);
}

}  // namespace rolecall::peers
