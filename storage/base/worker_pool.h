// File: worker_pool.h
//
// A few threads that run what they are given, first come first served: the engine's submitted calls, and in the servers
// work that may block, so that the threads that serve connections never do.
#ifndef ONHAND_STORAGE_BASE_WORKER_POOL_H_
#define ONHAND_STORAGE_BASE_WORKER_POOL_H_

#include <cstddef>
#include <deque>
#include <limits>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "storage/base/mutex.h"

namespace onhand {

// Thread-safe.
class WorkerPool {
 public:
  using Task = absl::AnyInvocable<void() &&>;

  enum class Priority { kNormal, kBackground };  // kBackground: gives way to all other threads of the machine

  // TryRun turns tasks away while `waiting_max` wait.
  explicit WorkerPool(int threads, size_t waiting_max = std::numeric_limits<size_t>::max(),
                      Priority priority = Priority::kNormal);
  // Runs what was taken, then joins.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // For a new call. False, and the task is dropped: too many wait.
  bool TryRun(Task task);
  // For the rest of a call that was taken: never turned away.
  void Run(Task task);

 private:
  void Work(Priority priority);

  const size_t waiting_max_;
  Mutex mutex_;
  CondVar changed_;
  std::deque<Task> waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace onhand

#endif  // ONHAND_STORAGE_BASE_WORKER_POOL_H_
