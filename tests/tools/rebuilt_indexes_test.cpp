// An index of the log whose bytes have changed: told, never answered from, and made anew.
#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/http_client.hpp"
#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

class DamagedIndex : public RolecallProgram {
 protected:
  void SetUp() override {
    ASSERT_EQ(run({"import", write_file("history.ndjson", small_history())}).code, 0);
    history = ask({"history", "ann"});
    const auto& events = history.at("events").as_array();
    ASSERT_GE(events.size(), 2U);
    ann = events[0].at("user_id").as_string().c_str();
    last = events[events.size() - 1].at("position").as_int64();
  }
  static std::string bytes_of_id(std::string text) {
    std::erase(text, '-');
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); i += 2) {
      bytes.push_back(static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16)));
    }
    return bytes;
  }
  // Moves the index's entry of an event about that user far behind the end of the log.
  int move_entry(const std::string& id, std::int64_t position) const {
    std::string key = bytes_of_id(id) + std::string(8, '\0');
    key.back() = static_cast<char>(position);
    std::fstream file(data + "/log/data.mdb", std::ios::binary | std::ios::in | std::ios::out);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    int moved = 0;
    for (auto at = bytes.find(key); at != bytes.npos; at = bytes.find(key, at + 1), ++moved) {
      file.clear();
      file.seekp(static_cast<std::streamoff>(at + key.size() - 2));
      file.put('\x40');
    }
    return moved;
  }
  int move_last_entry_of_ann() const { return move_entry(ann, last); }

  boost::json::value history;
  std::string ann;
  std::int64_t last = 0;
};

TEST_F(DamagedIndex, IsToldToReadersAndMadeAnewByWhoeverWrites) {
  ASSERT_GE(move_last_entry_of_ann(), 1);

  const Ended reading = run({"history", "ann"});
  EXPECT_EQ(reading.code, 5);
  EXPECT_NE(reading.err.find("indexes"), std::string::npos) << reading.err;

  const Ended writing = run({"keys", "issue", "boss", "--capability", "read"});
  EXPECT_EQ(writing.code, 0) << writing.err;
  EXPECT_NE(writing.err.find("made anew"), std::string::npos) << writing.err;
  EXPECT_EQ(ask({"history", "ann"}).at("events"), history.at("events"));
}

TEST_F(DamagedIndex, IsToldByAServerThatHasStartedBeforeAndMadeAnewByTheNextOne) {
  const Ended issued = run({"keys", "issue", "boss", "--capability", "read", "--json"});
  const std::string key = boost::json::parse(issued.out).at("api_key").as_string().c_str();
  for (const bool is_whole : {true, false, true}) {
    SpawnedProgram server(command({"serve", "--listen", "127.0.0.1:0"}));
    HttpClient client(port_in(server.read_line()), key);
    if (!is_whole) {
      EXPECT_GE(move_last_entry_of_ann(), 1);
    }
    const HttpAnswer answer = client.get("/v1/users/" + ann + "/history");
    EXPECT_EQ(answer.status, is_whole ? 200 : 500) << answer.body;
    const auto body = boost::json::parse(answer.body);
    if (is_whole) {
      EXPECT_EQ(body.at("events"), history.at("events"));
    } else {
      EXPECT_EQ(body.at("code"), "corrupt");
      EXPECT_NE(answer.body.find("makes the indexes anew"), answer.body.npos) << answer.body;
    }
    EXPECT_EQ(client.get("/v1/users/" + ann).status, 200) << "all else is answered";
  }
}

}  // namespace
}  // namespace rolecall::test
