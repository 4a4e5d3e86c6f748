// Short texts that callers write and that mean something: days, times, ids of partitions and environments, addresses.
// What parses is written in one way only, which parses to the same.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/model/date.h"
#include "engine/model/partition_id.h"
#include "service/json/log_extract_decoder.h"
#include "service/json/time_text.h"
#include "service/server/listen_address.h"
#include "storage/base/check.h"
#include "storage/directory/environment_id.h"

namespace onhand {
namespace {

void ReadTimes(std::string_view text) {
  if (const auto day = ParseDate(text)) ONHAND_CHECK(ParseDate(FormatDate(*day)) == day);
  int64_t time_us = 0;
  if (ParseTime(text, &time_us)) {
    std::string written;
    AppendTime(time_us, &written);
    int64_t again_us = 0;
    ONHAND_CHECK(ParseTimeWithZone(written, &again_us) && again_us == time_us);
  }
  int64_t begin_us = 0;
  int64_t end_us = 0;
  if (ParseExtractTime(text, false, &begin_us)) {
    ONHAND_CHECK(ParseExtractTime(text, true, &end_us) && end_us > begin_us);
  }
}

void ReadIds(std::string_view text) {
  for (const bool by_location : {false, true}) {
    const auto parts = ParsePartitionId(by_location, text);
    if (parts.has_value()) ONHAND_CHECK(PartitionId(by_location, {parts->begin(), parts->end()}) == text);
  }
  if (const auto id = storage::FoldId(text); id.ok()) {
    ONHAND_CHECK(storage::FoldId(*id).value() == *id);
    ONHAND_CHECK(storage::IdOfFolder(storage::FolderName(*id)) == *id);
  }
  if (const auto id = storage::IdOfFolder(text)) ONHAND_CHECK(storage::FolderName(*id) == text);
  if (const auto address = ParseListenAddress(text); address.ok()) {
    ONHAND_CHECK(ParseListenAddress(FormatListenAddress(*address)).value() == *address);
  }
}

}  // namespace
}  // namespace onhand

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  onhand::ReadTimes(text);
  onhand::ReadIds(text);
  return 0;
}
