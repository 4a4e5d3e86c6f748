#include "service/json/event_key_decoder.h"

#include <string_view>

#include "engine/model/json_pointer.h"
#include "service/json/field_reader.h"

namespace onhand {
namespace {

bool Required(const JsonValue* value, std::string_view path, std::string_view* out, Issue* issue) {
  if (value == nullptr) {
    *issue = MissingField(path);
    return false;
  }
  return ReadString(*value, path, out, issue);
}

bool ReadDimensions(const JsonValue& value, EventKey* key, Issue* issue) {
  if (!value.is_object()) {
    *issue = MistypedField("/dimensions", "an object", value);
    return false;
  }
  key->dimensions.reserve(value.members().size());
  for (const JsonMember& dimension : value.members()) {
    if (dimension.value.is_null()) continue;
    if (!dimension.value.is_string()) {
      *issue = MistypedField(PointerTo("/dimensions", dimension.name), "a string", dimension.value);
      return false;
    }
    key->dimensions.push_back({dimension.name, dimension.value.text()});
  }
  return true;
}

}  // namespace

bool DecodeEventKey(const JsonValue& record, EventKey* key, Issue* issue) {
  key->id = {};
  return Required(record.Find("id"), "/id", &key->id, issue) && DecodeEventSubject(record, key, issue);
}

bool DecodeEventSubject(const JsonValue& body, EventKey* key, Issue* issue) {
  if (!Required(body.Find("organizationId"), "/organizationId", &key->organization_id, issue)) return false;
  if (!Required(body.Find("productId"), "/productId", &key->product_id, issue)) return false;
  const JsonValue* source = body.Find("dimensionDataSource");
  if (source != nullptr && !ReadString(*source, "/dimensionDataSource", &key->dimension_data_source, issue)) {
    return false;
  }
  const JsonValue* dimensions = body.Find("dimensions");
  return dimensions == nullptr || ReadDimensions(*dimensions, key, issue);
}

}  // namespace onhand
