#include "service/grpc/event_messages.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/model/json_pointer.h"
#include "service/grpc/field_path.h"
#include "storage/base/check.h"

namespace onhand {
namespace {

constexpr int64_t kSecondsMin = -62'135'596'800;  // 0001-01-01T00:00:00Z
constexpr int64_t kSecondsMax = 253'402'300'799;  // 9999-12-31T23:59:59Z

// Fields that both kinds of event have.
template <typename Message>
std::optional<Issue> DecodeEvent(const Message& message, ChangeEvent* event) {
  event->id = message.id();
  event->organization_id = message.organization_id();
  event->product_id = message.product_id();
  event->dimension_data_source = message.dimension_data_source();
  event->dimensions.reserve(message.dimensions().size());
  for (const auto& [name, value] : message.dimensions()) event->dimensions.push_back({name, value});
  // A map comes in any order; sorted, the same event always gets the same message.
  std::sort(event->dimensions.begin(), event->dimensions.end(),
            [](const DimensionValue& a, const DimensionValue& b) { return a.name < b.name; });
  event->quantities.reserve(message.quantities_size());
  for (const v1::MeasureQuantity& quantity : message.quantities()) {
    if (quantity.quantity_micros() == std::numeric_limits<int64_t>::min()) {
      return Issue{Reason::kInvalidQuantity,
                   PointerTo(PointerTo("/quantities", quantity.data_source()), quantity.measure()),
                   absl::StrCat("Quantity of ", quantity.data_source(), ".", quantity.measure(),
                                " is out of range: at most 9223372036854.775807 either way.")};
    }
    event->quantities.push_back({quantity.data_source(), quantity.measure(), {quantity.quantity_micros()}});
  }
  return std::nullopt;
}

std::optional<Issue> DecodeTime(const google::protobuf::Timestamp& time, std::optional<int64_t>* time_us) {
  if (time.seconds() < kSecondsMin || time.seconds() > kSecondsMax || time.nanos() < 0 || time.nanos() > 999'999'999) {
    return Issue{Reason::kMalformed, "/modifiedDateTimeUTC",
                 absl::StrCat("modified_at is no time: seconds ", time.seconds(), ", nanos ", time.nanos(), ".")};
  }
  *time_us = time.seconds() * 1'000'000 + time.nanos() / 1'000;
  return std::nullopt;
}

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

template <typename Message>
void EncodeOutcome(const Message& event, const Outcome& outcome, v1::Outcome* out) {
  out->set_id(event.id());
  out->set_processing_status(EncodeStatus(outcome.status));
  out->set_status_code(outcome.status_code());
  if (outcome.reason != Reason::kNone) out->set_reason(EncodeReason(outcome.reason));
  if (!outcome.path.empty()) out->set_field(EventFieldPath(outcome.path, event.quantities()));
  if (!outcome.message.empty()) out->set_message(outcome.message);
}

template <typename Message>
void EncodeAll(const google::protobuf::RepeatedPtrField<Message>& messages, const std::vector<RefusedRecord>& refused,
               const std::vector<Outcome>& outcomes, google::protobuf::RepeatedPtrField<v1::Outcome>* out) {
  ONHAND_CHECK(refused.size() + outcomes.size() == static_cast<size_t>(messages.size()));
  out->Reserve(messages.size());
  auto next_refused = refused.begin();
  auto next_outcome = outcomes.begin();
  for (int i = 0; i < messages.size(); ++i) {
    if (next_refused != refused.end() && next_refused->index == i) {
      EncodeOutcome(messages[i], Outcome::Refuse(next_refused->issue), out->Add());
      ++next_refused;
    } else {
      EncodeOutcome(messages[i], *next_outcome, out->Add());
      ++next_outcome;
    }
  }
}

}  // namespace

DecodedEvents<ChangeEvent> DecodeChanges(const google::protobuf::RepeatedPtrField<v1::ChangeEvent>& messages) {
  DecodedEvents<ChangeEvent> decoded;
  decoded.events.reserve(messages.size());
  for (int i = 0; i < messages.size(); ++i) {
    ChangeEvent event;
    if (std::optional<Issue> issue = DecodeEvent(messages[i], &event)) {
      decoded.refused.push_back({i, *std::move(issue)});
    } else {
      decoded.events.push_back(std::move(event));
    }
  }
  return decoded;
}

DecodedEvents<SetEvent> DecodeSets(const google::protobuf::RepeatedPtrField<v1::SetEvent>& messages) {
  DecodedEvents<SetEvent> decoded;
  decoded.events.reserve(messages.size());
  for (int i = 0; i < messages.size(); ++i) {
    SetEvent set;
    std::optional<Issue> issue = DecodeEvent(messages[i], &set.event);
    if (!issue && messages[i].has_modified_at()) issue = DecodeTime(messages[i].modified_at(), &set.modified_at_us);
    if (issue) {
      decoded.refused.push_back({i, *std::move(issue)});
    } else {
      decoded.events.push_back(std::move(set));
    }
  }
  return decoded;
}

void EncodeOutcomes(const google::protobuf::RepeatedPtrField<v1::ChangeEvent>& messages,
                    const std::vector<RefusedRecord>& refused, const std::vector<Outcome>& outcomes,
                    google::protobuf::RepeatedPtrField<v1::Outcome>* out) {
  EncodeAll(messages, refused, outcomes, out);
}

void EncodeOutcomes(const google::protobuf::RepeatedPtrField<v1::SetEvent>& messages,
                    const std::vector<RefusedRecord>& refused, const std::vector<Outcome>& outcomes,
                    google::protobuf::RepeatedPtrField<v1::Outcome>* out) {
  EncodeAll(messages, refused, outcomes, out);
}

v1::Reason EncodeReason(Reason reason) {
  static const std::array<v1::Reason, 256> table = ReasonTable();
  return table[static_cast<uint8_t>(reason)];
}

}  // namespace onhand
