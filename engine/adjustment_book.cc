#include "engine/adjustment_book.h"

#include "engine/model/name.h"

namespace onhand {

std::string_view AdjustmentStatusName(AdjustmentStatus status) {
  switch (status) {
    case AdjustmentStatus::kCreated:
      return "Created";
    case AdjustmentStatus::kIvPosted:
      return "IVPosted";
    case AdjustmentStatus::kAggregated:
      return "Aggregated";
  }
  return {};
}

std::optional<AdjustmentStatus> FindAdjustmentStatus(std::string_view name) {
  for (const AdjustmentStatus status :
       {AdjustmentStatus::kCreated, AdjustmentStatus::kIvPosted, AdjustmentStatus::kAggregated}) {
    if (NamesEqual(name, AdjustmentStatusName(status))) return status;
  }
  return std::nullopt;
}

std::string_view AdjustmentSyncStatusName(AdjustmentSyncStatus status) {
  switch (status) {
    case AdjustmentSyncStatus::kCreated:
      return "Created";
    case AdjustmentSyncStatus::kDoNotSync:
      return "DoNotSync";
    case AdjustmentSyncStatus::kFnoSyncEnqueued:
      return "FnOSyncEnqueued";
    case AdjustmentSyncStatus::kFnoTransCreateError:
      return "FnOTransCreateError";
    case AdjustmentSyncStatus::kFnoTransCreated:
      return "FnOTransCreated";
    case AdjustmentSyncStatus::kFnoTransPostError:
      return "FnOTransPostError";
    case AdjustmentSyncStatus::kFnoTransPosted:
      return "FnOTransPosted";
  }
  return {};
}

std::optional<AdjustmentSyncStatus> FindAdjustmentSyncStatus(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(AdjustmentSyncStatus::kFnoTransPosted); ++i) {
    const auto status = static_cast<AdjustmentSyncStatus>(i);
    if (NamesEqual(name, AdjustmentSyncStatusName(status))) return status;
  }
  return std::nullopt;
}

}  // namespace onhand
