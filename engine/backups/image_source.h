// File: image_source.h
//
// What a backup needs of an environment.
#ifndef ONHAND_ENGINE_BACKUPS_IMAGE_SOURCE_H_
#define ONHAND_ENGINE_BACKUPS_IMAGE_SOURCE_H_

#include <functional>

#include "absl/status/status.h"
#include "storage/kv/store_image.h"

namespace onhand {

// An environment that can be copied while it goes on. Thread-safe.
class ImageSource {
 public:
  virtual ~ImageSource() = default;
  // Hands an image of everything committed so far to `take`; the environment stays open meanwhile. What `take` returns.
  // UNAVAILABLE: it is closed, or its store refused.
  virtual absl::Status ReadImage(const std::function<absl::Status(const storage::StoreImage& image)>& take) = 0;
  // Somebody waits for it to close.
  virtual bool closing() = 0;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_BACKUPS_IMAGE_SOURCE_H_
