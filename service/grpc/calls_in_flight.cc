#include "service/grpc/calls_in_flight.h"

namespace onhand {

void CallsInFlight::Close() {
  MutexLock lock(&mutex_);
  closed_ = true;
}

bool CallsInFlight::WaitUntilNone(std::chrono::steady_clock::time_point deadline) {
  MutexLock lock(&mutex_);
  while (count_ > 0) {
    const auto rest = deadline - std::chrono::steady_clock::now();
    if (rest <= std::chrono::nanoseconds(0)) return false;
    changed_.WaitFor(&mutex_,
                     std::chrono::duration_cast<std::chrono::microseconds>(rest) + std::chrono::microseconds(1));
  }
  return true;
}

CountedCall::CountedCall(CallsInFlight* calls) : calls_(calls) {
  MutexLock lock(&calls_->mutex_);
  if (calls_->closed_) return;
  ++calls_->count_;
  begun_ = true;
}

CountedCall::~CountedCall() {
  if (!begun_) return;
  MutexLock lock(&calls_->mutex_);
  if (--calls_->count_ == 0) calls_->changed_.SignalAll();
}

}  // namespace onhand
