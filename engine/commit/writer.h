// File: writer.h
//
// The single writer of an environment, with group commit and without a thread of its own: the first caller that finds
// nobody writing leads; it takes everything that queued up meanwhile as one group, then hands the lead on. Calls with a
// completion are led by the pool.
#ifndef ONHAND_ENGINE_COMMIT_WRITER_H_
#define ONHAND_ENGINE_COMMIT_WRITER_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/types/span.h"
#include "engine/commit/call.h"
#include "storage/base/mutex.h"
#include "storage/base/worker_pool.h"

namespace onhand {

// Thread-safe.
class Writer {
 public:
  // Carries out a group; never two at a time. An exclusive call comes alone.
  using Execute = std::function<void(absl::Span<WriteCall* const>)>;

  // `pool` is not owned. `pending_bytes_max`: calls beyond it are answered RESOURCE_EXHAUSTED at once.
  Writer(WorkerPool* pool, uint64_t pending_bytes_max, Execute execute);
  ~Writer();  // the queue must be idle

  // Returns when the call is answered. `call` has no completion.
  void Run(WriteCall* call);
  // Its completion runs once the call is answered, on whichever thread led its group: this one, before Submit returns,
  // if the call may block and nobody led.
  void Submit(std::unique_ptr<WriteCall> call);

  void WaitUntilIdle();

  // Calls that no leader has taken yet.
  size_t waiting();

 private:
  bool Enqueue(WriteCall* call) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::vector<WriteCall*> TakeGroup() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Leads until `own` has its results (or, without one, until the queue is empty), then hands on. What answers `own` is
  // the caller's affair, so that nobody waits for it.
  void Lead(WriteCall* own) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void HandOn() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void LeadFromPool();

  WorkerPool* const pool_;
  const uint64_t pending_bytes_max_;
  const Execute execute_;

  Mutex mutex_;
  CondVar idle_;
  std::deque<WriteCall*> queue_ ABSL_GUARDED_BY(mutex_);
  uint64_t pending_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool led_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_COMMIT_WRITER_H_
