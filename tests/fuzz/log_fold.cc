// Recovery's first step: log records, each after its length in two bytes, folded one after another. What does not fit
// is DATA_LOSS; what does is written as table entries that decode to the same.

#include "storage/fold/log_fold.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "storage/base/check.h"
#include "storage/fold/stored_entry.h"
#include "storage/records/log_record.h"
#include "tests/fuzz/sealed.h"

namespace onhand::storage {
namespace {

void Fold(std::string_view bytes) {
  LogFold fold(nullptr);
  uint64_t sequence = 0;
  while (bytes.size() > 2) {
    const size_t wanted = static_cast<uint8_t>(bytes[0]) + 256u * static_cast<uint8_t>(bytes[1]);
    bytes.remove_prefix(2);
    const std::string_view piece = bytes.substr(0, wanted);
    bytes.remove_prefix(piece.size());
    const std::string sealed = fuzz::SealedLogRecord(piece);
    auto record = DecodeLogRecord(sealed);
    if (!record.ok()) return;
    record->sequence = ++sequence;
    if (!fold.Apply(*record).ok()) return;
  }
  for (const auto& [key, entry] : fold.changed()) {
    if (!entry.has_value()) continue;
    std::string encoded;
    EncodeStored(*entry, &encoded);
    const auto again = DecodeStored(key, encoded);
    ONHAND_CHECK(again.ok() && *again == *entry);
  }
}

}  // namespace
}  // namespace onhand::storage

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  onhand::storage::Fold(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
