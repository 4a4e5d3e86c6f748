// File: group.h
//
// Carries out one commit group: many calls, one synced write.
//
//   calls -> (validate again if the configuration changed) -> Fetch -> PlanEvent each -> Ledger::Commit -> outcomes
#ifndef ONHAND_ENGINE_COMMIT_GROUP_H_
#define ONHAND_ENGINE_COMMIT_GROUP_H_

#include <cstdint>
#include <memory>

#include "absl/types/span.h"
#include "engine/commit/call.h"
#include "engine/config/compiled.h"
#include "storage/ledger/ledger.h"

namespace onhand {

struct GroupReport {
  int events_applied = 0;
  int64_t commit_us = 0;  // of the synced write; 0 if nothing was written
};

// Fills the results of every call. Calls from the writer only. A failure of fetch, plan or commit is the status of
// every call of the group, and nothing of it is applied.
GroupReport ExecuteGroup(const std::shared_ptr<const CompiledConfiguration>& configuration, int64_t now_us,
                         absl::Span<WriteCall* const> calls, storage::Ledger* ledger);

}  // namespace onhand

#endif  // ONHAND_ENGINE_COMMIT_GROUP_H_
