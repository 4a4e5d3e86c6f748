// File: job_table.h
//
// The jobs of one environment and the files they made, beside its ledger on the same Store but in a partition of their
// own, so that neither waits for the other's write. Files lie in pieces in the store itself: a job needs no file
// system, and whoever owns the store has its results.
#ifndef ONHAND_STORAGE_JOBS_JOB_TABLE_H_
#define ONHAND_STORAGE_JOBS_JOB_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/base/mutex.h"
#include "storage/jobs/job_record.h"
#include "storage/kv/store.h"

namespace onhand::storage {

inline constexpr std::string_view kJobsPartition = "jobs";

// Every piece of a file but the last has exactly this many bytes.
inline constexpr size_t kJobPieceBytes = 64 << 10;

// Thread-safe. Writes are durable when they return; their errors are those of Store::Commit, and nothing of them is
// visible then.
class JobTable {
 public:
  // Takes the partition "jobs". `store` is not owned and must outlive it. UNAVAILABLE.
  static absl::StatusOr<std::unique_ptr<JobTable>> Open(Store* store);

  // All of them, by id. DATA_LOSS names the job whose record is damaged.
  absl::StatusOr<std::vector<JobRecord>> ReadAll() const;

  // Makes the job's record this one.
  absl::Status Put(const JobRecord& record);
  // The same, and its file, if there is any, is gone.
  absl::Status PutWithoutFile(const JobRecord& record);
  // The same, and pieces `first_piece`, … of its file become these.
  absl::Status PutWithPieces(const JobRecord& record, uint32_t first_piece, absl::Span<const std::string> pieces);
  // Removes jobs with their files; ids that are not there are passed over.
  absl::Status Delete(absl::Span<const std::string> ids);

  // One piece of a file. NOT_FOUND: there is none of that number.
  absl::StatusOr<std::string> ReadPiece(std::string_view id, uint32_t piece) const;

 private:
  JobTable(Store* store, PartitionHead head) : store_(store), head_(head) {}
  absl::Status Commit(WriteBatch batch);

  Store* const store_;
  Mutex mutex_;
  PartitionHead head_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_JOBS_JOB_TABLE_H_
