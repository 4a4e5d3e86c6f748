#include "storage/base/worker_pool.h"

#include <utility>

namespace onhand {

WorkerPool::WorkerPool(int threads, size_t waiting_max) : waiting_max_(waiting_max) {
  threads_.reserve(threads);
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

WorkerPool::~WorkerPool() {
  {
    MutexLock lock(&mutex_);
    stopping_ = true;
    changed_.SignalAll();
  }
  for (std::thread& thread : threads_) thread.join();
}

bool WorkerPool::TryRun(Task task) {
  MutexLock lock(&mutex_);
  if (waiting_.size() >= waiting_max_) return false;
  waiting_.push_back(std::move(task));
  changed_.Signal();
  return true;
}

void WorkerPool::Run(Task task) {
  MutexLock lock(&mutex_);
  waiting_.push_back(std::move(task));
  changed_.Signal();
}

void WorkerPool::Work() {
  while (true) {
    Task task;
    {
      MutexLock lock(&mutex_);
      while (waiting_.empty() && !stopping_) changed_.Wait(&mutex_);
      if (waiting_.empty()) return;
      task = std::move(waiting_.front());
      waiting_.pop_front();
    }
    std::move(task)();
  }
}

}  // namespace onhand
