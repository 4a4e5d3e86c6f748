// File: rejects_file.h
//
// What an import could not use: a CSV with the columns line, reason, original. It exists only where something was
// rejected; one left by an earlier run is replaced or removed.
#ifndef ONHAND_SERVICE_CLI_IMPORT_REJECTS_FILE_H_
#define ONHAND_SERVICE_CLI_IMPORT_REJECTS_FILE_H_

#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace onhand::cli {

// Not thread-safe.
class RejectsFile {
 public:
  explicit RejectsFile(std::string path) : path_(std::move(path)) {}

  // UNAVAILABLE: it cannot be written.
  absl::Status Add(int64_t line, std::string_view reason, std::string_view original);
  // Removes what an earlier run left, if nothing was rejected in this one; otherwise closes the file.
  absl::Status Finish();

  int64_t count() const { return count_; }
  const std::string& path() const { return path_; }

 private:
  absl::Status Failed() const;

  const std::string path_;
  std::ofstream out_;
  int64_t count_ = 0;
};

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_IMPORT_REJECTS_FILE_H_
