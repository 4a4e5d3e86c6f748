// File: group.h
//
// Carries out one commit group: many calls, one synced write.
//
//   calls -> (validate again if the configuration changed) -> Fetch -> PlanEvent each -> Ledger::Commit -> outcomes
//
// Holds whose time is over are taken off their rows first, in the same write.
#ifndef ONHAND_ENGINE_COMMIT_GROUP_H_
#define ONHAND_ENGINE_COMMIT_GROUP_H_

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/commit/call.h"
#include "engine/config/compiled.h"
#include "engine/sums/derived_sums.h"
#include "storage/ledger/ledger.h"

namespace onhand {

// What the single writer works on. Not owned.
struct WriterState {
  storage::Ledger* ledger = nullptr;
  DerivedSums* sums = nullptr;
};

struct GroupReport {
  int events_applied = 0;
  int64_t commit_us = 0;  // of the synced write; 0 if nothing was written
};

// Fills the results of every call. Calls from the writer only. A failure of fetch, plan or commit is the status of
// every call of the group, and nothing of it is applied.
GroupReport ExecuteGroup(const std::shared_ptr<const CompiledConfiguration>& configuration, int64_t now_us,
                         absl::Span<WriteCall* const> calls, const WriterState& state);

// Takes every hold that ended at or before `now_us` off its row; how many they were.
absl::StatusOr<size_t> ExpireHolds(const CompiledConfiguration& configuration, int64_t now_us,
                                   const WriterState& state);

}  // namespace onhand

#endif  // ONHAND_ENGINE_COMMIT_GROUP_H_
