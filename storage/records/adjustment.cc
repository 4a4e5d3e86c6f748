#include "storage/records/adjustment.h"

#include <limits>

#include "absl/status/status.h"
#include "storage/keys/row_key.h"
#include "storage/records/coding.h"
#include "storage/records/record_version.h"

namespace onhand::storage {
namespace {

constexpr uint8_t kVersion = 1;

}  // namespace

std::string_view DetailStatusName(DetailStatus status) {
  switch (status) {
    case DetailStatus::kCreated:
      return "Created";
    case DetailStatus::kIvPosted:
      return "IVPosted";
    case DetailStatus::kAggregated:
      return "Aggregated";
  }
  return {};
}

std::string_view AggregateStatusName(AggregateStatus status) {
  switch (status) {
    case AggregateStatus::kCreated:
      return "Created";
    case AggregateStatus::kDoNotSync:
      return "DoNotSync";
    case AggregateStatus::kFnoSyncEnqueued:
      return "FnOSyncEnqueued";
    case AggregateStatus::kFnoTransCreateError:
      return "FnOTransCreateError";
    case AggregateStatus::kFnoTransCreated:
      return "FnOTransCreated";
    case AggregateStatus::kFnoTransPostError:
      return "FnOTransPostError";
    case AggregateStatus::kFnoTransPosted:
      return "FnOTransPosted";
  }
  return {};
}

void EncodeAdjustmentDetail(const AdjustmentDetail& detail, std::string* out) {
  out->push_back(static_cast<char>(kVersion));
  out->push_back(static_cast<char>(detail.status));
  PutText(detail.row_key, out);
  PutText(detail.id, out);
  PutVarint(detail.measure, out);
  PutZigZag(detail.quantity_micros, out);
  PutZigZag(detail.created_at_us, out);
  PutZigZag(detail.changed_at_us, out);
  for (const std::string* text : {&detail.external_reference_category, &detail.external_reference_id,
                                  &detail.journal_name_id, &detail.cost_price, &detail.transaction_date}) {
    PutText(*text, out);
  }
  PutVarint(detail.push, out);
  PutText(detail.message, out);
}

absl::StatusOr<AdjustmentDetail> DecodeAdjustmentDetail(std::string_view bytes) {
  Reader reader(bytes);
  const uint8_t version = reader.Byte();
  if (!reader.ok()) return absl::DataLossError("adjustment line is empty");
  if (version != kVersion) return UnknownVersion("adjustment line", version, kVersion);
  AdjustmentDetail detail;
  detail.status = static_cast<DetailStatus>(reader.Byte());
  detail.row_key = std::string(reader.Text());
  detail.id = std::string(reader.Text());
  const uint64_t measure = reader.Varint();
  detail.quantity_micros = reader.ZigZag();
  detail.created_at_us = reader.ZigZag();
  detail.changed_at_us = reader.ZigZag();
  for (std::string* text : {&detail.external_reference_category, &detail.external_reference_id, &detail.journal_name_id,
                            &detail.cost_price, &detail.transaction_date}) {
    *text = std::string(reader.Text());
  }
  detail.push = reader.Varint();
  detail.message = std::string(reader.Text());
  if (!reader.ok()) return absl::DataLossError("adjustment line is cut off");
  if (!reader.done()) return absl::DataLossError("adjustment line has bytes too many");
  if (DetailStatusName(detail.status).empty()) return absl::DataLossError("adjustment line has an unknown status");
  if (!ParseRowKey(detail.row_key).has_value()) return absl::DataLossError("adjustment line has a damaged row key");
  if (measure > std::numeric_limits<MeasureNumber>::max()) {
    return absl::DataLossError("adjustment line has a measure number too large");
  }
  detail.measure = static_cast<MeasureNumber>(measure);
  return detail;
}

void EncodeAdjustmentAggregate(const AdjustmentAggregate& aggregate, std::string* out) {
  out->push_back(static_cast<char>(kVersion));
  out->push_back(static_cast<char>(aggregate.status));
  const auto net = static_cast<unsigned __int128>(aggregate.net_micros);
  PutFixed64(static_cast<uint64_t>(net), out);
  PutFixed64(static_cast<uint64_t>(net >> 64), out);
  PutVarint(aggregate.lines, out);
  PutZigZag(aggregate.created_at_us, out);
  PutZigZag(aggregate.changed_at_us, out);
  PutText(aggregate.message, out);
}

absl::StatusOr<AdjustmentAggregate> DecodeAdjustmentAggregate(std::string_view bytes) {
  Reader reader(bytes);
  const uint8_t version = reader.Byte();
  if (!reader.ok()) return absl::DataLossError("adjustment aggregate is empty");
  if (version != kVersion) return UnknownVersion("adjustment aggregate", version, kVersion);
  AdjustmentAggregate aggregate;
  aggregate.status = static_cast<AggregateStatus>(reader.Byte());
  const uint64_t low = reader.Fixed64();
  const uint64_t high = reader.Fixed64();
  aggregate.net_micros = static_cast<__int128>(static_cast<unsigned __int128>(high) << 64 | low);
  aggregate.lines = reader.Varint();
  aggregate.created_at_us = reader.ZigZag();
  aggregate.changed_at_us = reader.ZigZag();
  aggregate.message = std::string(reader.Text());
  if (!reader.ok()) return absl::DataLossError("adjustment aggregate is cut off");
  if (!reader.done()) return absl::DataLossError("adjustment aggregate has bytes too many");
  if (AggregateStatusName(aggregate.status).empty()) {
    return absl::DataLossError("adjustment aggregate has an unknown status");
  }
  return aggregate;
}

std::string EncodePushState(const PushState& state) {
  std::string out;
  PutVarint(state.last, &out);
  out.push_back(state.open ? 1 : 0);
  return out;
}

absl::StatusOr<PushState> DecodePushState(std::string_view bytes) {
  Reader reader(bytes);
  PushState state;
  state.last = reader.Varint();
  const uint8_t open = reader.Byte();
  if (!reader.done() || open > 1) return absl::DataLossError("meta record 'adjustment_push' is damaged");
  state.open = open == 1;
  return state;
}

}  // namespace onhand::storage
