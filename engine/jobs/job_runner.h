// File: job_runner.h
//
// The one thread on which the jobs of all environments of an engine run, one after another.
#ifndef ONHAND_ENGINE_JOBS_JOB_RUNNER_H_
#define ONHAND_ENGINE_JOBS_JOB_RUNNER_H_

#include <chrono>
#include <cstdint>
#include <map>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "storage/base/mutex.h"

namespace onhand {

// Thread-safe. Works run in the order in which they become due, those due at once in the order of the calls.
class JobRunner {
 public:
  using Work = absl::AnyInvocable<void() &&>;

  JobRunner();
  // Drops what waits; waits for what runs.
  ~JobRunner();
  JobRunner(const JobRunner&) = delete;
  JobRunner& operator=(const JobRunner&) = delete;

  // `owner` is only compared: see Forget.
  void RunAfter(std::chrono::milliseconds delay, const void* owner, Work work);

  // Drops what waits for this owner and waits for what runs for it: afterwards none of its work is touched any more.
  // Not to be called by such work.
  void Forget(const void* owner);

 private:
  using Due = std::pair<std::chrono::steady_clock::time_point, uint64_t>;
  struct Waiting {
    const void* owner = nullptr;
    Work work;
  };

  void Loop();

  Mutex mutex_;
  CondVar changed_;
  std::map<Due, Waiting> waiting_ ABSL_GUARDED_BY(mutex_);
  uint64_t count_ ABSL_GUARDED_BY(mutex_) = 0;
  const void* running_for_ ABSL_GUARDED_BY(mutex_) = nullptr;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_JOBS_JOB_RUNNER_H_
