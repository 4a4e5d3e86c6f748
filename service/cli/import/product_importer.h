// File: product_importer.h
//
// A whole import of products: reads a source to its end, puts its products in batches, sends batches again that failed
// for a passing reason, writes down what was rejected, shows progress. Memory does not grow with the file.
#ifndef ONHAND_SERVICE_CLI_IMPORT_PRODUCT_IMPORTER_H_
#define ONHAND_SERVICE_CLI_IMPORT_PRODUCT_IMPORTER_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "service/cli/backend/product_backend.h"
#include "service/cli/import/product_source.h"
#include "service/cli/import/rejects_file.h"
#include "service/cli/terminal/progress.h"

namespace onhand::cli {

struct ProductImportOptions {
  std::string environment;
  int batch_size = 512;  // 1–kProductRecordsMax
  int attempts = 14;     // of a batch, with pauses that double from 100 ms to 5 s (about 40 s in all)
  std::function<void(int64_t pause_ms)> sleep;  // empty: really sleeps
};

struct ProductImportCounts {
  int64_t records = 0;  // lines (or CSV records) read
  int64_t put = 0;      // products that are in the catalogue as the file has them
  int64_t batches_repeated = 0;
};

// Adds to *counts, also where it fails; what was put by then stays. Importing the same source again changes nothing.
absl::Status RunProductImport(ProductBackend* backend, const ProductImportOptions& options, ProductSource* source,
                              RejectsFile* rejects, Progress* progress, ProductImportCounts* counts);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_IMPORT_PRODUCT_IMPORTER_H_
