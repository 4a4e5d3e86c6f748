// File: importer.h
//
// A whole import: reads a source to its end, posts its events, writes down what was rejected, shows progress. Reading
// and posting overlap; memory does not grow with the file.
#ifndef ONHAND_SERVICE_CLI_IMPORT_IMPORTER_H_
#define ONHAND_SERVICE_CLI_IMPORT_IMPORTER_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "service/cli/backend/backend.h"
#include "service/cli/import/batch_poster.h"
#include "service/cli/import/event_source.h"
#include "service/cli/import/rejects_file.h"
#include "service/cli/terminal/progress.h"

namespace onhand::cli {

struct ImportCounts {
  int64_t records = 0;    // lines (or CSV records) read
  int64_t skipped = 0;    // of those: with nothing to post
  int64_t malformed = 0;  // of those: rejected before they were posted
  PosterCounts posted;
};

// Adds to *counts, also where it fails; what was posted by then stays posted. A second import of the same source
// changes nothing.
absl::Status RunImport(Backend* backend, const PosterOptions& options, EventSource* source, RejectsFile* rejects,
                       Progress* progress, ImportCounts* counts);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_IMPORT_IMPORTER_H_
