// Keys of the log, receipts, adjustment lines, jobs and product terms: what parses is written the same way again.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "storage/base/check.h"
#include "storage/keys/adjustment_key.h"
#include "storage/keys/job_key.h"
#include "storage/keys/log_key.h"
#include "storage/keys/product_key.h"
#include "storage/keys/receipt_key.h"

namespace onhand::storage {
namespace {

void TryEveryKey(std::string_view bytes) {
  if (const auto sequence = ParseLogKey(bytes)) ONHAND_CHECK(LogKey(*sequence) == bytes);
  if (const auto hash = ParseReceiptKey(bytes)) ONHAND_CHECK(ReceiptKey(*hash) == bytes);
  if (const auto number = ParseDetailKey(bytes)) ONHAND_CHECK(DetailKey(*number) == bytes);
  if (const auto pending = ParsePendingKey(bytes)) ONHAND_CHECK(PendingKey(pending->status, pending->number) == bytes);
  if (const auto aggregate = ParseAggregateKey(bytes)) {
    ONHAND_CHECK(AggregateKey(aggregate->push, aggregate->row_key, aggregate->measure) == bytes);
  }
  if (const auto piece = ParseJobResultKey(bytes)) ONHAND_CHECK(JobResultKey(piece->id, piece->piece) == bytes);
  if (const auto term = ParseTermKey(bytes)) {
    std::string key = TermPrefix(term->kind, term->path);
    key.append(term->term);
    if (term->kind == TermKind::kText || term->kind == TermKind::kNumeral) key.push_back('\0');
    key.append(term->item_number);
    ONHAND_CHECK(key == bytes);
    if (term->kind == TermKind::kNumber) NumberOfTerm(term->term);
  }
}

}  // namespace
}  // namespace onhand::storage

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  onhand::storage::TryEveryKey(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
