// record.proto, which a log carries, says of each event what the event says of itself.
#include <map>
#include <regex>
#include <set>
#include <string>
#include <utility>

#include <boost/mp11/algorithm.hpp>
#include <gtest/gtest.h>

#include "engine/events/event.hpp"
#include "engine/events/format_texts.hpp"

namespace rolecall::test {
namespace {

// By the name of the message: "RoleGrant role = 1", ….
using Messages = std::map<std::string, std::set<std::string>>;

Messages messages_of_document() {
  const std::string document =
      std::regex_replace(std::string(record_proto_text()), std::regex("//[^\n]*"), "");
  Messages messages;
  const std::regex message(R"(message (\w+) \{([^{}]*(\{[^{}]*\})?[^{}]*)\})");
  const std::regex field(R"((\w+ \w+ = \d+);)");
  for (std::sregex_iterator at(document.begin(), document.end(), message), end; at != end; ++at) {
    std::set<std::string>& fields = messages[(*at)[1]];
    const std::string body = (*at)[2];
    for (std::sregex_iterator one(body.begin(), body.end(), field); one != end; ++one) {
      fields.insert((*one)[1]);
    }
  }
  return messages;
}

std::string snake_case(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z' && !text.empty()) text += '_';
    text += c >= 'A' && c <= 'Z' ? static_cast<char>(c | 32) : c;
  }
  return text;
}

// Type and name of a field.
using Declared = std::pair<std::string, std::string>;
Declared declare(std::string name, const RoleGrant&) { return {"RoleGrant", std::move(name)}; }
Declared declare(std::string name, MemberRole) { return {"MemberRole", std::move(name)}; }
Declared declare(std::string name, Capability) { return {"Capability", std::move(name)}; }
Declared declare(std::string name, bool) { return {"bool", std::move(name)}; }
Declared declare(std::string name, Position) { return {"uint64", std::move(name)}; }
Declared declare(std::string name, const std::string&) { return {"string", std::move(name)}; }
Declared declare(std::string name, const CredentialId&) { return {"bytes", name + "_id"}; }
Declared declare(std::string name, const std::optional<Timestamp>&) {
  return {"sfixed64", std::move(name)};
}
Declared declare(std::string name, const ProfilePatch&) {
  return {"ProfilePatch", std::move(name)};
}

std::string field_text(const Declared& declared, unsigned number) {
  return declared.first + " " + declared.second + " = " + std::to_string(number);
}

template <class E>
std::set<std::string> members_of() {
  std::set<std::string> fields;
  const E event{};
  auto add = [&](unsigned number, std::string_view name, const auto& value) {
    fields.insert(field_text(declare(std::string(name), value), number));
  };
  visit_members(event, add);
  if (AboutUser<E>) fields.merge(std::set<std::string>{"uint32 key_no = 14", "bytes sealed = 15"});
  return fields;
}

struct Sealed {
  std::set<std::string> fields;
  void operator()(unsigned first, std::string_view, const Profile&) {
    for (const ProfileMember& member : profile_members) {
      fields.insert(field_text({"string", std::string(member.name)}, first++));
    }
  }
  template <class T>
  void operator()(unsigned number, std::string_view name, const T& value) {
    fields.insert(field_text(declare(std::string(name), value), number));
  }
};

template <class Each>
void each_event(Each each) {
  boost::mp11::mp_for_each<boost::mp11::mp_iota_c<std::variant_size_v<Event>>>(
      [&](auto index) { each(std::variant_alternative_t<index, Event>(), index + 1); });
}

TEST(RecordProto, SaysOfEachEventWhatItSaysOfItself) {
  const Messages messages = messages_of_document();
  each_event([&]<class E>(const E&, std::size_t type) {
    const std::string name(E::type_name);
    ASSERT_TRUE(messages.contains(name)) << name << " is not in record.proto";
    EXPECT_EQ(messages.at(name), members_of<E>()) << name;
    EXPECT_TRUE(messages.at("Record").contains(name + " " + snake_case(name) + " = " +
                                               std::to_string(100 + type)))
        << name;
  });
}

TEST(RecordProto, HasEverythingThatEventsSeal) {
  Sealed sealed;
  each_event([&]<class E>(const E& event, std::size_t) { visit_sealed(event, sealed); });
  sealed.fields.insert("string reason = 10");
  sealed.fields.erase("string name = 1");  // of ActorNamed: it is there as username
  EXPECT_EQ(messages_of_document().at("Sealed"), sealed.fields);
}

}  // namespace
}  // namespace rolecall::test
