// File: product_book.h
//
// The product catalogue of one environment: products by item number, and the postings that find them. It lies on the
// same Store as the ledger but in a partition of its own, "products", so that neither waits for the other's numbers.
// It knows that postings belong to products; what a search means is the engine's affair.
//
//   ProductBook::Open(store) -> Apply(writes)                        one batch after another
//                            -> OpenView() -> products, postings     any number of readers
#ifndef ONHAND_STORAGE_CATALOG_PRODUCT_BOOK_H_
#define ONHAND_STORAGE_CATALOG_PRODUCT_BOOK_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/base/mutex.h"
#include "storage/catalog/item_stream.h"
#include "storage/catalog/product_record.h"
#include "storage/kv/store.h"

namespace onhand::storage {

inline constexpr std::string_view kProductsPartition = "products";

// A product as it will be.
struct ProductWrite {
  std::string item_number;              // not empty, without 00
  std::optional<ProductRecord> record;  // nothing = the product goes
};

// The catalogue at one moment. Thread-safe; streams are not. Must not outlive its book.
class ProductView {
 public:
  explicit ProductView(const Store& store);

  // As many answers as item numbers, in their order. DATA_LOSS names the product that is damaged.
  absl::StatusOr<std::vector<std::optional<ProductRecord>>> ReadProducts(
      absl::Span<const std::string> item_numbers) const;

  // Products behind item number `after` ("" = all), in order; false ends the walk early.
  absl::Status ScanProducts(
      std::string_view after,
      const std::function<bool(std::string_view item_number, const ProductRecord& record)>& visit) const;

  // The items behind one term (its key without an item number).
  std::unique_ptr<ItemStream> Items(std::string term_key) const;

  // The items of all terms in a range of term keys, sorted, each once; nothing if there are more than `postings_max`
  // postings, which is all that is ever read of them (and one). DATA_LOSS.
  absl::StatusOr<std::optional<std::vector<std::string>>> CollectItems(KeyRange terms, size_t postings_max) const;

 private:
  std::unique_ptr<Snapshot> snapshot_;
};

// Thread-safe.
class ProductBook {
 public:
  // `store` is not owned and must outlive it. Reads only; the partition is taken at the first write.
  // FAILED_PRECONDITION: the catalogue was written by a newer program. DATA_LOSS, UNAVAILABLE.
  static absl::StatusOr<std::unique_ptr<ProductBook>> Open(Store* store);

  // Makes the products what the writes say, each item number once; a product that is the same already costs no write.
  // Durable when it returns. Answers for each write whether the product was there before. A long list is several
  // batches: after an error some of the writes may have been made, each as a whole. Errors as Store::Commit, and
  // DATA_LOSS.
  absl::StatusOr<std::vector<bool>> Apply(absl::Span<const ProductWrite> writes);

  // Products there are.
  uint64_t count() const { return count_.load(std::memory_order_relaxed); }

  std::unique_ptr<ProductView> OpenView() const { return std::make_unique<ProductView>(*store_); }

 private:
  ProductBook(Store* store, uint64_t count) : store_(store), count_(count) {}

  // As many writes as fit one batch; adds their answers.
  absl::Status ApplySome(absl::Span<const ProductWrite> writes, std::vector<bool>* existed)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Commit(WriteBatch batch, uint64_t count) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Store* const store_;
  Mutex mutex_;
  std::optional<PartitionHead> head_ ABSL_GUARDED_BY(mutex_);
  std::atomic<uint64_t> count_;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_CATALOG_PRODUCT_BOOK_H_
