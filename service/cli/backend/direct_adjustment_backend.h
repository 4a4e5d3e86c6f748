// File: direct_adjustment_backend.h
//
// Adjustment lines of environments that this process has open itself.
#ifndef ONHAND_SERVICE_CLI_BACKEND_DIRECT_ADJUSTMENT_BACKEND_H_
#define ONHAND_SERVICE_CLI_BACKEND_DIRECT_ADJUSTMENT_BACKEND_H_

#include <memory>

#include "engine/engine.h"
#include "service/cli/backend/adjustment_backend.h"

namespace onhand::cli {

// `engine` is not owned and must outlive it.
std::unique_ptr<AdjustmentBackend> NewDirectAdjustmentBackend(Engine* engine);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_BACKEND_DIRECT_ADJUSTMENT_BACKEND_H_
