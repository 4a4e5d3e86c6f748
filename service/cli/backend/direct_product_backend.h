// File: direct_product_backend.h
//
// Product catalogues of an engine in this process.
#ifndef ONHAND_SERVICE_CLI_BACKEND_DIRECT_PRODUCT_BACKEND_H_
#define ONHAND_SERVICE_CLI_BACKEND_DIRECT_PRODUCT_BACKEND_H_

#include <memory>

#include "engine/engine.h"
#include "service/cli/backend/product_backend.h"

namespace onhand::cli {

// `engine` is not owned and must outlive it.
std::unique_ptr<ProductBackend> NewDirectProductBackend(Engine* engine);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_BACKEND_DIRECT_PRODUCT_BACKEND_H_
