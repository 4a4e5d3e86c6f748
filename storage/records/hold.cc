#include "storage/records/hold.h"

#include <limits>

#include "absl/status/status.h"
#include "storage/base/check.h"
#include "storage/records/coding.h"
#include "storage/records/record_version.h"

namespace onhand::storage {
namespace {

constexpr uint8_t kVersion = 1;

}  // namespace

void EncodeHold(const Hold& hold, std::string* out) {
  ONHAND_CHECK(hold.remaining_micros > 0 && hold.ends_at_us >= 0);
  out->push_back(static_cast<char>(kVersion));
  PutVarint(hold.measure, out);
  PutZigZag(hold.remaining_micros, out);
  PutZigZag(hold.ends_at_us, out);
}

absl::StatusOr<Hold> DecodeHold(std::string_view bytes) {
  Reader reader(bytes);
  const uint8_t version = reader.Byte();
  if (!reader.ok()) return absl::DataLossError("hold is empty");
  if (version != kVersion) return UnknownVersion("hold", version, kVersion);
  const uint64_t measure = reader.Varint();
  Hold hold;
  hold.remaining_micros = reader.ZigZag();
  hold.ends_at_us = reader.ZigZag();
  if (!reader.ok()) return absl::DataLossError("hold is cut off");
  if (!reader.done()) return absl::DataLossError("hold has bytes too many");
  if (measure > std::numeric_limits<MeasureNumber>::max()) return absl::DataLossError("hold has a bad measure number");
  if (hold.remaining_micros <= 0) return absl::DataLossError("hold has nothing remaining");
  if (hold.ends_at_us < 0) return absl::DataLossError("hold ends before 1970");
  hold.measure = static_cast<MeasureNumber>(measure);
  return hold;
}

}  // namespace onhand::storage
