// The one way to stdout, of every verb: what is said to be written is written, or the verb ends
// with an error.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace rolecall {

// For the beginning of a run. A pipe that nobody reads any more then fails the write instead of
// ending the process, and no file that is opened later can take the place of a standard stream that
// is closed.
void guard_standard_streams();

// Hands all of the text to the system at once, past any buffer. False: it could not, which is said
// on stderr, once; what comes later is not written either.
[[nodiscard]] bool write_out(std::string_view text);

// The end of a verb that prints one text: answers the exit code. `otherwise`: what to know where
// it cannot be written.
[[nodiscard]] int print(std::string_view text, std::string_view otherwise = {});

// Waits, for a verb that will say more later. False: nobody will read it, as write_out() says.
[[nodiscard]] bool wait_to_write_more(std::chrono::milliseconds time);

// Much text, written in large pieces.
class Output {
 public:
  std::string text;

  [[nodiscard]] bool write_if_large() { return text.size() < piece_bytes || write(); }
  [[nodiscard]] bool write() {
    const bool written = write_out(text);
    text.clear();
    return written;
  }

 private:
  static constexpr std::size_t piece_bytes = 65536;
};

// For the end of a run. Where the reader of stdout went away, the process ends as the system would
// have ended it, which is what shells expect of `rolecall list | head`.
void end_as_told_by_readers();

}  // namespace rolecall
