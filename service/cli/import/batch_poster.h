// File: batch_poster.h
//
// Posts events in batches, several of them under way at a time, and sends batches again that failed for a passing
// reason: ids make that harmless.
#ifndef ONHAND_SERVICE_CLI_IMPORT_BATCH_POSTER_H_
#define ONHAND_SERVICE_CLI_IMPORT_BATCH_POSTER_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "service/cli/backend/backend.h"
#include "service/cli/import/event_source.h"
#include "storage/base/mutex.h"

namespace onhand::cli {

struct PosterOptions {
  std::string environment;
  bool counts = false;   // set on-hand instead of changes
  int batch_size = 512;  // 1–kBulkRecordCountMax
  int batches_under_way = 8;
  int attempts = 14;  // of a batch, with pauses that double from 100 ms to 5 s (about 40 s in all)
  std::function<void(int64_t pause_ms)> sleep;  // empty: really sleeps
};

struct PosterCounts {
  int64_t applied = 0;     // now or before: an event that was there already counts too
  int64_t superseded = 0;  // of those: counts that a newer one outranks
  int64_t refused = 0;
  int64_t batches_repeated = 0;
};

// For one thread.
class BatchPoster {
 public:
  // Told of each refused event, in no particular order; a status ends the posting.
  using OnRefused = std::function<absl::Status(const SourceItem& item, const Outcome& outcome)>;

  // `backend` is not owned.
  BatchPoster(Backend* backend, PosterOptions options, OnRefused on_refused);
  // Waits for what is under way.
  ~BatchPoster();
  BatchPoster(const BatchPoster&) = delete;
  BatchPoster& operator=(const BatchPoster&) = delete;

  // Takes the item's contents, leaving it fit for reuse. Of a count with several data sources one event for each is
  // made (set on-hand takes one at a time), with "/" and the data source behind its id. A status: posting cannot go
  // on; some events may not have been posted.
  absl::Status Add(SourceItem* item);
  // Posts what is left and waits for all answers.
  absl::Status Finish();

  const PosterCounts& counts() const { return counts_; }

 private:
  struct Batch {
    std::string inventory_system;  // of counts
    std::vector<SourceItem> items;
    size_t size = 0;  // items in use; the others keep their memory
    std::vector<ChangeEvent> changes;
    std::vector<SetEvent> sets;
    EventResults results;
    bool answered = false;
  };

  absl::Status AddTo(const std::string& inventory_system, SourceItem* item);
  std::unique_ptr<Batch> NewBatch();
  absl::Status Launch(std::unique_ptr<Batch> batch);
  void Send(Batch* batch);
  void WaitFor(Batch* batch);
  absl::Status SettleOldest();
  absl::Status Judge(const Batch& batch);

  Backend* const backend_;
  const PosterOptions options_;
  const OnRefused on_refused_;
  PosterCounts counts_;
  std::map<std::string, std::unique_ptr<Batch>> open_;  // by inventory system; "" for changes
  std::deque<std::unique_ptr<Batch>> under_way_;        // oldest first
  std::vector<std::unique_ptr<Batch>> spare_;
  Mutex mutex_;  // guards `answered` and `results` of batches under way
  CondVar answered_;
};

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_IMPORT_BATCH_POSTER_H_
