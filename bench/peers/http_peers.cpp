#include "bench/peers/http_peers.hpp"

#include <algorithm>

#include "bench/peers/peer.hpp"
#include "tools/load/http_calls.hpp"

namespace rolecall::peers {
namespace {

std::size_t occurrences(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

std::size_t users_in(std::string_view answer) { return occurrences(answer, "\"username\":"); }
std::size_t roles_in(std::string_view answer) { return occurrences(answer, "\"valid_until\":"); }

class HttpPeer final : public Peer {
 public:
  // `answers_truly`: it is looked at what it answers.
  HttpPeer(std::string name, const Place& place, const Filled& filled, std::string api_key,
           std::vector<Kind> kinds, bool answers_truly)
      : Peer(std::move(name), place, {}),
        filled_(filled),
        caller_{"127.0.0.1:" + std::to_string(place.port), std::move(api_key)},
        kinds_(std::move(kinds)),
        answers_truly_(answers_truly) {}

  bool can(const Job& job) const override {
    return std::ranges::find(kinds_, job.kind) != kinds_.end();
  }

  Question ask(const Topic& topic, std::uint32_t) const override {
    Question question;
    if (answers_truly_) {
      question.says = topic.says;
      question.rows = topic.rows;
    }
    if (topic.kind == Kind::batch) {
      load::append_request(question.request, caller_, "POST", "/v1/users/lookup", names(topic));
      question.rows_in = &users_in;
      return question;
    }
    load::append_request(question.request, caller_, "GET", target(topic));
    if (topic.kind == Kind::roles) {
      question.rows_in = &roles_in;
    } else if (topic.kind == Kind::count_role || topic.kind == Kind::count_active) {
      question.says = {"\"count\":" + topic.says.at(0) + ","};
    } else {
      question.rows_in = &users_in;
    }
    return question;
  }

  void append_create(std::string& out, std::uint64_t number,
                     std::vector<std::string>* says) const override {
    const Person created = person(number);
    load::append_request(out, caller_, "POST", "/v1/users", creation_json(created));
    if (says != nullptr && answers_truly_ && !caller_.api_key.empty()) {
      says->push_back(created.email);
    }
  }

 private:
  // Nothing in the population's usernames needs to be encoded.
  std::string target(const Topic& topic) const {
    switch (topic.kind) {
      case Kind::find:
        return "/v1/users?limit=20&q=" + topic.text;
      case Kind::count_role:
        return "/v1/users/count?role=" + topic.text;
      case Kind::count_active:
        return "/v1/users/count?role=" + topic.text + "&status=active";
      case Kind::page:
        return "/v1/users?limit=20&cursor=" + filled_.cursors[topic.subjects[0] / cursor_step];
      case Kind::roles:
        return "/v1/users/" + filled_.subjects[topic.subjects[0]].id + "/roles?limit=20";
      default:
        return "/v1/users/by-username/" + filled_.subjects[topic.subjects[0]].username;
    }
  }
  std::string names(const Topic& topic) const {
    std::string body;
    for (const std::size_t i : topic.subjects) {
      body.append(body.empty() ? R"({"usernames":[")" : "\",\"");
      body.append(filled_.subjects[i].username);
    }
    return body + "\"]}";
  }

  const Filled& filled_;
  load::Caller caller_;
  std::vector<Kind> kinds_;
  bool answers_truly_;
};

}  // namespace

std::string creation_json(const Person& person) {
  std::string body = json_of(person);
  body.pop_back();
  return body.append(",\"reason\":\"").append(creation_reason).append("\"}");
}

std::unique_ptr<Peer> rolecall_peer(const Place& place, const Filled& filled, std::string api_key) {
  return std::make_unique<HttpPeer>(
      "rolecall", place, filled, std::move(api_key),
      std::vector{Kind::lookup, Kind::batch, Kind::find, Kind::count_role, Kind::count_active,
                  Kind::page, Kind::roles, Kind::create},
      true);
}

std::unique_ptr<Peer> limits_peer(const Place& place, const Filled& filled) {
  return std::make_unique<HttpPeer>("limit", place, filled, "",
                                    std::vector{Kind::lookup, Kind::create}, true);
}

std::unique_ptr<Peer> nginx_peer(const Place& place, const Filled& filled) {
  return std::make_unique<HttpPeer>("nginx, fixed", place, filled, "",
                                    std::vector{Kind::lookup, Kind::find, Kind::page}, false);
}

}  // namespace rolecall::peers
