// File: fast_clock.h
//
// A clock on which time passes faster than it does: a soak test sees retentions of days end in minutes.
#ifndef ONHAND_SERVICE_SERVER_FAST_CLOCK_H_
#define ONHAND_SERVICE_SERVER_FAST_CLOCK_H_

#include <cstdint>

#include "engine/model/clock.h"

namespace onhand {

// Says what `base` said when this was made, and `speed` times what passed there since. Thread-safe.
class FastClock : public Clock {
 public:
  // `base` is not owned and must outlive it. `speed` at least 1.
  FastClock(const Clock* base, int64_t speed) : base_(base), begin_us_(base->NowMicros()), speed_(speed) {}
  int64_t NowMicros() const override { return begin_us_ + (base_->NowMicros() - begin_us_) * speed_; }

 private:
  const Clock* const base_;
  const int64_t begin_us_;
  const int64_t speed_;
};

}  // namespace onhand

#endif  // ONHAND_SERVICE_SERVER_FAST_CLOCK_H_
