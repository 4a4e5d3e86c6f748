#include "storage/catalog/product_book.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "storage/base/check.h"
#include "storage/base/failpoint.h"
#include "storage/catalog/product_terms.h"
#include "storage/keys/meta_key.h"
#include "storage/keys/product_key.h"
#include "storage/records/coding.h"

namespace onhand::storage {
namespace {

constexpr uint64_t kCatalogSchema = 1;
constexpr size_t kReadTogether = 64;
// A batch holds the store's write lock; event commits must not wait long behind a load of products.
constexpr size_t kBatchChangesMax = 4096;

absl::StatusOr<ProductRecord> Decode(std::string_view item_number, std::string_view bytes) {
  absl::StatusOr<ProductRecord> record = DecodeProduct(bytes);
  if (record.ok()) return record;
  return absl::DataLossError(absl::StrCat("product '", std::string(item_number), "': ", record.status().message()));
}

// A meta record that holds one varint; 0 where there is none.
absl::StatusOr<uint64_t> ReadVarintBytes(const Snapshot& snapshot, std::string_view key) {
  absl::StatusOr<std::optional<std::string>> value = snapshot.Get(key);
  if (!value.ok()) return value.status();
  if (!value->has_value()) return 0;
  Reader reader(**value);
  const uint64_t number = reader.Varint();
  if (!reader.done()) {
    return absl::DataLossError(absl::StrCat("meta record '", std::string(key.substr(1)), "' is damaged"));
  }
  return number;
}

// What makes the terms `before` (sorted) the terms `after` (sorted).
void ChangeTerms(const std::vector<std::string>& before, const std::vector<std::string>& after, WriteBatch* batch) {
  auto old_term = before.begin();
  auto new_term = after.begin();
  while (old_term != before.end() || new_term != after.end()) {
    if (new_term == after.end() || (old_term != before.end() && *old_term < *new_term)) {
      batch->Delete(*old_term++);
    } else if (old_term == before.end() || *new_term < *old_term) {
      batch->Put(*new_term++, {});
    } else {
      ++old_term, ++new_term;
    }
  }
}

// False if the product is the same already.
bool ChangeProduct(const ProductWrite& write, const std::optional<ProductRecord>& before, WriteBatch* batch) {
  if (write.record == before) return false;
  const auto terms = [&write](const std::optional<ProductRecord>& record) {
    return record.has_value() ? ProductTermKeys(write.item_number, *record) : std::vector<std::string>();
  };
  ChangeTerms(terms(before), terms(write.record), batch);
  const std::string key = ProductKey(write.item_number);
  if (write.record.has_value()) {
    std::string value;
    EncodeProduct(*write.record, &value);
    batch->Put(key, value);
  } else {
    batch->Delete(key);
  }
  return true;
}

}  // namespace

ProductView::ProductView(const Store& store) : snapshot_(store.GetSnapshot()) {}

absl::StatusOr<std::vector<std::optional<ProductRecord>>> ProductView::ReadProducts(
    absl::Span<const std::string> item_numbers) const {
  std::vector<std::string> keys;
  keys.reserve(item_numbers.size());
  for (const std::string& item_number : item_numbers) keys.push_back(ProductKey(item_number));
  absl::StatusOr<std::vector<std::optional<std::string>>> values = snapshot_->MultiGet(keys);
  if (!values.ok()) return values.status();
  std::vector<std::optional<ProductRecord>> records(values->size());
  for (size_t i = 0; i < records.size(); ++i) {
    if (!(*values)[i].has_value()) continue;
    absl::StatusOr<ProductRecord> record = Decode(item_numbers[i], *(*values)[i]);
    if (!record.ok()) return record.status();
    records[i] = *std::move(record);
  }
  return records;
}

absl::Status ProductView::ScanProducts(
    std::string_view after,
    const std::function<bool(std::string_view item_number, const ProductRecord& record)>& visit) const {
  std::string begin = ProductKey(after);
  if (!after.empty()) begin.push_back('\0');
  const std::unique_ptr<Cursor> cursor = snapshot_->Scan({std::move(begin), {}}, {.fill_cache = false});
  for (; cursor->Valid(); cursor->Next()) {
    const std::string_view item_number = cursor->key().substr(1);
    const absl::StatusOr<ProductRecord> record = Decode(item_number, cursor->value());
    if (!record.ok()) return record.status();
    if (!visit(item_number, *record)) return absl::OkStatus();
  }
  return cursor->status();
}

std::unique_ptr<ItemStream> ProductView::Items(std::string term_key) const {
  return PostingItems(*snapshot_, std::move(term_key));
}

absl::StatusOr<std::optional<std::vector<std::string>>> ProductView::CollectItems(KeyRange terms,
                                                                                  size_t postings_max) const {
  std::vector<std::string> items;
  const std::unique_ptr<Cursor> cursor = snapshot_->Scan(std::move(terms), {.keys_only = true});
  for (; cursor->Valid(); cursor->Next()) {
    if (items.size() == postings_max) return std::optional<std::vector<std::string>>();
    const std::optional<TermKeyParts> parts = ParseTermKey(cursor->key());
    if (!parts.has_value()) return absl::DataLossError("a product term has a damaged key");
    items.emplace_back(parts->item_number);
  }
  if (!cursor->status().ok()) return cursor->status();
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
  return std::optional<std::vector<std::string>>(std::move(items));
}

absl::StatusOr<std::unique_ptr<ProductBook>> ProductBook::Open(Store* store) {
  const std::unique_ptr<Snapshot> snapshot = store->GetSnapshot();
  const absl::StatusOr<uint64_t> schema = ReadVarintBytes(*snapshot, kCatalogSchemaKey);
  if (!schema.ok()) return schema.status();
  if (*schema > kCatalogSchema) {
    return absl::FailedPreconditionError(absl::StrCat("its product catalogue has version ", *schema,
                                                      "; this program knows versions up to ", kCatalogSchema,
                                                      ": use the newer program that wrote it"));
  }
  const absl::StatusOr<uint64_t> count = ReadVarintBytes(*snapshot, kProductCountKey);
  if (!count.ok()) return count.status();
  return std::unique_ptr<ProductBook>(new ProductBook(store, *count));
}

absl::StatusOr<std::vector<bool>> ProductBook::Apply(absl::Span<const ProductWrite> writes) {
#ifndef NDEBUG
  absl::flat_hash_set<std::string_view> seen;
  for (const ProductWrite& write : writes) {
    ONHAND_CHECK(!write.item_number.empty() && seen.insert(write.item_number).second);
  }
#endif
  std::vector<bool> existed;
  existed.reserve(writes.size());
  while (existed.size() < writes.size()) {
    // Others may write between two batches.
    MutexLock lock(&mutex_);
    absl::Status status = ApplySome(writes.subspan(existed.size()), &existed);
    if (!status.ok()) return status;
  }
  return existed;
}

absl::Status ProductBook::ApplySome(absl::Span<const ProductWrite> writes, std::vector<bool>* existed) {
  writes = writes.subspan(0, kReadTogether);
  std::vector<std::string> item_numbers;
  for (const ProductWrite& write : writes) item_numbers.push_back(write.item_number);
  const absl::StatusOr<std::vector<std::optional<ProductRecord>>> before = OpenView()->ReadProducts(item_numbers);
  if (!before.ok()) return before.status();
  WriteBatch batch;
  uint64_t count = this->count();
  bool changed = false;
  size_t done = 0;
  for (; done < writes.size() && batch.changes().size() < kBatchChangesMax; ++done) {
    const bool was_there = (*before)[done].has_value();
    if (!ChangeProduct(writes[done], (*before)[done], &batch)) continue;
    changed = true;
    count = count - (was_there ? 1 : 0) + (writes[done].record.has_value() ? 1 : 0);
  }
  if (changed) {
    if (absl::Status status = Commit(std::move(batch), count); !status.ok()) return status;
  }
  for (size_t i = 0; i < done; ++i) existed->push_back((*before)[i].has_value());
  return absl::OkStatus();
}

absl::Status ProductBook::Commit(WriteBatch batch, uint64_t count) {
  if (!head_.has_value()) {
    absl::StatusOr<PartitionHead> head = store_->TakePartition(kProductsPartition);
    if (!head.ok()) return head.status();
    head_ = *head;
  }
  batch.Put(kCatalogSchemaKey, VarintBytes(kCatalogSchema));
  batch.Put(kProductCountKey, VarintBytes(count));
  batch.Touch({std::string(kProductsPartition), head_->epoch, head_->sequence, head_->sequence + 1});
  PassFailpoint("products.apply.begin");
  absl::Status status = store_->Commit(batch);
  if (!status.ok()) return status;
  PassFailpoint("products.apply.written");
  ++head_->sequence;
  count_.store(count, std::memory_order_relaxed);
  return absl::OkStatus();
}

}  // namespace onhand::storage
