#include "api/graphql/flatten.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <span>

#include "engine/limits.hpp"

namespace rolecall::graphql {
namespace {

class Flattening {
 public:
  Flattening(const Schema& schema, const Fragments& fragments, Coercion& coercion)
      : schema_(schema), fragments_(fragments), coercion_(coercion) {}

  // A selection that fields are collected from; `included` unless @skip or @include say no.
  struct Source {
    const std::vector<Selection>* selections;
    bool included;
  };
  Result<std::vector<Field>> fields(const ObjectType& type, std::span<const Source> sources,
                                    std::size_t depth);

 private:
  struct Occurrence {
    const Selection* field;
    bool included;
  };
  // All fields of one response key.
  using Occurrences = std::vector<Occurrence>;
  struct Collected {
    std::vector<Occurrences> fields;
    std::map<std::string_view, bool> fragments;  // those met, and whether included
  };

  std::optional<Error> collect(const ObjectType& type, Source source, std::size_t depth,
                               Collected& collected);
  std::optional<Error> collect_fragment(const ObjectType& type, const Selection& selection,
                                        bool included, std::size_t depth, Collected& collected);
  Result<bool> is_included(const Selection& selection);
  Result<Field> field(const ObjectType& type, const Occurrences& occurrences, std::size_t depth);
  std::optional<Error> check_condition(const ObjectType& type, std::string_view condition,
                                       const Selection& selection) const;
  std::optional<Error> check_leaf(const FieldDefinition& definition, const Selection& field) const;
  static std::optional<Error> check_merge(const Selection& one, const Selection& other);
  static Error unknown_field(const ObjectType& type, const Selection& field);

  const Schema& schema_;
  const Fragments& fragments_;
  Coercion& coercion_;
  std::size_t selections_ = 0;
};

Result<std::vector<Field>> Flattening::fields(const ObjectType& type,
                                              std::span<const Source> sources, std::size_t depth) {
  Collected collected;
  for (const Source& source : sources) {
    if (auto error = collect(type, source, depth, collected)) return *std::move(error);
  }
  std::vector<Field> fields;
  for (const Occurrences& occurrences : collected.fields) {
    Result<Field> one = field(type, occurrences, depth);
    if (!one) return one.error();
    if (std::ranges::any_of(occurrences, &Occurrence::included)) fields.push_back(*std::move(one));
  }
  return fields;
}

std::optional<Error> Flattening::collect(const ObjectType& type, Source source, std::size_t depth,
                                         Collected& collected) {
  for (const Selection& selection : *source.selections) {
    if (depth >= limits::graphql_depth_max) {
      return Error{
          "Selections are deeper than " + std::to_string(limits::graphql_depth_max) + " levels.",
          selection.at};
    }
    if (++selections_ > limits::graphql_selections_max) {
      return Error{
          "There are more than " + std::to_string(limits::graphql_selections_max) + " selections.",
          selection.at};
    }
    const Result<bool> directed = is_included(selection);
    if (!directed) return directed.error();
    const bool included = source.included && *directed;
    if (selection.kind != Selection::Kind::field) {
      auto error = collect_fragment(type, selection, included, depth, collected);
      if (error) return error;
      continue;
    }
    auto known =
        std::ranges::find(collected.fields, selection.response_key,
                          [](const Occurrences& met) { return met.front().field->response_key; });
    if (known == collected.fields.end()) known = collected.fields.emplace(known);
    if (included && std::ranges::none_of(*known, &Occurrence::included)) {
      // Fields are in the order in which they are first included.
      std::rotate(known, known + 1, collected.fields.end());
      known = collected.fields.end() - 1;
    }
    known->push_back({&selection, included});
  }
  return std::nullopt;
}

std::optional<Error> Flattening::collect_fragment(const ObjectType& type,
                                                  const Selection& selection, bool included,
                                                  std::size_t depth, Collected& collected) {
  if (selection.kind == Selection::Kind::inline_fragment) {
    if (!selection.name.empty()) {
      if (auto error = check_condition(type, selection.name, selection)) return error;
    }
    return collect(type, {&selection.selections, included}, depth + 1, collected);
  }
  const auto fragment = fragments_.find(selection.name);
  if (fragment == fragments_.end()) {
    return Error{"Unknown fragment " + in_quotes(selection.name) + ".", selection.at};
  }
  if (auto error = check_condition(type, fragment->second->type, selection)) return error;
  const auto [met, is_new] = collected.fragments.emplace(selection.name, included);
  if (!is_new && (met->second || !included)) return std::nullopt;
  met->second = included;
  return collect(type, {&fragment->second->selections, included}, depth + 1, collected);
}

Result<bool> Flattening::is_included(const Selection& selection) {
  static const std::vector<ArgumentDefinition> definitions{{"if", "Boolean!"}};
  bool included = true;
  std::vector<std::string_view> seen;
  for (const Directive& directive : selection.directives) {
    const std::string name = in_quotes("@" + std::string(directive.name));
    if (directive.name != "skip" && directive.name != "include") {
      return Error{"Unknown directive " + name + ". Only @skip and @include are supported.",
                   directive.at};
    }
    if (std::ranges::find(seen, directive.name) != seen.end()) {
      return Error{"The directive " + name + " can only be used once at this location.",
                   directive.at};
    }
    seen.push_back(directive.name);
    const auto arguments =
        coercion_.arguments(definitions, directive.arguments, {{}, directive.name, directive.at});
    if (!arguments) return arguments.error();
    if (arguments->at("if").as_bool() == (directive.name == "skip")) included = false;
  }
  return included;
}

Result<Field> Flattening::field(const ObjectType& type, const Occurrences& occurrences,
                                std::size_t depth) {
  const Selection& first = *occurrences.front().field;
  const FieldDefinition* const definition = type.field(first.name);
  if (!definition) return unknown_field(type, first);
  std::vector<Source> sources;
  for (const Occurrence& occurrence : occurrences) {
    if (auto error = check_merge(first, *occurrence.field)) return *std::move(error);
    if (auto error = check_leaf(*definition, *occurrence.field)) return *std::move(error);
    sources.push_back({&occurrence.field->selections, occurrence.included});
  }
  auto arguments = coercion_.arguments(definition->arguments, first.arguments,
                                       {type.name, definition->name, first.at});
  if (!arguments) return arguments.error();
  const auto included = std::ranges::find(occurrences, true, &Occurrence::included);
  Field field{std::string(first.response_key),
              definition->name,
              type.name,
              *std::move(arguments),
              {},
              included == occurrences.end() ? first.at : included->field->at};
  const std::string_view answer = Type(definition->type).named().text();
  if (const ObjectType* const object = schema_.object(answer)) {
    auto selection = fields(*object, sources, depth + 1);
    if (!selection) return selection.error();
    field.selection = *std::move(selection);
  }
  return field;
}

std::optional<Error> Flattening::check_condition(const ObjectType& type, std::string_view condition,
                                                 const Selection& selection) const {
  if (condition == type.name) return std::nullopt;
  const bool is_named = selection.kind == Selection::Kind::fragment_spread;
  const std::string fragment = is_named ? "Fragment " + in_quotes(selection.name) : "Fragment";
  if (schema_.object(condition)) {
    return Error{fragment + " cannot be spread here as objects of type " + in_quotes(type.name) +
                     " can never be of type " + in_quotes(condition) + ".",
                 selection.at};
  }
  if (schema_.is_leaf(condition)) {
    return Error{fragment + " cannot condition on non composite type " + in_quotes(condition) + ".",
                 selection.at};
  }
  return Error{"Unknown type " + in_quotes(condition) + ".", selection.at};
}

std::optional<Error> Flattening::check_leaf(const FieldDefinition& definition,
                                            const Selection& field) const {
  const bool is_leaf = schema_.is_leaf(Type(definition.type).named().text());
  if (is_leaf == field.selections.empty()) return std::nullopt;
  const std::string name = "Field " + in_quotes(field.name);
  const std::string type = in_quotes(definition.type);
  return is_leaf
             ? Error{name + " must not have a selection since type " + type + " has no subfields.",
                     field.at}
             : Error{name + " of type " + type + " must have a selection of subfields.", field.at};
}

std::optional<Error> Flattening::check_merge(const Selection& one, const Selection& other) {
  std::string why;
  if (one.name != other.name) {
    why = in_quotes(one.name) + " and " + in_quotes(other.name) + " are different fields";
  } else {
    const auto is_in_other = [&](const Argument& argument) {
      const auto found = std::ranges::find(other.arguments, argument.name, &Argument::name);
      return found != other.arguments.end() && same(found->value, argument.value);
    };
    if (one.arguments.size() == other.arguments.size() &&
        std::ranges::all_of(one.arguments, is_in_other)) {
      return std::nullopt;
    }
    why = "they have differing arguments";
  }
  return Error{"Fields " + in_quotes(one.response_key) + " conflict because " + why +
                   ". Use different aliases on the fields to fetch both if this was intentional.",
               other.at};
}

Error Flattening::unknown_field(const ObjectType& type, const Selection& field) {
  if (field.name == "__schema" || field.name == "__type") {
    return {"Introspection (" + in_quotes(field.name) + ") is not supported.", field.at};
  }
  return {"Cannot query field " + in_quotes(field.name) + " on type " + in_quotes(type.name) + ".",
          field.at};
}

}  // namespace

Result<std::vector<Field>> flatten(const Schema& schema, const Fragments& fragments,
                                   Coercion& coercion, const ObjectType& type,
                                   const std::vector<Selection>& selections) {
  const Flattening::Source source{&selections, true};
  return Flattening(schema, fragments, coercion).fields(type, {&source, 1}, 0);
}

}  // namespace rolecall::graphql
