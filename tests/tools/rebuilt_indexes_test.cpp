// An index of the log whose bytes have changed: told, never answered from, and made anew.
#include <fstream>
#include <iterator>
#include <string>

#include "tests/tools/rolecall_program.hpp"

namespace rolecall::test {
namespace {

class DamagedIndex : public RolecallProgram {
 protected:
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
    const std::string path = data + "/log/data.mdb";
    std::ifstream in(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    int moved = 0;
    for (auto at = bytes.find(key); at != bytes.npos; at = bytes.find(key, at + 1), ++moved) {
      bytes[at + key.size() - 2] = '\x40';
    }
    std::ofstream(path, std::ios::binary) << bytes;
    return moved;
  }
};

TEST_F(DamagedIndex, IsToldToReadersAndMadeAnewByWhoeverWrites) {
  ASSERT_EQ(run({"import", write_file("history.ndjson", small_history())}).code, 0);
  const auto history = ask({"history", "ann"});
  const auto& events = history.at("events").as_array();
  ASSERT_GE(events.size(), 2U);
  const std::string id(events[0].at("user_id").as_string());
  ASSERT_GE(move_entry(id, events[events.size() - 1].at("position").as_int64()), 1);

  const Ended reading = run({"history", "ann"});
  EXPECT_EQ(reading.code, 5);
  EXPECT_NE(reading.err.find("indexes"), std::string::npos) << reading.err;

  const Ended writing = run({"keys", "issue", "boss", "--capability", "read"});
  EXPECT_EQ(writing.code, 0) << writing.err;
  EXPECT_NE(writing.err.find("made anew"), std::string::npos) << writing.err;
  EXPECT_EQ(ask({"history", "ann"}).at("events"), history.at("events"));
}

}  // namespace
}  // namespace rolecall::test
