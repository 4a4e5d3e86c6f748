// File: adjustment_book.h
//
// The lines of an environment's adjustments (spec 1.18). Posting one (AdjustEvent, createWithIVSync) leaves a detail
// line; pushes bring staged lines into on-hand and sum them up:
//
//   detail:     Created -> IVPosted -> Aggregated
//   aggregate:  Created | DoNotSync -> FnOSyncEnqueued -> FnOTransCreateError -> FnOTransCreated
//                                   -> FnOTransPostError -> FnOTransPosted         forward only, steps may be left out
//
// An aggregate is the net quantity of one measure of one row in one push; DoNotSync where that is 0. The engine pushes
// every EngineOptions::adjustment_push_minutes by itself. Whoever syncs aggregates onwards tells so with SetStatuses.
#ifndef ONHAND_ENGINE_ADJUSTMENT_BOOK_H_
#define ONHAND_ENGINE_ADJUSTMENT_BOOK_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/model/outcome.h"
#include "engine/model/quantity.h"

namespace onhand {

inline constexpr size_t kAdjustmentPageMax = 10'000;

enum class AdjustmentStatus : uint8_t {
  kCreated,     // staged: on-hand does not know of it; `message` says why a push left it, if one did
  kIvPosted,    // on-hand holds it
  kAggregated,  // and so does an aggregate
};
// As the documentation spells them: "Created", "IVPosted", "Aggregated". Found in any case.
std::string_view AdjustmentStatusName(AdjustmentStatus status);
std::optional<AdjustmentStatus> FindAdjustmentStatus(std::string_view name);

enum class AdjustmentSyncStatus : uint8_t {
  kCreated,
  kDoNotSync,
  kFnoSyncEnqueued,
  kFnoTransCreateError,
  kFnoTransCreated,
  kFnoTransPostError,
  kFnoTransPosted,
};
// "Created", "DoNotSync", "FnOSyncEnqueued", … Found in any case.
std::string_view AdjustmentSyncStatusName(AdjustmentSyncStatus status);
std::optional<AdjustmentSyncStatus> FindAdjustmentSyncStatus(std::string_view name);

// What a line is about.
struct AdjustmentSubject {
  std::string organization_id;
  std::string product_id;
  // Names in the spelling of answers, site and location first; values not empty.
  std::vector<std::pair<std::string_view, std::string>> dimensions;
  std::string data_source;  // lower case
  std::string measure;      // lower case
};

struct AdjustmentLine {
  std::string line_id;  // "300-2"; in the order of commit
  AdjustmentStatus status = AdjustmentStatus::kCreated;
  std::string id;  // the caller's
  AdjustmentSubject subject;
  int64_t quantity_micros = 0;
  std::string external_reference_category;
  std::string external_reference_id;
  std::string journal_name_id;
  std::string cost_price;  // "" = none was given
  std::string transaction_date;
  uint64_t push = 0;  // that aggregated it; 0 = none yet
  std::string message;
  int64_t created_at_us = 0;
  int64_t changed_at_us = 0;
};

struct AggregatedAdjustment {
  std::string aggregate_id;  // opaque; by push, then row
  uint64_t push = 0;
  AdjustmentSyncStatus status = AdjustmentSyncStatus::kCreated;
  AdjustmentSubject subject;
  WideMicros net_micros = 0;
  uint64_t lines = 0;   // details in it
  std::string message;  // of who synced it onwards
  int64_t created_at_us = 0;
  int64_t changed_at_us = 0;
};

// Which part of a long list.
struct AdjustmentPage {
  std::string_view after;             // line_id or aggregate_id of the last one there is already; "" = from the first
  size_t limit = kAdjustmentPageMax;  // at most so many, 1–kAdjustmentPageMax
  std::string_view organization_id;   // only of this organization; "" = all
};

struct ListedAdjustments {
  std::vector<AdjustmentLine> lines;
  bool more = false;  // there are some behind the last one
};
struct ListedAggregates {
  std::vector<AggregatedAdjustment> aggregates;
  bool more = false;
};

// What became of an aggregate where it was synced to.
struct AdjustmentSyncUpdate {
  std::string_view aggregate_id;
  AdjustmentSyncStatus status = AdjustmentSyncStatus::kFnoSyncEnqueued;
  std::string_view message;  // at most 256 bytes
};

struct AdjustmentPushReport {
  uint64_t posted = 0;      // lines that on-hand holds now
  uint64_t refused = 0;     // lines that stay staged, with a message
  uint64_t aggregated = 0;  // lines that an aggregate holds now
};

// Thread-safe. DATA_LOSS, UNAVAILABLE: the store could not be read or written.
class AdjustmentBook {
 public:
  virtual ~AdjustmentBook() = default;

  // In the order of their commit; `status`: only those. INVALID_ARGUMENT: page.after is no line id, or page.limit is
  // out of range.
  virtual absl::StatusOr<ListedAdjustments> ListLines(const AdjustmentPage& page,
                                                      std::optional<AdjustmentStatus> status) = 0;
  // By push. Those of a push that is still under way are not there yet. INVALID_ARGUMENT likewise.
  virtual absl::StatusOr<ListedAggregates> ListAggregates(const AdjustmentPage& page,
                                                          std::optional<AdjustmentSyncStatus> status) = 0;

  // In order, independent of each other, at most kBulkRecordCountMax (INVALID_ARGUMENT). Refused: kUnknownAggregate
  // (404); kStatusNotForward (409), also for DoNotSync, which neither comes nor goes; kMalformed: the message is no
  // text. The present status again succeeds, and takes the message.
  virtual absl::StatusOr<std::vector<Outcome>> SetStatuses(absl::Span<const AdjustmentSyncUpdate> updates) = 0;

  // Pushes now what is staged, in steps of bounded size, each one commit group: events go on in between, and those that
  // come meanwhile are left to the next push. A push that a
  // crash ended is taken up by the next one; every line is posted once and aggregated once. A line that on-hand cannot
  // take (a sum that would overflow, a measure that is no longer configured, a site that is missing by now) stays
  // staged, and keeps no other line waiting.
  virtual absl::StatusOr<AdjustmentPushReport> Push() = 0;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_ADJUSTMENT_BOOK_H_
