#include "engine/model/clock.h"

#include <chrono>

namespace onhand {
namespace {

class RealClock : public Clock {
 public:
  int64_t NowMicros() const override {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
};

}  // namespace

const Clock* SystemClock() {
  static const RealClock* const clock = new RealClock;
  return clock;
}

}  // namespace onhand
