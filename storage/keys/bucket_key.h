// File: bucket_key.h
//
// The key of an allocation bucket: its row and its group path.
//
//   bucket key := 'A' row-key 00 path
//   path       := (value 00)*          1–8 values of allocation groups from the top, none empty
//
// A dimension's number in a row key is never 00, so the 00 ends it and all buckets of a row share a beginning.
#ifndef ONHAND_STORAGE_KEYS_BUCKET_KEY_H_
#define ONHAND_STORAGE_KEYS_BUCKET_KEY_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"

namespace onhand::storage {

struct BucketKeyParts {
  std::string_view row_key;
  std::string_view path;
};

std::string BucketPath(absl::Span<const std::string_view> values);
// The values of a path; nothing if it is none. Views point into `path`.
std::optional<std::vector<std::string_view>> ParseBucketPath(std::string_view path);

// With the family byte.
std::string BucketKey(std::string_view row_key, std::string_view path);
// Nothing if the bytes are not a bucket key. Views point into `key`.
std::optional<BucketKeyParts> ParseBucketKey(std::string_view key);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KEYS_BUCKET_KEY_H_
