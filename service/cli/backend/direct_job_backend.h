// File: direct_job_backend.h
//
// Jobs of environments that this process has open itself.
#ifndef ONHAND_SERVICE_CLI_BACKEND_DIRECT_JOB_BACKEND_H_
#define ONHAND_SERVICE_CLI_BACKEND_DIRECT_JOB_BACKEND_H_

#include <memory>

#include "engine/engine.h"
#include "service/cli/backend/job_backend.h"

namespace onhand::cli {

// `engine` is not owned and must outlive it.
std::unique_ptr<JobBackend> NewDirectJobBackend(Engine* engine);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_BACKEND_DIRECT_JOB_BACKEND_H_
