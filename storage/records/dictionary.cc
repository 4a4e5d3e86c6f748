#include "storage/records/dictionary.h"

#include <cstdint>

#include "absl/status/status.h"
#include "storage/records/coding.h"
#include "storage/records/record_version.h"

namespace onhand::storage {
namespace {

constexpr uint8_t kVersion = 1;

}  // namespace

void EncodeDictionary(absl::Span<const std::string> names, std::string* out) {
  out->push_back(static_cast<char>(kVersion));
  PutVarint(names.size(), out);
  for (const std::string& name : names) PutText(name, out);
}

absl::StatusOr<std::vector<std::string>> DecodeDictionary(std::string_view bytes) {
  Reader reader(bytes);
  const uint8_t version = reader.Byte();
  if (!reader.ok()) return absl::DataLossError("measure dictionary is empty");
  if (version != kVersion) return UnknownVersion("measure dictionary", version, kVersion);
  const uint64_t count = reader.Count(1);
  if (count > kMeasuresMax) return absl::DataLossError("measure dictionary has more names than numbers");
  std::vector<std::string> names;
  names.reserve(count);
  for (uint64_t i = 0; i < count; ++i) names.emplace_back(reader.Text());
  if (!reader.ok()) return absl::DataLossError("measure dictionary is cut off");
  if (!reader.done()) return absl::DataLossError("measure dictionary has bytes too many");
  return names;
}

}  // namespace onhand::storage
