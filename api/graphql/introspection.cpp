#include "api/graphql/introspection.hpp"

#include <algorithm>
#include <array>

#include "api/graphql/document.hpp"

namespace rolecall::graphql {
namespace {

// A member whose value is a list, each element of it an object that `write` fills.
template <class Items, class Write>
void write_objects(JsonWriter& json, std::string_view name, const Items& items, Write write) {
  json.key(name);
  json.begin_array();
  for (const auto& item : items) {
    json.begin_object();
    write(item);
    json.end_object();
  }
  json.end_array();
}

void write_name(JsonWriter& json, std::string_view name) {
  json.member("name", name);
  json.member("description", nullptr);
}

std::string_view kind_of(const Schema& schema, std::string_view type) {
  if (schema.object(type)) return "OBJECT";
  if (schema.input(type)) return "INPUT_OBJECT";
  return schema.enumeration(type) ? "ENUM" : "SCALAR";
}

void write_type(JsonWriter& json, const Schema& schema, Type type) {
  const bool is_wrapped = type.is_non_null() || type.is_list();
  json.begin_object();
  if (is_wrapped) {
    json.member("kind", type.is_non_null() ? "NON_NULL" : "LIST");
    json.member("name", nullptr);
    json.key("ofType");
    write_type(json, schema, type.is_non_null() ? type.nullable() : type.item());
  } else {
    json.member("kind", kind_of(schema, type.text()));
    json.member("name", type.text());
    json.member("ofType", nullptr);
  }
  json.end_object();
}

void write_arguments(JsonWriter& json, const Schema& schema, std::string_view name,
                     const std::vector<ArgumentDefinition>& arguments) {
  write_objects(json, name, arguments, [&](const ArgumentDefinition& argument) {
    write_name(json, argument.name);
    json.key("type");
    write_type(json, schema, argument.type);
    json.member("defaultValue", nullptr);
  });
}

void write_not_deprecated(JsonWriter& json) {
  json.member("isDeprecated", false);
  json.member("deprecationReason", nullptr);
}

// The members that a type has only by its kind.
struct Parts {
  const ObjectType* object = nullptr;
  const InputType* input = nullptr;
  const EnumType* enumeration = nullptr;
};

void write_definition(JsonWriter& json, const Schema& schema, std::string_view name,
                      const Parts& parts = {}) {
  json.begin_object();
  json.member("kind", kind_of(schema, name));
  write_name(json, name);
  if (parts.object) {
    write_objects(json, "fields", parts.object->fields, [&](const FieldDefinition& field) {
      write_name(json, field.name);
      write_arguments(json, schema, "args", field.arguments);
      json.key("type");
      write_type(json, schema, field.type);
      write_not_deprecated(json);
    });
    write_objects(json, "interfaces", std::array<int, 0>{}, [](int) {});
  } else {
    json.member("fields", nullptr);
    json.member("interfaces", nullptr);
  }
  if (parts.input) {
    write_arguments(json, schema, "inputFields", parts.input->fields);
  } else {
    json.member("inputFields", nullptr);
  }
  if (parts.enumeration) {
    write_objects(json, "enumValues", parts.enumeration->values, [&](const std::string& value) {
      write_name(json, value);
      write_not_deprecated(json);
    });
  } else {
    json.member("enumValues", nullptr);
  }
  json.member("possibleTypes", nullptr);
  json.end_object();
}

void write_root(JsonWriter& json, const Schema& schema, std::string_view member,
                std::string_view type) {
  json.key(member);
  if (!schema.object(type)) return json.value(nullptr);
  json.begin_object();
  json.member("name", type);
  json.end_object();
}

void write_directives(JsonWriter& json, const Schema& schema) {
  static const std::vector<ArgumentDefinition> arguments{{"if", "Boolean!"}};
  constexpr std::array<std::string_view, 2> directives{"skip", "include"};
  write_objects(json, "directives", directives, [&](std::string_view name) {
    write_name(json, name);
    json.member("isRepeatable", false);
    json.key("locations");
    json.begin_array();
    for (const auto* place : {"FIELD", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"}) json.value(place);
    json.end_array();
    write_arguments(json, schema, "args", arguments);
  });
}

}  // namespace

bool asks_for_schema(std::string_view query) {
  const auto document = parse_document(query);
  if (!document || document->operations.size() != 1) return false;
  const OperationDefinition& operation = document->operations.front();
  const auto is_schema = [](const Selection& selection) {
    return selection.kind == Selection::Kind::field && selection.name == "__schema" &&
           selection.response_key == selection.name;
  };
  return operation.kind == OperationDefinition::Kind::query &&
         std::ranges::all_of(operation.selections, is_schema);
}

void write_schema(JsonWriter& json, const Schema& schema) {
  json.begin_object();
  json.member("description", nullptr);
  write_root(json, schema, "queryType", "Query");
  write_root(json, schema, "mutationType", "Mutation");
  json.member("subscriptionType", nullptr);
  json.key("types");
  json.begin_array();
  for (const auto* scalar : {"Int", "Float", "String", "Boolean", "ID"}) {
    write_definition(json, schema, scalar);
  }
  for (const std::string& scalar : schema.scalars) write_definition(json, schema, scalar);
  for (const ObjectType& type : schema.objects) {
    write_definition(json, schema, type.name, {&type});
  }
  for (const InputType& type : schema.inputs) {
    write_definition(json, schema, type.name, {nullptr, &type});
  }
  for (const EnumType& type : schema.enums) {
    write_definition(json, schema, type.name, {nullptr, nullptr, &type});
  }
  json.end_array();
  write_directives(json, schema);
  json.end_object();
}

}  // namespace rolecall::graphql
