#include "service/grpc/event_field_path.h"

#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/grpc/field_path.h"

namespace onhand {
namespace {

using google::protobuf::RepeatedPtrField;

constexpr std::pair<const char*, const char*> kPlainFields[] = {
    {"id", "id"},
    {"organizationId", "organization_id"},
    {"productId", "product_id"},
    {"dimensionDataSource", "dimension_data_source"},
    {"modifiedDateTimeUTC", "modified_at"},
    {"reservationId", "reservation_id"},
    {"OffsetQty", "offset_micros"},
    {"ifCheckAvailForReserv", "check_available"},
    {"expiresAt", "expires_at"},
    {"ttlSeconds", "ttl_seconds"},
    {"externalReferenceCategory", "external_reference_category"},
    {"externalReferenceId", "external_reference_id"},
    {"fnoJournalNameId", "journal_name_id"},
    {"costPrice", "cost_price"},
    {"transDate", "transaction_date"},
};
constexpr std::pair<const char*, const char*> kMapFields[] = {
    {"dimensions", "dimensions"},
    {"groups", "groups"},
    {"targetGroups", "groups"},
    {"sourceGroups", "source_groups"},
};

std::string PlainPath(std::string_view pointer, const std::vector<std::string>& segments) {
  if (segments.empty()) return std::string(pointer);
  for (const auto& [member, field] : kPlainFields) {
    if (absl::EqualsIgnoreCase(segments[0], member)) return field;
  }
  for (const auto& [member, field] : kMapFields) {
    if (!absl::EqualsIgnoreCase(segments[0], member)) continue;
    return segments.size() > 1 ? absl::StrCat(field, "[\"", segments[1], "\"]") : std::string(field);
  }
  return std::string(pointer);
}

bool Names(const std::vector<std::string>& segments, const char* member) {
  return !segments.empty() && absl::EqualsIgnoreCase(segments[0], member);
}

// `segments` from number `first` on name a data source and a measure; `list` has them as elements.
template <typename Element>
std::string MeasurePath(std::string field, const std::vector<std::string>& segments, size_t first,
                        const RepeatedPtrField<Element>& list) {
  for (int i = 0; segments.size() > first && i < list.size(); ++i) {
    if (!absl::EqualsIgnoreCase(list[i].data_source(), segments[first])) continue;
    if (segments.size() == first + 1) return absl::StrCat(field, "[", i, "].data_source");
    if (absl::EqualsIgnoreCase(list[i].measure(), segments[first + 1])) return absl::StrCat(field, "[", i, "]");
  }
  return field;
}

std::string AllocationPath(std::string_view pointer, const std::vector<std::string>& segments) {
  return Names(segments, "quantity") ? "quantity_micros" : PlainPath(pointer, segments);
}

}  // namespace

std::string EventFieldPath(std::string_view pointer) { return PlainPath(pointer, PointerSegments(pointer)); }

std::string EventFieldPath(std::string_view pointer, const v1::ChangeEvent& event) {
  const std::vector<std::string> segments = PointerSegments(pointer);
  if (Names(segments, "quantities")) return MeasurePath("quantities", segments, 1, event.quantities());
  return PlainPath(pointer, segments);
}

std::string EventFieldPath(std::string_view pointer, const v1::SetEvent& event) {
  const std::vector<std::string> segments = PointerSegments(pointer);
  if (Names(segments, "quantities")) return MeasurePath("quantities", segments, 1, event.quantities());
  if (Names(segments, "expectedQuantities")) {
    return MeasurePath("expected_quantities", segments, 1, event.expected_quantities());
  }
  return PlainPath(pointer, segments);
}

std::string EventFieldPath(std::string_view pointer, const v1::ReserveEvent&) {
  const std::vector<std::string> segments = PointerSegments(pointer);
  if (Names(segments, "quantity")) return "quantity.quantity_micros";
  if (Names(segments, "modifier")) return "quantity.measure";
  if (Names(segments, "quantityDataSource")) return "quantity.data_source";
  if (Names(segments, "quantities")) return "quantity";
  return PlainPath(pointer, segments);
}

std::string EventFieldPath(std::string_view pointer, const v1::UnreserveEvent&) { return EventFieldPath(pointer); }

std::string EventFieldPath(std::string_view pointer, const v1::ExtendEvent&) { return EventFieldPath(pointer); }

std::string EventFieldPath(std::string_view pointer, const v1::AllocationEvent&) {
  return AllocationPath(pointer, PointerSegments(pointer));
}

std::string EventFieldPath(std::string_view pointer, const v1::ReallocationEvent&) {
  return AllocationPath(pointer, PointerSegments(pointer));
}

std::string EventFieldPath(std::string_view pointer, const v1::ConsumptionEvent& event) {
  const std::vector<std::string> segments = PointerSegments(pointer);
  if (Names(segments, "physicalMeasures")) {
    return MeasurePath("physical_measures", segments, 1, event.physical_measures());
  }
  return AllocationPath(pointer, segments);
}

std::string EventFieldPath(std::string_view pointer, const v1::ScheduleEvent& event) {
  const std::vector<std::string> segments = PointerSegments(pointer);
  if (!Names(segments, "quantitiesByDate")) return PlainPath(pointer, segments);
  for (int i = 0; segments.size() > 1 && i < event.quantities_by_date_size(); ++i) {
    if (event.quantities_by_date(i).date() != segments[1]) continue;
    const std::string day = absl::StrCat("quantities_by_date[", i, "]");
    if (segments.size() == 2) return day + ".date";
    return MeasurePath(day + ".quantities", segments, 2, event.quantities_by_date(i).quantities());
  }
  return "quantities_by_date";
}

std::string EventFieldPath(std::string_view pointer, const v1::AdjustEvent&) {
  const std::vector<std::string> segments = PointerSegments(pointer);
  if (Names(segments, "quantity")) return "quantity.quantity_micros";
  if (Names(segments, "physicalMeasure")) return "quantity.measure";
  if (Names(segments, "quantityDataSource")) return "quantity.data_source";
  if (Names(segments, "quantities")) return "quantity.data_source";  // a read-only one is told as one of several
  return PlainPath(pointer, segments);
}

}  // namespace onhand
