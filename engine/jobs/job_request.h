// File: job_request.h
//
// What a job is to do, as parameters of its record (storage/jobs/job_record.h), and back.
//
//   reservation_resync: data_source*                                                        in the request's order
//   log_extract:        organization from until product? site? location?           times in µs since 1970, decimal
#ifndef ONHAND_ENGINE_JOBS_JOB_REQUEST_H_
#define ONHAND_ENGINE_JOBS_JOB_REQUEST_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/job_book.h"
#include "storage/jobs/job_record.h"

namespace onhand {

std::vector<storage::JobParameter> EncodeResync(absl::Span<const std::string> data_sources);
std::vector<storage::JobParameter> EncodeLogExtract(const LogExtract& extract);
// DATA_LOSS: these are not the parameters of a log extract.
absl::StatusOr<LogExtract> DecodeLogExtract(const std::vector<storage::JobParameter>& parameters);

// "ReservationResyncJob:" and a random GUID (RFC 4122, version 4).
std::string NewJobId(JobKind kind);

}  // namespace onhand

#endif  // ONHAND_ENGINE_JOBS_JOB_REQUEST_H_
