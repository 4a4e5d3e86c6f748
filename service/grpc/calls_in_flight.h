// File: calls_in_flight.h
//
// How many calls have begun and are not answered to the last byte; so that a drain knows when it is done.
#ifndef ONHAND_SERVICE_GRPC_CALLS_IN_FLIGHT_H_
#define ONHAND_SERVICE_GRPC_CALLS_IN_FLIGHT_H_

#include <chrono>

#include "grpcpp/support/server_callback.h"
#include "storage/base/mutex.h"

namespace onhand {

// Thread-safe.
class CallsInFlight {
 public:
  // From here on no call begins.
  void Close();
  // Waits until all have ended. False if `deadline` came first.
  bool WaitUntilNone(std::chrono::steady_clock::time_point deadline);

 private:
  friend class CountedCall;

  Mutex mutex_;
  CondVar changed_;
  int count_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

// One call, for as long as this lives.
class CountedCall {
 public:
  explicit CountedCall(CallsInFlight* calls);
  ~CountedCall();
  CountedCall(const CountedCall&) = delete;
  CountedCall& operator=(const CountedCall&) = delete;

  // False: it came after Close, and must be turned away.
  bool begun() const { return begun_; }

 private:
  CallsInFlight* const calls_;
  bool begun_ = false;
};

// Answers one unary call; is counted until gRPC is done with it, and then deletes itself.
class CountedReactor final : public grpc::ServerUnaryReactor {
 public:
  explicit CountedReactor(CallsInFlight* calls) : call_(calls) {}
  bool begun() const { return call_.begun(); }
  void OnDone() override { delete this; }

 private:
  ~CountedReactor() override = default;
  const CountedCall call_;
};

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_CALLS_IN_FLIGHT_H_
