#include "service/json/json_value.h"

#include "engine/model/name.h"

namespace onhand {

std::string_view JsonTypeName(JsonType type) {
  switch (type) {
    case JsonType::kNull:
      return "null";
    case JsonType::kBool:
      return "a boolean";
    case JsonType::kNumber:
      return "a number";
    case JsonType::kString:
      return "a string";
    case JsonType::kArray:
      return "an array";
    case JsonType::kObject:
      return "an object";
  }
  return "";
}

const JsonValue* JsonValue::Find(std::string_view name) const {
  for (const JsonMember& member : members()) {
    // Sizes are looked at here because hot paths look up many names.
    if (member.name.size() == name.size() && NamesEqual(member.name, name)) {
      return member.value.is_null() ? nullptr : &member.value;
    }
  }
  return nullptr;
}

}  // namespace onhand
