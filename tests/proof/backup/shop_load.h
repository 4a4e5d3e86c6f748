// File: shop_load.h
//
// Callers that write to one environment as fast as it answers, and what each of them was told; the record that copies
// of the environment are held against.
#ifndef ONHAND_TESTS_PROOF_BACKUP_SHOP_LOAD_H_
#define ONHAND_TESTS_PROOF_BACKUP_SHOP_LOAD_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/engine.h"
#include "engine/model/clock.h"
#include "storage/base/mutex.h"

namespace onhand::proof {

// How many events of one caller a copy holds at least and at most.
struct Bounds {
  int64_t least = 0;
  int64_t most = 0;
};

// Each caller has a product of its own, and posts one piece more of it with each event, in order; so the number on hand
// says which of its events are there.
class ShopLoad {
 public:
  static constexpr const char* kEnvironment = "shop";

  // `clock` goes on by `step_us` with each call. Neither is owned.
  ShopLoad(Environment* environment, int callers, FixedClock* clock, int64_t step_us);
  ~ShopLoad() { Stop(); }

  void Start();
  void Stop();  // every call is answered

  int callers() const { return static_cast<int>(logs_.size()); }
  int64_t acknowledged() const { return acknowledged_; }
  // What a copy that ends with commit `sequence` may hold of this caller's events; once all are answered.
  Bounds BoundsAt(int caller, uint64_t sequence) const;
  // "": no call failed.
  std::string failure() const;

  // Of this caller's product in any copy. Thread-safe.
  static absl::StatusOr<int64_t> OnHand(Environment* environment, int caller);
  // Posts the caller's events number `first` to `last` - 1 once more, or for the first time.
  static absl::Status Post(Environment* environment, int caller, int64_t first, int64_t last);

 private:
  // What one caller saw around each of its events: the last commit before it asked, and after it was answered.
  struct Seen {
    uint64_t before = 0;
    uint64_t after = 0;
  };
  struct Log {
    mutable Mutex mutex;
    std::vector<Seen> events ABSL_GUARDED_BY(mutex);
  };

  void Call(int caller);
  // Things of other kinds, for the books beside rows; a refusal is fine.
  absl::Status PostOther(int caller, int64_t number);

  Environment* const environment_;
  FixedClock* const clock_;
  const int64_t step_us_;
  std::vector<std::unique_ptr<Log>> logs_;
  std::vector<std::thread> threads_;
  std::atomic<bool> stopping_ = false;
  std::atomic<int64_t> acknowledged_ = 0;
  mutable Mutex mutex_;
  std::string failure_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_BACKUP_SHOP_LOAD_H_
