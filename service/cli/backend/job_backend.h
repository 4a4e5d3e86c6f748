// File: job_backend.h
//
// The jobs of environments, as commands reach them (see backend.h): over gRPC or in this process.
#ifndef ONHAND_SERVICE_CLI_BACKEND_JOB_BACKEND_H_
#define ONHAND_SERVICE_CLI_BACKEND_JOB_BACKEND_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/job_book.h"

namespace onhand::cli {

// To be used by one thread. Statuses carry a sentence for the user.
class JobBackend {
 public:
  virtual ~JobBackend() = default;

  // A start that is refused says why in its issues.
  virtual absl::StatusOr<JobStart> StartReservationResync(const std::string& environment,
                                                          const std::vector<std::string>& data_sources) = 0;
  virtual absl::StatusOr<JobStart> StartLogExtract(const std::string& environment, const LogExtract& extract) = 0;

  virtual absl::StatusOr<Job> FindJob(const std::string& environment, const std::string& job_id) = 0;  // NOT_FOUND
  virtual absl::StatusOr<std::vector<Job>> ListJobs(const std::string& environment) = 0;
  virtual absl::Status DeleteJob(const std::string& environment, const std::string& job_id) = 0;  // NOT_FOUND

  // Hands all pieces of the job's file to `take`, in order, until that fails, which is the answer then. NOT_FOUND,
  // FAILED_PRECONDITION: it has no file.
  virtual absl::Status ReadJobResult(const std::string& environment, const std::string& job_id,
                                     const std::function<absl::Status(std::string_view piece)>& take) = 0;
};

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_BACKEND_JOB_BACKEND_H_
