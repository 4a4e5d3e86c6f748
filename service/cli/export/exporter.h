// File: exporter.h
//
// All on-hand rows of an environment, partition by partition: each few partitions are one query and so one consistent
// snapshot, and memory holds no more than that.
#ifndef ONHAND_SERVICE_CLI_EXPORT_EXPORTER_H_
#define ONHAND_SERVICE_CLI_EXPORT_EXPORTER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "service/cli/backend/backend.h"
#include "service/cli/export/row_writer.h"
#include "service/cli/terminal/progress.h"

namespace onhand::cli {

struct ExportOptions {
  std::string environment;
  std::string id_prefix;  // row n gets the id "<prefix>-<n>", which tells one export's rows from another's
  // Restrict the rows; empty = all.
  std::vector<std::string> organization_ids;
  std::vector<std::string> site_ids;
  std::vector<std::string> location_ids;
  std::vector<std::string> product_ids;
};

// Writes every row that matches and finishes the writer. *row_count is what was written.
absl::Status RunExport(Backend* backend, const ExportOptions& options, RowWriter* writer, Progress* progress,
                       int64_t* row_count);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_EXPORT_EXPORTER_H_
