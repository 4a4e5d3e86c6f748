#include "service/json/quantities_decoder.h"

#include <string>

#include "engine/model/json_pointer.h"
#include "service/json/field_reader.h"

namespace onhand {

bool DecodeQuantities(const JsonValue& value, std::string_view path, MeasureQuantities* out, Issue* issue) {
  if (!value.is_object()) {
    *issue = MistypedField(path, "an object", value);
    return false;
  }
  for (const JsonMember& source : value.members()) {
    if (!source.value.is_object()) {
      *issue = MistypedField(PointerTo(path, source.name), "an object", source.value);
      return false;
    }
    for (const JsonMember& measure : source.value.members()) {
      Quantity quantity;
      // The pointer is only built for the one that fails.
      if (!ReadQuantity(measure.value, {}, &quantity, issue)) {
        ReadQuantity(measure.value, PointerTo(PointerTo(path, source.name), measure.name), &quantity, issue);
        return false;
      }
      out->push_back({source.name, measure.name, quantity});
    }
  }
  return true;
}

bool DecodeOneQuantity(const JsonValue& record, std::string_view name, Quantity* out, Issue* issue) {
  const std::string path = PointerTo("", name);
  if (const JsonValue* value = record.Find(name)) return ReadQuantity(*value, path, out, issue);
  *issue = {Reason::kNoQuantity, path, std::string(name) + " is missing: the event has no quantity."};
  return false;
}

}  // namespace onhand
