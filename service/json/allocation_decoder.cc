#include "service/json/allocation_decoder.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "engine/model/json_pointer.h"
#include "engine/model/name.h"
#include "service/json/event_key_decoder.h"
#include "service/json/field_reader.h"
#include "service/json/quantities_decoder.h"

namespace onhand {
namespace {

using Groups = absl::InlinedVector<GroupValue, 4>;

bool ReadGroups(const JsonValue& value, std::string_view path, Groups* groups, Issue* issue) {
  if (!value.is_object()) {
    *issue = MistypedField(path, "an object", value);
    return false;
  }
  for (const JsonMember& group : value.members()) {
    if (group.value.is_null()) continue;
    if (!group.value.is_string()) {
      *issue = MistypedField(PointerTo(path, group.name), "a string", group.value);
      return false;
    }
    groups->push_back({group.name, group.value.text()});
  }
  return true;
}

// JSON has no two members of one name, so that equal sizes and inclusion make equal sets.
bool SameGroups(const Groups& a, const Groups& b) {
  return a.size() == b.size() && std::all_of(a.begin(), a.end(), [&b](const GroupValue& x) {
           return std::any_of(b.begin(), b.end(),
                              [&x](const GroupValue& y) { return NamesEqual(x.group, y.group) && x.value == y.value; });
         });
}

// `groups`, or what older clients call targetGroups.
bool DecodeGroups(const JsonValue& record, Groups* groups, Issue* issue) {
  const JsonValue* named = record.Find("groups");
  const JsonValue* target = record.Find("targetGroups");
  if (named != nullptr && !ReadGroups(*named, "/groups", groups, issue)) return false;
  if (target == nullptr) return true;
  Groups other;
  if (!ReadGroups(*target, "/targetGroups", &other, issue)) return false;
  if (named == nullptr) {
    *groups = std::move(other);
  } else if (!SameGroups(*groups, other)) {
    *issue = {Reason::kInvalidGroups, "/targetGroups", "groups and targetGroups are both given and differ."};
    return false;
  }
  return true;
}

bool ReadPhysicalMeasures(const JsonValue& value, AllocationEvent* event, Issue* issue) {
  constexpr std::string_view kPath = "/physicalMeasures";
  if (!value.is_object()) {
    *issue = MistypedField(kPath, "an object", value);
    return false;
  }
  for (const JsonMember& source : value.members()) {
    if (!source.value.is_object()) {
      *issue = MistypedField(PointerTo(kPath, source.name), "an object", source.value);
      return false;
    }
    for (const JsonMember& measure : source.value.members()) {
      std::string_view change;
      const std::string path = PointerTo(PointerTo(kPath, source.name), measure.name);
      if (!ReadString(measure.value, path, &change, issue)) return false;
      const bool subtract = NamesEqual(change, "Subtraction");
      if (!subtract && !NamesEqual(change, "Addition")) {
        *issue = {Reason::kMalformed, path,
                  path.substr(1) + " must be \"Addition\" or \"Subtraction\", not \"" + ShownText(change) + "\"."};
        return false;
      }
      event->physical_measures.push_back({source.name, measure.name, subtract});
    }
  }
  return true;
}

}  // namespace

bool DecodeAllocationEvent(AllocationOperation operation, const JsonValue& record, AllocationEvent* event,
                           Issue* issue) {
  event->operation = operation;
  if (!DecodeEventKey(record, event, issue) || !DecodeGroups(record, &event->groups, issue)) return false;
  if (operation == AllocationOperation::kReallocate) {
    const JsonValue* source = record.Find("sourceGroups");
    if (source != nullptr && !ReadGroups(*source, "/sourceGroups", &event->source_groups, issue)) return false;
  }
  if (!DecodeOneQuantity(record, "quantity", &event->quantity, issue)) return false;
  if (operation != AllocationOperation::kConsume) return true;
  const JsonValue* measures = record.Find("physicalMeasures");
  return measures == nullptr || ReadPhysicalMeasures(*measures, event, issue);
}

bool DecodeAllocationQuery(const JsonValue& body, AllocationQuery* query, Issue* issue) {
  EventKey subject;
  Groups groups;
  if (!DecodeEventSubject(body, &subject, issue) || !DecodeGroups(body, &groups, issue)) return false;
  query->organization_id = subject.organization_id;
  query->product_id = subject.product_id;
  query->dimension_data_source = subject.dimension_data_source;
  query->dimensions.assign(subject.dimensions.begin(), subject.dimensions.end());
  query->groups.assign(groups.begin(), groups.end());
  return true;
}

}  // namespace onhand
