#include "service/json/event_decoder.h"

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/model/json_pointer.h"
#include "engine/model/name.h"
#include "service/json/field_reader.h"
#include "service/json/time_text.h"

namespace onhand {
namespace {

// The members of a record that matter, found in one pass; null where absent.
struct Fields {
  const JsonValue* id = nullptr;
  const JsonValue* organization_id = nullptr;
  const JsonValue* product_id = nullptr;
  const JsonValue* dimension_data_source = nullptr;
  const JsonValue* dimensions = nullptr;
  const JsonValue* quantities = nullptr;
  const JsonValue* modified = nullptr;
};

Fields FindFields(const JsonValue& record) {
  struct Known {
    std::string_view name;
    const JsonValue* Fields::*field;
  };
  static constexpr Known kKnown[] = {
      {"id", &Fields::id},
      {"organizationId", &Fields::organization_id},
      {"productId", &Fields::product_id},
      {"dimensionDataSource", &Fields::dimension_data_source},
      {"dimensions", &Fields::dimensions},
      {"quantities", &Fields::quantities},
      {"modifiedDateTimeUTC", &Fields::modified},
  };
  Fields fields;
  for (const JsonMember& member : record.members()) {
    if (member.value.is_null()) continue;
    for (const Known& known : kKnown) {
      if (member.name.size() == known.name.size() && NamesEqual(member.name, known.name)) {
        fields.*known.field = &member.value;
        break;
      }
    }
  }
  return fields;
}

bool Required(const JsonValue* value, std::string_view path, std::string_view* out, Issue* issue) {
  if (value == nullptr) {
    *issue = MissingField(path);
    return false;
  }
  return ReadString(*value, path, out, issue);
}

bool ReadDimensions(const JsonValue& value, ChangeEvent* event, Issue* issue) {
  if (!value.is_object()) {
    *issue = MistypedField("/dimensions", "an object", value);
    return false;
  }
  event->dimensions.reserve(value.members().size());
  for (const JsonMember& dimension : value.members()) {
    if (dimension.value.is_null()) continue;
    if (!dimension.value.is_string()) {
      *issue = MistypedField(PointerTo("/dimensions", dimension.name), "a string", dimension.value);
      return false;
    }
    event->dimensions.push_back({dimension.name, dimension.value.text()});
  }
  return true;
}

bool ReadQuantities(const JsonValue& value, ChangeEvent* event, Issue* issue) {
  if (!value.is_object()) {
    *issue = MistypedField("/quantities", "an object", value);
    return false;
  }
  for (const JsonMember& source : value.members()) {
    if (!source.value.is_object()) {
      *issue = MistypedField(PointerTo("/quantities", source.name), "an object", source.value);
      return false;
    }
    for (const JsonMember& measure : source.value.members()) {
      Quantity quantity;
      // The pointer is only built for the one that fails.
      if (!ReadQuantity(measure.value, {}, &quantity, issue)) {
        ReadQuantity(measure.value, PointerTo(PointerTo("/quantities", source.name), measure.name), &quantity, issue);
        return false;
      }
      event->quantities.push_back({source.name, measure.name, quantity});
    }
  }
  return true;
}

bool Decode(const Fields& fields, ChangeEvent* event, Issue* issue) {
  event->id = fields.id != nullptr && fields.id->is_string() ? fields.id->text() : std::string_view();
  if (!Required(fields.id, "/id", &event->id, issue)) return false;
  if (!Required(fields.organization_id, "/organizationId", &event->organization_id, issue)) return false;
  if (!Required(fields.product_id, "/productId", &event->product_id, issue)) return false;
  if (fields.dimension_data_source != nullptr &&
      !ReadString(*fields.dimension_data_source, "/dimensionDataSource", &event->dimension_data_source, issue)) {
    return false;
  }
  if (fields.dimensions != nullptr && !ReadDimensions(*fields.dimensions, event, issue)) return false;
  if (fields.quantities == nullptr) {
    *issue = {Reason::kNoQuantity, "/quantities", "quantities is missing: an event must change at least one measure."};
    return false;
  }
  return ReadQuantities(*fields.quantities, event, issue);
}

}  // namespace

bool DecodeChangeEvent(const JsonValue& record, ChangeEvent* event, Issue* issue) {
  return Decode(FindFields(record), event, issue);
}

bool DecodeSetEvent(const JsonValue& record, SetEvent* event, Issue* issue) {
  const Fields fields = FindFields(record);
  if (!Decode(fields, &event->event, issue)) return false;
  if (fields.modified == nullptr) return true;
  std::string_view text;
  if (!ReadString(*fields.modified, "/modifiedDateTimeUTC", &text, issue)) return false;
  int64_t time_us = 0;
  if (!ParseTime(text, &time_us)) {
    *issue = {Reason::kMalformed, "/modifiedDateTimeUTC",
              absl::StrCat("modifiedDateTimeUTC must be a time as in RFC 3339 (2024-02-29T12:00:00Z), not \"",
                           absl::string_view(text.data(), text.size()), "\".")};
    return false;
  }
  event->modified_at_us = time_us;
  return true;
}

}  // namespace onhand
