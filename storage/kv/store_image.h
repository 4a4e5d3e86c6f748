// File: store_image.h
//
// The files of a store as one commit left them, kept readable while the store goes on: what a backup is copied from.
#ifndef ONHAND_STORAGE_KV_STORE_IMAGE_H_
#define ONHAND_STORAGE_KV_STORE_IMAGE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace onhand::storage {

// One file of a database: its bytes are the first `bytes` of the file at `path`, or `content` where `path` is "".
struct ImageFile {
  std::string name;  // within the database's folder
  std::string path;
  std::string content;
  uint64_t bytes = 0;
  bool is_table = false;  // never changes; see StoreImage::TableIdentity
};

// Copied into an empty folder, the files are a database that opens as the commit left it. While this lives the store
// removes no file, so its disk fills faster. Thread-safe. Must not outlive its store.
class StoreImage {
 public:
  virtual ~StoreImage() = default;

  virtual absl::Span<const ImageFile> files() const = 0;
  // A name for the content of a table file: two files with one name are equal byte by byte, of whatever database they
  // are. Lower case hex digits. "": it has none. Reads a few blocks of it. DATA_LOSS, UNAVAILABLE.
  virtual absl::StatusOr<std::string> TableIdentity(const ImageFile& file) const = 0;
  // The partition's sequence number in it; 0 = nothing was committed.
  virtual uint64_t SequenceOf(std::string_view partition) const = 0;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_STORE_IMAGE_H_
