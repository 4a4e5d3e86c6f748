// File: crashing_store.h
//
// A store whose process can be killed: from one moment on it refuses everything that writes, in the middle of a bulk
// write as well as between two commits. What it wrote before stays.
#ifndef ONHAND_TESTS_STORAGE_TESTING_CRASHING_STORE_H_
#define ONHAND_TESTS_STORAGE_TESTING_CRASHING_STORE_H_

#include <cstdint>
#include <memory>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "storage/base/mutex.h"
#include "storage/kv/store.h"

namespace onhand::storage {

// Says which writes of a store are carried out: commits, ends of bulk writes and takings of partitions. Thread-safe.
class CrashSwitch {
 public:
  // What becomes of one write.
  enum class Fate : uint8_t { kDone, kDoneUnanswered, kRefused };

  // After so many more writes nothing is written any more. `last_unanswered`: one more is carried out, but its caller
  // is told that it failed, as one whose process dies before the answer comes.
  void CrashAfter(int writes, bool last_unanswered = false);
  // While true, bulk writes are refused, and they alone, as on a disk that has no room for their files.
  void RefuseBulkWrites(bool refuse);

  // Asked for each write, which counts.
  Fate NextWrite(bool bulk);
  // Whether a bulk write may gather more.
  bool MayGather();
  bool crashed();

 private:
  Mutex mutex_;
  std::optional<int> writes_left_ ABSL_GUARDED_BY(mutex_);  // nothing = no crash in sight
  bool last_unanswered_ ABSL_GUARDED_BY(mutex_) = false;
  bool refuse_bulk_writes_ ABSL_GUARDED_BY(mutex_) = false;
};

std::unique_ptr<Store> NewCrashingStore(std::unique_ptr<Store> store, std::shared_ptr<CrashSwitch> crash);

}  // namespace onhand::storage

#endif  // ONHAND_TESTS_STORAGE_TESTING_CRASHING_STORE_H_
