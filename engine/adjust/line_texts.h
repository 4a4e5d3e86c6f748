// File: line_texts.h
//
// Stored adjustment lines as callers see them: ids, names of measures and dimensions. Pure.
//
//   line id      := sequence "-" entry                                    decimal
//   aggregate id := push "-" base64url(row-key 00 measure:u16)            without padding
#ifndef ONHAND_ENGINE_ADJUST_LINE_TEXTS_H_
#define ONHAND_ENGINE_ADJUST_LINE_TEXTS_H_

#include <optional>
#include <string>
#include <string_view>

#include "engine/adjustment_book.h"
#include "engine/config/compiled.h"
#include "storage/adjustments/adjustment_tables.h"

namespace onhand {

std::string LineId(const storage::DetailNumber& number);
// Nothing if the text is no line id.
std::optional<storage::DetailNumber> ParseLineId(std::string_view text);

// `key` must be an aggregate key.
std::string AggregateId(std::string_view key);
// The aggregate key; nothing if the text is no aggregate id.
std::optional<std::string> ParseAggregateId(std::string_view text);

AdjustmentLine ToLine(const storage::StoredDetail& stored, const CompiledConfiguration& configuration);
AggregatedAdjustment ToAggregate(const storage::StoredAggregate& stored, const CompiledConfiguration& configuration);

AdjustmentSyncStatus ToSyncStatus(storage::AggregateStatus status);
storage::AggregateStatus ToStored(AdjustmentSyncStatus status);
storage::DetailStatus ToStored(AdjustmentStatus status);

}  // namespace onhand

#endif  // ONHAND_ENGINE_ADJUST_LINE_TEXTS_H_
