// File: held_pool.h
//
// The pool that leads submitted calls, held back until the simulation lets it go: what was submitted meanwhile is
// written as one group, so that which calls share a write follows from the seed and not from the machine.
#ifndef ONHAND_TESTS_PROOF_SIMULATION_HELD_POOL_H_
#define ONHAND_TESTS_PROOF_SIMULATION_HELD_POOL_H_

#include "absl/base/thread_annotations.h"
#include "storage/base/mutex.h"
#include "storage/base/worker_pool.h"

namespace onhand::proof {

// Its pool has one thread. Used by one thread.
class HeldPool {
 public:
  HeldPool() { Hold(); }
  ~HeldPool() { Release(); }
  HeldPool(const HeldPool&) = delete;
  HeldPool& operator=(const HeldPool&) = delete;

  WorkerPool* pool() { return &pool_; }

  // Returns once all that was given to the pool before is done and nothing else begins.
  void Hold();
  void Release();

 private:
  Mutex mutex_;
  CondVar changed_;
  bool released_ ABSL_GUARDED_BY(mutex_) = true;
  bool holding_ ABSL_GUARDED_BY(mutex_) = false;
  WorkerPool pool_{1};  // last: its thread uses the others
};

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_SIMULATION_HELD_POOL_H_
