#include "storage/base/worker_pool.h"

#include <sys/resource.h>
#include <unistd.h>

#include <utility>

namespace onhand {
namespace {

constexpr int kBackgroundNice = 10;

}  // namespace

WorkerPool::WorkerPool(int threads, size_t waiting_max, Priority priority) : waiting_max_(waiting_max) {
  threads_.reserve(threads);
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this, priority] { Work(priority); });
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

void WorkerPool::Work(Priority priority) {
  // Where it is not allowed, background work is as quick as any.
  if (priority == Priority::kBackground) setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kBackgroundNice);
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
