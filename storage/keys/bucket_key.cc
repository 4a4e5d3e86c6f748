#include "storage/keys/bucket_key.h"

#include "storage/base/check.h"
#include "storage/keys/family.h"
#include "storage/keys/row_key.h"

namespace onhand::storage {
namespace {

constexpr char kEnd = '\0';
constexpr size_t kValuesMax = 8;

}  // namespace

std::string BucketPath(absl::Span<const std::string_view> values) {
  ONHAND_CHECK(!values.empty() && values.size() <= kValuesMax);
  std::string path;
  for (const std::string_view value : values) {
    ONHAND_CHECK(!value.empty() && value.find(kEnd) == std::string_view::npos);
    path.append(value).push_back(kEnd);
  }
  return path;
}

std::optional<std::vector<std::string_view>> ParseBucketPath(std::string_view path) {
  std::vector<std::string_view> values;
  while (!path.empty()) {
    const size_t end = path.find(kEnd);
    if (end == std::string_view::npos || end == 0) return std::nullopt;
    values.push_back(path.substr(0, end));
    path.remove_prefix(end + 1);
  }
  if (values.empty() || values.size() > kValuesMax) return std::nullopt;
  return values;
}

std::string BucketKey(std::string_view row_key, std::string_view path) {
  std::string key;
  key.reserve(2 + row_key.size() + path.size());
  key.push_back(static_cast<char>(Family::kBucket));
  key.append(row_key).push_back(kEnd);
  return key.append(path);
}

std::optional<BucketKeyParts> ParseBucketKey(std::string_view key) {
  if (key.empty() || key[0] != static_cast<char>(Family::kBucket)) return std::nullopt;
  const std::optional<RowKeyAndRest> split = SplitRowKey(key.substr(1));
  if (!split.has_value() || !ParseBucketPath(split->rest).has_value()) return std::nullopt;
  return BucketKeyParts{split->row_key, split->rest};
}

}  // namespace onhand::storage
