// File: refusal.h
//
// A status that says more than that a write failed: its store takes no write any more until it is opened again
// (Store::Commit, UNAVAILABLE). Whoever opened it can tell it from what is over with one call.
#ifndef ONHAND_STORAGE_KV_REFUSAL_H_
#define ONHAND_STORAGE_KV_REFUSAL_H_

#include "absl/status/status.h"
#include "absl/strings/cord.h"

namespace onhand::storage {

inline constexpr char kRefusalPayload[] = "onhand/store-refuses-writes";

inline absl::Status AsRefusal(absl::Status status) {
  status.SetPayload(kRefusalPayload, absl::Cord());
  return status;
}

inline bool IsRefusal(const absl::Status& status) {
  return absl::IsUnavailable(status) && status.GetPayload(kRefusalPayload).has_value();
}

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_REFUSAL_H_
