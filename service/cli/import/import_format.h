// File: import_format.h
//
// In which format a file to be imported is written.
#ifndef ONHAND_SERVICE_CLI_IMPORT_IMPORT_FORMAT_H_
#define ONHAND_SERVICE_CLI_IMPORT_IMPORT_FORMAT_H_

#include <string>

#include "absl/status/statusor.h"

namespace onhand::cli {

// "csv" or "ndjson": what `format` says, or where it is "" what the file's name does (.csv, .ndjson, .jsonl, each also
// with .gz). INVALID_ARGUMENT: neither tells.
absl::StatusOr<std::string> ChooseImportFormat(const std::string& file, const std::string& format);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_IMPORT_IMPORT_FORMAT_H_
