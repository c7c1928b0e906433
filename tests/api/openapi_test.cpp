// The OpenAPI document says what the code does: routes with their rights, words, bounds.
#include "api/dialects/native/openapi.hpp"

#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>
#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>
#include <gtest/gtest.h>

#include "api/auth.hpp"
#include "api/dialects/native/routes.hpp"
#include "api/service.hpp"
#include "engine/events/event.hpp"
#include "engine/folder/data_folder.hpp"
#include "engine/limits.hpp"
#include "tests/support/temporary_directory.hpp"

namespace rolecall::test {
namespace {

namespace json = boost::json;

const json::value& document() {
  static const json::value parsed = json::parse(openapi_text());
  return parsed;
}
const json::value& at(const std::string& pointer) { return document().at_pointer(pointer); }
std::string text(const json::value& value) { return json::value_to<std::string>(value); }
std::set<std::string> texts(const json::value& array) {
  return json::value_to<std::set<std::string>>(array);
}

// "manage, admin", behind it "if given" where one may come without a credential; "open".
std::string right_of(const Right& right) {
  if (right.credential == Right::Credential::none) return "open";
  return std::string(name_of(right.capability)) + ", " + std::string(name_of(right.least_role)) +
         (right.credential == Right::Credential::optional ? ", if given" : "");
}

std::string right_of(const json::object& operation) {
  const auto* right = operation.if_contains("x-rolecall-right");
  const auto* security = operation.if_contains("security");
  if (right == nullptr) {
    return security != nullptr && security->as_array().empty() ? "open" : "none is told";
  }
  return text(right->at("capability")) + ", " + text(right->at("least_role")) +
         (security == nullptr ? "" : ", if given");
}

// By "get /v1/users".
using Rights = std::map<std::string, std::string>;

Rights rights_of_routes() {
  const TemporaryDirectory parent;
  DataFolderSettings settings;
  settings.directory = parent.path() / "data";
  settings.mode = LmdbMode::read_write;
  const auto folder = DataFolder::open(settings).value();
  Directory directory(folder->log(), folder->keys());
  Service service(directory, folder->client_secrets());
  Rights rights;
  for (const Route& route : native::dialect(service, bearer_admission(service)).routes) {
    std::string method(name_of(route.method));
    for (char& c : method) c = static_cast<char>(c | 32);
    rights[method + ' ' + route.pattern] = right_of(route.right);
  }
  return rights;
}

Rights rights_of_document() {
  Rights rights;
  for (const auto& [path, item] : at("/paths").as_object()) {
    for (const auto& [method, operation] : item.as_object()) {
      if (method == "parameters") continue;
      rights[std::string(method) + ' ' + std::string(path)] = right_of(operation.as_object());
    }
  }
  return rights;
}

TEST(OpenApi, IsServedAsItIsInTheRepository) {
  std::ifstream file(ROLECALL_SOURCE_DIR "/api/dialects/native/openapi.json");
  EXPECT_EQ(openapi_text(), std::string(std::istreambuf_iterator<char>(file), {}));
}

TEST(OpenApi, HasEveryRouteWithItsRightAndNoOther) {
  EXPECT_EQ(rights_of_document(), rights_of_routes());
}

TEST(OpenApi, HasEveryEventInTheirOrder) {
  std::string events, documented;
  for (std::uint16_t type = 1; type <= std::variant_size_v<Event>; ++type) {
    events += "#/components/schemas/" + std::string(name_of(EventType{type})) + "\n";
  }
  for (const auto& one : at("/components/schemas/Event/oneOf").as_array()) {
    documented += text(one.at("$ref")) + "\n";
  }
  EXPECT_EQ(documented, events);
  EXPECT_EQ(at("/components/schemas/PlannedEvent/oneOf"), at("/components/schemas/Event/oneOf"));
}

// What an event tells of itself, as members of its `data`.
struct DataNames {
  std::set<std::string> names;
  void operator()(unsigned, std::string_view, const Profile&) {
    for (const ProfileMember& member : profile_members) names.emplace(member.name);
  }
  template <class T>
  void operator()(unsigned, std::string_view name, const T&) {
    names.emplace(name);
  }
};

TEST(OpenApi, HasTheDataOfEveryEvent) {
  boost::mp11::mp_for_each<boost::mp11::mp_rename<Event, boost::mp11::mp_list>>(
      [&]<class E>(const E& event) {
        DataNames told;
        visit_sealed(event, told);
        visit_members(event, told);
        const json::value& data =
            at("/components/schemas/" + std::string(E::type_name) + "/properties/data");
        if (told.names.empty()) {
          EXPECT_EQ(text(data.at("$ref")), "#/components/schemas/NoData") << E::type_name;
          return;
        }
        std::set<std::string> documented;
        for (const auto& member : data.at("properties").as_object()) {
          documented.emplace(member.key());
        }
        EXPECT_EQ(documented, told.names) << E::type_name;
        EXPECT_EQ(texts(data.at("required")), told.names) << E::type_name;
      });
}

TEST(OpenApi, HasTheWordOfEveryRefusal) {
  const auto codes = texts(at("/components/schemas/ProblemCode/enum"));
  for (auto code = Errc::invalid_argument; code <= Errc::corrupt;
       code = static_cast<Errc>(static_cast<int>(code) + 1)) {
    EXPECT_TRUE(codes.contains(std::string(name_of(code)))) << name_of(code);
  }
}

TEST(OpenApi, HasTheBoundsThatHold) {
  const auto bound = [](const std::string& pointer) {
    return at(pointer).to_number<std::size_t>();
  };
  const std::string limit = "/components/parameters/limit/schema/";
  EXPECT_EQ(bound(limit + "maximum"), limits::page_max_rows);
  EXPECT_EQ(bound(limit + "default"), limits::page_default_rows);
  EXPECT_EQ(bound("/components/parameters/q/schema/maxLength"), limits::name_max_bytes);
  const std::string schemas = "/components/schemas/";
  EXPECT_EQ(bound(schemas + "Position/maximum"), limits::position_max);
  EXPECT_EQ(bound(schemas + "Name/maxLength"), limits::name_max_chars);
  EXPECT_EQ(bound(schemas + "ReasonText/maxLength"), limits::reason_max_bytes);
  EXPECT_EQ(bound(schemas + "Password/properties/password/maxLength"), limits::password_max_bytes);
  EXPECT_EQ(bound(schemas + "Lookup/properties/ids/maxItems"), limits::lookup_max_names);
}

}  // namespace
}  // namespace rolecall::test
