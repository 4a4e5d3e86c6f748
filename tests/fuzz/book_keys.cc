// Keys of buckets, holds and schedules: what parses is written the same way again.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "storage/base/check.h"
#include "storage/keys/bucket_key.h"
#include "storage/keys/family.h"
#include "storage/keys/hold_key.h"
#include "storage/keys/schedule_key.h"

namespace onhand::storage {
namespace {

void TryEveryKey(std::string_view bytes) {
  if (const auto bucket = ParseBucketKey(bytes)) {
    ONHAND_CHECK(BucketKey(bucket->row_key, bucket->path) == bytes);
    ONHAND_CHECK(BucketPath(*ParseBucketPath(bucket->path)) == bucket->path);
  }
  if (const auto hold = ParseHoldKey(bytes)) ONHAND_CHECK(HoldKey(hold->row_key, hold->hold_id) == bytes);
  if (const auto end = ParseHoldEndKey(bytes)) {
    ONHAND_CHECK(HoldEndKey(end->ends_at_us, end->row_key, end->hold_id) == bytes);
  }
  if (const auto schedule = ParseScheduleKey(Family::kSchedule, bytes)) {
    ONHAND_CHECK(ScheduleKey(schedule->variant, schedule->key) == bytes);
  }
  if (const auto place = ParseScheduleKey(Family::kSchedulePlace, bytes)) {
    ONHAND_CHECK(SchedulePlaceKey(place->variant, place->key) == bytes);
  }
}

}  // namespace
}  // namespace onhand::storage

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  onhand::storage::TryEveryKey(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
