#include "engine/adjust/line_texts.h"

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/model/base_dimension.h"
#include "storage/base/check.h"
#include "storage/keys/adjustment_key.h"
#include "storage/keys/row_key.h"

namespace onhand {
namespace {

constexpr size_t kPushEnd = 9;  // of the family byte and the push in an aggregate key

AdjustmentSubject SubjectOf(std::string_view row_key, MeasureNumber measure,
                            const CompiledConfiguration& configuration) {
  const std::optional<storage::RowIdentity> row = storage::ParseRowKey(row_key);
  ONHAND_CHECK(row.has_value());  // what reads lines checks it
  AdjustmentSubject subject;
  subject.organization_id = row->organization;
  subject.product_id = row->product;
  const auto add = [&](BaseDimension dimension, std::string_view value) {
    if (!value.empty()) subject.dimensions.emplace_back(BaseDimensionName(dimension), value);
  };
  add(BaseDimension::kSiteId, row->site);
  add(BaseDimension::kLocationId, row->location);
  for (const storage::RowDimension& dimension : row->dimensions) {
    add(static_cast<BaseDimension>(dimension.number), dimension.value);
  }
  // A number beyond the dictionary is one that a newer configuration brought; its name comes with the next call.
  if (measure >= configuration.measure_count()) return subject;
  const std::string& name = configuration.measure_name(measure);
  const size_t point = name.find('.');
  subject.data_source = name.substr(0, point);
  subject.measure = name.substr(point + 1);
  return subject;
}

// A decimal number written as StrCat writes it.
template <typename Number>
bool ParseDecimal(std::string_view text, Number* number) {
  const std::string digits(text);
  return absl::SimpleAtoi(digits, number) && absl::StrCat(*number) == digits;
}

}  // namespace

std::string LineId(const storage::DetailNumber& number) { return absl::StrCat(number.sequence, "-", number.entry); }

std::optional<storage::DetailNumber> ParseLineId(std::string_view text) {
  const size_t dash = text.find('-');
  storage::DetailNumber number;
  if (dash == std::string_view::npos || !ParseDecimal(text.substr(0, dash), &number.sequence) ||
      !ParseDecimal(text.substr(dash + 1), &number.entry)) {
    return std::nullopt;
  }
  return number;
}

std::string AggregateId(std::string_view key) {
  const std::optional<storage::AggregateKeyParts> parts = storage::ParseAggregateKey(key);
  ONHAND_CHECK(parts.has_value());
  const std::string_view rest = key.substr(kPushEnd);
  return absl::StrCat(parts->push, "-", absl::WebSafeBase64Escape(absl::string_view(rest.data(), rest.size())));
}

std::optional<std::string> ParseAggregateId(std::string_view text) {
  const size_t dash = text.find('-');
  uint64_t push = 0;
  std::string rest;
  if (dash == std::string_view::npos || !ParseDecimal(text.substr(0, dash), &push) ||
      !absl::WebSafeBase64Unescape(std::string(text.substr(dash + 1)), &rest)) {
    return std::nullopt;
  }
  std::string key = storage::AggregateKey(push, {}, 0).substr(0, kPushEnd).append(rest);
  // Other spellings of the same bytes are no ids.
  if (!storage::ParseAggregateKey(key).has_value() || AggregateId(key) != text) return std::nullopt;
  return key;
}

AdjustmentLine ToLine(const storage::StoredDetail& stored, const CompiledConfiguration& configuration) {
  const storage::AdjustmentDetail& detail = stored.detail;
  AdjustmentLine line;
  line.line_id = LineId(stored.number);
  switch (detail.status) {
    case storage::DetailStatus::kCreated:
      line.status = AdjustmentStatus::kCreated;
      break;
    case storage::DetailStatus::kIvPosted:
      line.status = AdjustmentStatus::kIvPosted;
      break;
    case storage::DetailStatus::kAggregated:
      line.status = AdjustmentStatus::kAggregated;
      break;
  }
  line.id = detail.id;
  line.subject = SubjectOf(detail.row_key, detail.measure, configuration);
  line.quantity_micros = detail.quantity_micros;
  line.external_reference_category = detail.external_reference_category;
  line.external_reference_id = detail.external_reference_id;
  line.journal_name_id = detail.journal_name_id;
  line.cost_price = detail.cost_price;
  line.transaction_date = detail.transaction_date;
  line.push = detail.push;
  line.message = detail.message;
  line.created_at_us = detail.created_at_us;
  line.changed_at_us = detail.changed_at_us;
  return line;
}

AggregatedAdjustment ToAggregate(const storage::StoredAggregate& stored, const CompiledConfiguration& configuration) {
  AggregatedAdjustment aggregate;
  aggregate.aggregate_id = AggregateId(stored.key);
  aggregate.push = stored.push;
  aggregate.status = ToSyncStatus(stored.aggregate.status);
  aggregate.subject = SubjectOf(stored.row_key, stored.measure, configuration);
  aggregate.net_micros = stored.aggregate.net_micros;
  aggregate.lines = stored.aggregate.lines;
  aggregate.message = stored.aggregate.message;
  aggregate.created_at_us = stored.aggregate.created_at_us;
  aggregate.changed_at_us = stored.aggregate.changed_at_us;
  return aggregate;
}

AdjustmentSyncStatus ToSyncStatus(storage::AggregateStatus status) {
  switch (status) {
    case storage::AggregateStatus::kCreated:
      return AdjustmentSyncStatus::kCreated;
    case storage::AggregateStatus::kDoNotSync:
      return AdjustmentSyncStatus::kDoNotSync;
    case storage::AggregateStatus::kFnoSyncEnqueued:
      return AdjustmentSyncStatus::kFnoSyncEnqueued;
    case storage::AggregateStatus::kFnoTransCreateError:
      return AdjustmentSyncStatus::kFnoTransCreateError;
    case storage::AggregateStatus::kFnoTransCreated:
      return AdjustmentSyncStatus::kFnoTransCreated;
    case storage::AggregateStatus::kFnoTransPostError:
      return AdjustmentSyncStatus::kFnoTransPostError;
    case storage::AggregateStatus::kFnoTransPosted:
      return AdjustmentSyncStatus::kFnoTransPosted;
  }
  return AdjustmentSyncStatus::kCreated;
}

storage::AggregateStatus ToStored(AdjustmentSyncStatus status) {
  switch (status) {
    case AdjustmentSyncStatus::kCreated:
      return storage::AggregateStatus::kCreated;
    case AdjustmentSyncStatus::kDoNotSync:
      return storage::AggregateStatus::kDoNotSync;
    case AdjustmentSyncStatus::kFnoSyncEnqueued:
      return storage::AggregateStatus::kFnoSyncEnqueued;
    case AdjustmentSyncStatus::kFnoTransCreateError:
      return storage::AggregateStatus::kFnoTransCreateError;
    case AdjustmentSyncStatus::kFnoTransCreated:
      return storage::AggregateStatus::kFnoTransCreated;
    case AdjustmentSyncStatus::kFnoTransPostError:
      return storage::AggregateStatus::kFnoTransPostError;
    case AdjustmentSyncStatus::kFnoTransPosted:
      return storage::AggregateStatus::kFnoTransPosted;
  }
  return storage::AggregateStatus::kCreated;
}

storage::DetailStatus ToStored(AdjustmentStatus status) {
  switch (status) {
    case AdjustmentStatus::kCreated:
      return storage::DetailStatus::kCreated;
    case AdjustmentStatus::kIvPosted:
      return storage::DetailStatus::kIvPosted;
    case AdjustmentStatus::kAggregated:
      return storage::DetailStatus::kAggregated;
  }
  return storage::DetailStatus::kCreated;
}

}  // namespace onhand
