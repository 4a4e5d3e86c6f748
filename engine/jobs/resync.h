// File: resync.h
//
// The body of a reservation resync: the environment's own maintenance, at once (decisions V9).
#ifndef ONHAND_ENGINE_JOBS_RESYNC_H_
#define ONHAND_ENGINE_JOBS_RESYNC_H_

#include <string>

#include "absl/status/statusor.h"
#include "engine/jobs/job_host.h"

namespace onhand {

// The job's closing message. Errors of the maintenance.
absl::StatusOr<std::string> ResyncReservations(JobHost* host);

}  // namespace onhand

#endif  // ONHAND_ENGINE_JOBS_RESYNC_H_
