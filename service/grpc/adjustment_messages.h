// File: adjustment_messages.h
//
// Adjustment messages <-> the engine's events and lines. Pure. Events and updates are views into the messages, which
// must outlive them.
#ifndef ONHAND_SERVICE_GRPC_ADJUSTMENT_MESSAGES_H_
#define ONHAND_SERVICE_GRPC_ADJUSTMENT_MESSAGES_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/adjustment_book.h"
#include "engine/model/event.h"
#include "onhand/v1/adjustment.pb.h"
#include "service/grpc/event_messages.h"

namespace onhand {

DecodedEvents<AdjustEvent> DecodeAdjusts(const google::protobuf::RepeatedPtrField<v1::AdjustEvent>& messages);

void EncodeAdjustmentLine(const AdjustmentLine& line, v1::AdjustmentLine* message);
void EncodeAggregatedAdjustment(const AggregatedAdjustment& aggregate, v1::AdjustmentAggregate* message);
// Back, for clients. INTERNAL: a dimension, status or number that this version cannot read.
absl::StatusOr<AdjustmentLine> DecodeAdjustmentLine(const v1::AdjustmentLine& message);
absl::StatusOr<AggregatedAdjustment> DecodeAggregatedAdjustment(const v1::AdjustmentAggregate& message);

// Nothing for UNSPECIFIED and for numbers that this version does not know.
std::optional<AdjustmentStatus> DecodeAdjustmentStatus(v1::AdjustmentStatus status);
std::optional<AdjustmentSyncStatus> DecodeSyncStatus(v1::AggregateStatus status);
v1::AdjustmentStatus EncodeAdjustmentStatus(AdjustmentStatus status);
v1::AggregateStatus EncodeSyncStatus(AdjustmentSyncStatus status);

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_ADJUSTMENT_MESSAGES_H_
