// File: byte_source.h
//
// Bytes of a file or of the standard input, front to back, unpacked where they are gzip.
#ifndef ONHAND_SERVICE_CLI_FILES_BYTE_SOURCE_H_
#define ONHAND_SERVICE_CLI_FILES_BYTE_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace onhand::cli {

// Not thread-safe.
class ByteSource {
 public:
  virtual ~ByteSource() = default;

  // Up to `size` bytes into `buffer`; 0 only at the end. UNAVAILABLE: reading failed. DATA_LOSS: broken or cut gzip.
  virtual absl::StatusOr<size_t> Read(char* buffer, size_t size) = 0;

  // How far it has come and how far it goes, in bytes of the file as it lies there (packed). -1: not known.
  virtual int64_t position_bytes() const { return -1; }
  virtual int64_t size_bytes() const { return -1; }
};

// "-" is the standard input. Gzip is recognized by its content, not by the name. NOT_FOUND, PERMISSION_DENIED,
// INVALID_ARGUMENT (a directory).
absl::StatusOr<std::unique_ptr<ByteSource>> OpenByteSource(const std::string& path);

// The bytes of a text; for tests.
std::unique_ptr<ByteSource> TextByteSource(std::string text);

// The whole of a small file ("-" is the standard input). INVALID_ARGUMENT: more than `size_max` bytes. Else as above.
absl::StatusOr<std::string> ReadWholeFile(const std::string& path, size_t size_max);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_FILES_BYTE_SOURCE_H_
