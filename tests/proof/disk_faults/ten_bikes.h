// File: ten_bikes.h
//
// The event that tests of disks post.
#ifndef ONHAND_TESTS_PROOF_DISK_FAULTS_TEN_BIKES_H_
#define ONHAND_TESTS_PROOF_DISK_FAULTS_TEN_BIKES_H_

#include <string>

#include "absl/status/status.h"
#include "engine/engine.h"

namespace onhand::proof {

// Ten bikes come in. Errors as Environment::PostChanges. INTERNAL: they were refused.
inline absl::Status PostTenBikes(Environment* environment, const std::string& id) {
  ChangeEvent event;
  event.id = id;
  event.organization_id = "usmf";
  event.product_id = "Bike";
  event.dimensions = {{"siteId", "1"}, {"locationId", "11"}};
  event.quantities = {{"pos", "inbound", {10 * kMicrosPerUnit}}};
  const EventResults results = environment->PostChanges({&event, 1});
  if (!results.status.ok()) return results.status;
  return results.outcomes[0].refused() ? absl::InternalError(results.outcomes[0].message) : absl::OkStatus();
}

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_DISK_FAULTS_TEN_BIKES_H_
