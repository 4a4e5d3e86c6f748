#include "service/json/adjust_decoder.h"

#include <optional>
#include <string>
#include <string_view>

#include "engine/model/quantity.h"
#include "service/json/event_key_decoder.h"
#include "service/json/field_reader.h"
#include "service/json/quantities_decoder.h"

namespace onhand {
namespace {

bool ReadRequired(const JsonValue& record, std::string_view path, std::string_view* out, Issue* issue) {
  const JsonValue* value = record.Find(path.substr(1));
  if (value != nullptr) return ReadString(*value, path, out, issue);
  *issue = MissingField(path);
  return false;
}

bool ReadOptional(const JsonValue& record, std::string_view path, std::string_view* out, Issue* issue) {
  const JsonValue* value = record.Find(path.substr(1));
  return value == nullptr || ReadString(*value, path, out, issue);
}

bool ReadCostPrice(const JsonValue& record, AdjustEvent* event, Issue* issue) {
  const JsonValue* value = record.Find("costPrice");
  if (value == nullptr) return true;
  Quantity price;
  if (!ReadQuantity(*value, "/costPrice", &price, issue)) return false;
  event->cost_price = value->text();
  return true;
}

}  // namespace

bool DecodeAdjustEvent(const JsonValue& record, AdjustEvent* event, Issue* issue) {
  return DecodeEventKey(record, event, issue) &&
         ReadRequired(record, "/quantityDataSource", &event->quantity_data_source, issue) &&
         ReadRequired(record, "/physicalMeasure", &event->physical_measure, issue) &&
         DecodeOneQuantity(record, "quantity", &event->quantity, issue) &&
         ReadOptional(record, "/externalReferenceCategory", &event->external_reference_category, issue) &&
         ReadOptional(record, "/externalReferenceId", &event->external_reference_id, issue) &&
         ReadOptional(record, "/fnoJournalNameId", &event->journal_name_id, issue) &&
         ReadCostPrice(record, event, issue) && ReadOptional(record, "/transDate", &event->transaction_date, issue);
}

bool DecodeSyncUpdate(const JsonValue& record, AdjustmentSyncUpdate* update, Issue* issue) {
  std::string_view name;
  if (!ReadRequired(record, "/aggregateId", &update->aggregate_id, issue) ||
      !ReadRequired(record, "/status", &name, issue) || !ReadOptional(record, "/message", &update->message, issue)) {
    return false;
  }
  const std::optional<AdjustmentSyncStatus> status = FindAdjustmentSyncStatus(name);
  if (!status.has_value()) {
    *issue = {Reason::kMalformed, "/status",
              "status must be one of FnOSyncEnqueued, FnOTransCreateError, FnOTransCreated, FnOTransPostError, "
              "FnOTransPosted, not \"" +
                  ShownText(name) + "\"."};
    return false;
  }
  update->status = *status;
  return true;
}

}  // namespace onhand
