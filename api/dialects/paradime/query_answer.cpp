#include "api/dialects/paradime/query_answer.hpp"

#include <algorithm>
#include <utility>

#include "api/dialects/paradime/field_rights.hpp"

namespace rolecall::paradime {
namespace {

using graphql::Field;

// Response keys are names of GraphQL: nothing in them needs an escape.
void append_key(std::string& text, bool is_first, std::string_view key) {
  if (!is_first) text += ',';
  text.append(1, '"').append(key).append("\":");
}

void append_type_name(std::string& text, const Field& field) {
  text.append(1, '"').append(field.type).append(1, '"');
}

const List* find_list(std::string_view field, std::string_view part) {
  const auto found = std::ranges::find_if(
      all_lists, [&](const List* list) { return list->field == field && list->part == part; });
  return found == all_lists.end() ? nullptr : *found;
}

// A row that says all there is to say, once.
std::uint64_t plain_row_bytes(const List& list) {
  std::uint64_t bytes = 64;  // braces, and the name of its type
  for (const Leaf& leaf : list.leaves) bytes += leaf.name.size() + 4 + leaf.bytes;
  return bytes;
}

}  // namespace

QueryAnswer::QueryAnswer(const QueryContext& context, const graphql::Operation& operation)
    : context_(context), beginning_("{") {
  std::string errors;
  JsonWriter json(errors);
  json.begin_array();
  for (const Field& field : operation.selection) {
    const std::string_view refusal = refusal_of(context_.caller, field);
    if (refusal.empty()) continue;
    graphql::write_error(json, {std::string(refusal), field.at, {field.response_key}});
  }
  json.end_array();
  // Even an empty list of them is a failure to the client.
  if (errors.size() > 2) beginning_ += "\"errors\":" + errors + ",";
  beginning_ += "\"data\":{";
  for (const Field& field : operation.selection) {
    append_key(end_, &field == operation.selection.data(), field.response_key);
    add_root(field);
  }
  end_ += "}}";
  add_costs();
}

void QueryAnswer::add_root(const Field& field) {
  if (field.name == "__typename") return append_type_name(end_, field);
  if (!refusal_of(context_.caller, field).empty()) {
    end_ += "null";
    return;
  }
  end_ += '{';
  for (const Field& part : field.selection) {
    append_key(end_, &part == field.selection.data(), part.response_key);
    if (part.name == "__typename") {
      append_type_name(end_, part);
    } else if (const List* const list = find_list(field.name, part.name)) {
      parts_.push_back({std::exchange(end_, {}), list, {}});
      add_part(part);
    } else {
      end_ += "true";  // of `ok`
    }
  }
  end_ += '}';
}

void QueryAnswer::add_part(const Field& field) {
  Part& part = parts_.back();
  std::string text;
  for (const Field& member : field.selection) {
    append_key(text, &member == field.selection.data(), member.response_key);
    if (member.name == "__typename") {
      append_type_name(text, member);
      continue;
    }
    const auto leaf = std::ranges::find(part.list->leaves, member.name, &Leaf::name);
    const auto number = static_cast<std::uint32_t>(leaf - part.list->leaves.begin());
    part.row.push_back({std::exchange(text, {}), number});
    part.wanted |= 1u << number;
  }
  part.row.push_back({text + "}", std::nullopt});
}

void QueryAnswer::add_costs() {
  for (const List* const list : all_lists) {
    std::uint64_t row_bytes = 0;
    for (const Part& part : parts_) {
      if (part.list != list) continue;
      for (const Member& member : part.row) {
        row_bytes += member.text.size() + (member.leaf ? list->leaves[*member.leaf].bytes : 1);
      }
    }
    if (row_bytes == 0) continue;
    const std::uint64_t rows = list->rows_most(context_.view);
    expected_bytes_ += rows * row_bytes;
    repeated_bytes_ += rows * (row_bytes - std::min(row_bytes, plain_row_bytes(*list)));
  }
}

Result<void> QueryAnswer::next(std::string& out, std::size_t size_bytes) {
  while (out.size() < size_bytes && !is_done_) {
    if (at_part_ == parts_.size()) {
      out += end_;
      is_done_ = true;
    } else if (!is_in_list_) {
      const Part& part = parts_[at_part_];
      auto rows = part.list->rows(context_);
      if (!rows) return rows.error();
      rows_ = *std::move(rows);
      at_row_ = 0;
      is_in_list_ = true;
      out.append(part.text).append(1, '[');
    } else if (at_row_ < rows_.size()) {
      if (auto row = append_row(parts_[at_part_], out); !row) return row;
      ++at_row_;
    } else {
      out += ']';
      rows_ = {};
      is_in_list_ = false;
      ++at_part_;
    }
  }
  return {};
}

// A value that is asked for by several names is made once.
Result<void> QueryAnswer::append_row(const Part& part, std::string& out) {
  const auto guard = context_.service.model().enter();
  for (std::string& value : values_) value.clear();
  const auto read = part.list->read(context_, rows_[at_row_], part.wanted, values_);
  if (!read) return read;
  out += at_row_ == 0 ? "{" : ",{";
  for (const Member& member : part.row) {
    out += member.text;
    if (member.leaf) out += values_[*member.leaf];
  }
  return {};
}

}  // namespace rolecall::paradime
