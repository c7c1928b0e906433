// The answer to a query, written in pieces: no more of it is in memory than is asked for at once,
// beside four bytes for each row of one list.
//
// Cost:    what is asked for once is as long as the directory is large. What is asked for again, by
//          other names, is what a small query makes large: repeated_bytes() tells it before any of
//          it is written.
// Threads: one at a time. next() takes its time, and is not for an I/O thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/dialects/paradime/lists.hpp"

namespace rolecall::paradime {

class QueryAnswer {
 public:
  // Fields that are refused are null and have an error.
  QueryAnswer(const QueryContext& context, const graphql::Operation& operation);

  // About so long is it, and about so much of it says again what other parts of it say. Of lists
  // whose rows cannot be told without looking at them it may be less.
  std::uint64_t expected_bytes() const { return expected_bytes_; }
  std::uint64_t repeated_bytes() const { return repeated_bytes_; }

  // What it begins with; never empty, and not to be appended by next().
  const std::string& beginning() const { return beginning_; }
  // Appends what follows until `out` has that size, or is_done().
  Result<void> next(std::string& out, std::size_t size_bytes);
  bool is_done() const { return is_done_; }

 private:
  // A member of a row: what stands before its value, of which there may be none.
  struct Member {
    std::string text;
    std::optional<std::uint32_t> leaf;
  };
  // A list, and the text between the one before and its rows.
  struct Part {
    std::string text;
    const List* list;
    std::vector<Member> row;
    std::uint32_t wanted = 0;  // leaves, a bit each
  };

  void add_root(const graphql::Field& field);
  void add_part(const graphql::Field& field);
  void add_costs();
  Result<void> append_row(const Part& part, std::string& out);

  const QueryContext context_;
  std::string beginning_;
  std::vector<Part> parts_;
  std::string end_;  // behind the last list; while it is made, behind the last part
  std::uint64_t expected_bytes_ = 0;
  std::uint64_t repeated_bytes_ = 0;

  std::size_t at_part_ = 0;
  std::vector<std::uint32_t> rows_;  // of that part
  std::size_t at_row_ = 0;
  bool is_in_list_ = false;
  bool is_done_ = false;
  Values values_;
};

}  // namespace rolecall::paradime
