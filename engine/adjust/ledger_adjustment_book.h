// File: ledger_adjustment_book.h
//
// The adjustment lines of one environment, over its ledger and its writer.
#ifndef ONHAND_ENGINE_ADJUST_LEDGER_ADJUSTMENT_BOOK_H_
#define ONHAND_ENGINE_ADJUST_LEDGER_ADJUSTMENT_BOOK_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/adjust/adjust_host.h"
#include "engine/adjustment_book.h"
#include "storage/base/mutex.h"

namespace onhand {

class LedgerAdjustmentBook : public AdjustmentBook {
 public:
  explicit LedgerAdjustmentBook(AdjustHost* host) : host_(host) {}  // not owned

  absl::StatusOr<ListedAdjustments> ListLines(const AdjustmentPage& page,
                                              std::optional<AdjustmentStatus> status) override;
  absl::StatusOr<ListedAggregates> ListAggregates(const AdjustmentPage& page,
                                                  std::optional<AdjustmentSyncStatus> status) override;
  absl::StatusOr<std::vector<Outcome>> SetStatuses(absl::Span<const AdjustmentSyncUpdate> updates) override;
  absl::StatusOr<AdjustmentPushReport> Push() override;

  // Forgets details that are aggregated and aggregates that are synced for good, made before that time.
  absl::Status ForgetBefore(int64_t before_us);

 private:
  AdjustHost* const host_;
  Mutex push_mutex_;  // one push at a time; held while the store is written
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_ADJUST_LEDGER_ADJUSTMENT_BOOK_H_
