#include "service/grpc/event_messages.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"

namespace onhand {
namespace {

constexpr int64_t kSecondsMin = -62'135'596'800;  // 0001-01-01T00:00:00Z
constexpr int64_t kSecondsMax = 253'402'300'799;  // 9999-12-31T23:59:59Z
constexpr int64_t kMicrosPerSecond = 1'000'000;

std::array<v1::Reason, 256> ReasonTable() {
  std::array<v1::Reason, 256> table;
  table.fill(v1::REASON_UNSPECIFIED);
  for (int number = v1::Reason_MIN; number <= v1::Reason_MAX; ++number) {
    if (!v1::Reason_IsValid(number)) continue;
    const std::string& name = v1::Reason_Name(static_cast<v1::Reason>(number));
    for (int i = 1; i < 256; ++i) {
      const std::string engine_name(ReasonName(static_cast<Reason>(i)));
      if (name == absl::StrCat("REASON_", engine_name)) table[i] = static_cast<v1::Reason>(number);
    }
  }
  return table;
}

v1::ProcessingStatus EncodeStatus(ProcessingStatus status) {
  switch (status) {
    case ProcessingStatus::kSuccess:
      return v1::PROCESSING_STATUS_SUCCESS;
    case ProcessingStatus::kPartialSuccess:
      return v1::PROCESSING_STATUS_PARTIAL_SUCCESS;
    case ProcessingStatus::kFailure:
      return v1::PROCESSING_STATUS_FAILURE;
  }
  return v1::PROCESSING_STATUS_UNSPECIFIED;
}

}  // namespace

void DecodeDimensions(const google::protobuf::Map<std::string, std::string>& map,
                      absl::InlinedVector<DimensionValue, 6>* dimensions) {
  dimensions->reserve(map.size());
  for (const auto& [name, value] : map) dimensions->push_back({name, value});
  std::sort(dimensions->begin(), dimensions->end(),
            [](const DimensionValue& a, const DimensionValue& b) { return a.name < b.name; });
}

void DecodeQuantities(const google::protobuf::RepeatedPtrField<v1::MeasureQuantity>& messages,
                      absl::InlinedVector<MeasureQuantity, 2>* quantities) {
  quantities->reserve(messages.size());
  for (const v1::MeasureQuantity& quantity : messages) {
    quantities->push_back({quantity.data_source(), quantity.measure(), {quantity.quantity_micros()}});
  }
}

std::optional<Issue> DecodeTime(const google::protobuf::Timestamp& time, const char* path, const char* name,
                                std::optional<int64_t>* time_us) {
  if (time.seconds() < kSecondsMin || time.seconds() > kSecondsMax || time.nanos() < 0 || time.nanos() > 999'999'999) {
    return Issue{Reason::kMalformed, path,
                 absl::StrCat(name, " is no time: seconds ", time.seconds(), ", nanos ", time.nanos(), ".")};
  }
  *time_us = time.seconds() * kMicrosPerSecond + time.nanos() / 1'000;
  return std::nullopt;
}

void EncodeTime(int64_t time_us, google::protobuf::Timestamp* time) {
  int64_t seconds = time_us / kMicrosPerSecond;
  int64_t micros = time_us % kMicrosPerSecond;
  if (micros < 0) {
    --seconds;
    micros += kMicrosPerSecond;
  }
  time->set_seconds(seconds);
  time->set_nanos(static_cast<int32_t>(micros * 1'000));
}

std::vector<Outcome> MergeOutcomes(bool cart, std::vector<RefusedRecord> refused, std::vector<Outcome> outcomes) {
  for (RefusedRecord& record : refused) {
    const auto at = outcomes.begin() + record.index;
    Outcome outcome = Outcome::Refuse(std::move(record.issue));
    if (!cart) {
      outcomes.insert(at, std::move(outcome));
    } else if (at->reason != Reason::kCartRefused) {
      *at = std::move(outcome);
    }
  }
  return outcomes;
}

v1::Reason EncodeReason(Reason reason) {
  static const std::array<v1::Reason, 256> table = ReasonTable();
  return table[static_cast<uint8_t>(reason)];
}

void EncodeOutcome(const Outcome& outcome, v1::Outcome* out) {
  out->set_processing_status(EncodeStatus(outcome.status));
  out->set_status_code(outcome.status_code());
  if (outcome.reason != Reason::kNone) out->set_reason(EncodeReason(outcome.reason));
  if (!outcome.message.empty()) out->set_message(outcome.message);
  if (!outcome.reservation_id.empty()) out->set_reservation_id(outcome.reservation_id);
  out->set_invalid_offset_micros(outcome.invalid_offset_micros);
  for (const PresentQuantity& present : outcome.present_quantities) {
    v1::MeasureQuantity* quantity = out->add_present_quantities();
    quantity->set_data_source(present.data_source);
    quantity->set_measure(present.measure);
    quantity->set_quantity_micros(present.micros);
  }
}

}  // namespace onhand
