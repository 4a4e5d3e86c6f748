#include "engine/jobs/job_runner.h"

namespace onhand {

JobRunner::JobRunner() : thread_([this] { Loop(); }) {}

JobRunner::~JobRunner() {
  {
    MutexLock lock(&mutex_);
    stopping_ = true;
  }
  changed_.SignalAll();
  thread_.join();
}

void JobRunner::RunAfter(std::chrono::milliseconds delay, const void* owner, Work work) {
  {
    MutexLock lock(&mutex_);
    waiting_.emplace(Due(std::chrono::steady_clock::now() + delay, count_++), Waiting{owner, std::move(work)});
  }
  changed_.SignalAll();
}

void JobRunner::Forget(const void* owner) {
  MutexLock lock(&mutex_);
  for (auto it = waiting_.begin(); it != waiting_.end();) {
    it = it->second.owner == owner ? waiting_.erase(it) : std::next(it);
  }
  while (running_for_ == owner) changed_.Wait(&mutex_);
}

void JobRunner::Loop() {
  MutexLock lock(&mutex_);
  while (!stopping_) {
    if (waiting_.empty()) {
      changed_.Wait(&mutex_);
      continue;
    }
    const auto first = waiting_.begin();
    const auto wait = first->first.first - std::chrono::steady_clock::now();
    if (wait > wait.zero()) {
      changed_.WaitFor(&mutex_, std::chrono::ceil<std::chrono::microseconds>(wait));
      continue;
    }
    {
      Waiting next = std::move(first->second);
      waiting_.erase(first);
      running_for_ = next.owner;
      mutex_.Unlock();
      std::move(next.work)();
      next.work = nullptr;
      mutex_.Lock();
    }
    running_for_ = nullptr;
    changed_.SignalAll();
  }
}

}  // namespace onhand
