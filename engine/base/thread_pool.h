// File: thread_pool.h
//
// A fixed number of threads that run what they are given, first come first served.
#ifndef ONHAND_ENGINE_BASE_THREAD_POOL_H_
#define ONHAND_ENGINE_BASE_THREAD_POOL_H_

#include <deque>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "storage/base/mutex.h"

namespace onhand {

// Thread-safe.
class ThreadPool {
 public:
  explicit ThreadPool(int thread_count);
  // Runs everything scheduled before, then ends the threads.
  ~ThreadPool();

  void Schedule(absl::AnyInvocable<void() &&> work);

 private:
  void Work();

  Mutex mutex_;
  CondVar changed_;
  std::deque<absl::AnyInvocable<void() &&>> queue_ ABSL_GUARDED_BY(mutex_);
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_BASE_THREAD_POOL_H_
