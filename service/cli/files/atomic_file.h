// File: atomic_file.h
//
// A file that appears whole or not at all: written beside its place, synced, then renamed over it.
#ifndef ONHAND_SERVICE_CLI_FILES_ATOMIC_FILE_H_
#define ONHAND_SERVICE_CLI_FILES_ATOMIC_FILE_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace onhand::cli {

// Not thread-safe. Without Commit nothing is left behind.
class AtomicFile {
 public:
  // "-" is the standard output, which is written as it comes. Fails if the folder cannot be written.
  static absl::StatusOr<std::unique_ptr<AtomicFile>> Create(const std::string& path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  absl::Status Write(std::string_view bytes);
  // Makes it durable under its name.
  absl::Status Commit();

 private:
  AtomicFile(std::string path, std::string temporary_path, int fd);

  const std::string path_;
  const std::string temporary_path_;  // "" = standard output
  int fd_;
};

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_FILES_ATOMIC_FILE_H_
