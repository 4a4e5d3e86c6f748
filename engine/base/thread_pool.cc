#include "engine/base/thread_pool.h"

#include <utility>

namespace onhand {

ThreadPool::ThreadPool(int thread_count) {
  for (int i = 0; i < thread_count; ++i) threads_.emplace_back([this] { Work(); });
}

ThreadPool::~ThreadPool() {
  {
    MutexLock lock(&mutex_);
    closing_ = true;
  }
  changed_.SignalAll();
  for (std::thread& thread : threads_) thread.join();
}

void ThreadPool::Schedule(absl::AnyInvocable<void() &&> work) {
  {
    MutexLock lock(&mutex_);
    queue_.push_back(std::move(work));
  }
  changed_.Signal();
}

void ThreadPool::Work() {
  for (;;) {
    absl::AnyInvocable<void() &&> work;
    {
      MutexLock lock(&mutex_);
      while (queue_.empty() && !closing_) changed_.Wait(&mutex_);
      if (queue_.empty()) return;
      work = std::move(queue_.front());
      queue_.pop_front();
    }
    std::move(work)();
  }
}

}  // namespace onhand
