// File: row_writer.h
//
// On-hand rows into a file that `onhand import --as=set` reads back: CSV or one JSON object a line.
#ifndef ONHAND_SERVICE_CLI_EXPORT_ROW_WRITER_H_
#define ONHAND_SERVICE_CLI_EXPORT_ROW_WRITER_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/model/base_dimension.h"
#include "engine/model/quantity.h"
#include "service/cli/files/atomic_file.h"

namespace onhand::cli {

// A measure's place in a file: by data source, then measure.
struct MeasureName {
  std::string data_source;
  std::string measure;
  friend auto operator<=>(const MeasureName&, const MeasureName&) = default;
};

struct ExportedRow {
  std::string id;
  std::string organization_id;
  std::string product_id;
  std::map<BaseDimension, std::string> dimensions;  // without empty ones
  std::map<MeasureName, WideMicros> quantities;     // that can be posted
  std::map<MeasureName, WideMicros> derived;        // that cannot: calculated ones and allocations
};

// Not thread-safe. `out` is not owned.
class RowWriter {
 public:
  virtual ~RowWriter() = default;
  virtual absl::Status Write(const ExportedRow& row) = 0;
  // Everything is in `out` after it.
  virtual absl::Status Finish() = 0;
};

// {"id":…,"organizationId":…,"productId":…,"dimensions":{…},"quantities":{…},"derivedQuantities":{…}}
std::unique_ptr<RowWriter> NewJsonRowWriter(AtomicFile* out);

// id, organizationId, productId, siteid, locationid, the other dimensions and measures that occur, then
// "derived:source.measure". Which columns there are is known at the end only, so rows wait in `spool_path`, a file
// that is removed afterwards. UNAVAILABLE: it cannot be made.
absl::StatusOr<std::unique_ptr<RowWriter>> NewCsvRowWriter(const std::string& spool_path, AtomicFile* out);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_EXPORT_ROW_WRITER_H_
