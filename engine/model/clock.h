// File: clock.h
//
// Where the engine gets its time from; injected, so that tests and demos can fix it (decisions P6).
#ifndef ONHAND_ENGINE_MODEL_CLOCK_H_
#define ONHAND_ENGINE_MODEL_CLOCK_H_

#include <atomic>
#include <cstdint>

namespace onhand {

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  // Microseconds since 1970, UTC. May stand still or step back.
  virtual int64_t NowMicros() const = 0;
};

// The system's clock; lives for ever.
const Clock* SystemClock();

// Says what it was last told.
class FixedClock : public Clock {
 public:
  explicit FixedClock(int64_t now_us) : now_us_(now_us) {}
  int64_t NowMicros() const override { return now_us_.load(std::memory_order_relaxed); }
  void Set(int64_t now_us) { now_us_.store(now_us, std::memory_order_relaxed); }
  void Advance(int64_t by_us) { now_us_.fetch_add(by_us, std::memory_order_relaxed); }

 private:
  std::atomic<int64_t> now_us_;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_MODEL_CLOCK_H_
