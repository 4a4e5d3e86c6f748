#include "service/cli/import/product_importer.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/product_catalog.h"
#include "storage/base/check.h"

namespace onhand::cli {
namespace {

constexpr int64_t kPauseMaxMs = 5'000;

bool MayPass(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status) || absl::IsDeadlineExceeded(status);
}

class Importer {
 public:
  Importer(ProductBackend* backend, const ProductImportOptions& options, RejectsFile* rejects,
           ProductImportCounts* counts)
      : backend_(backend), options_(options), rejects_(rejects), counts_(counts) {}

  absl::Status Add(ProductItem item) {
    if (!item.error.empty()) return rejects_->Add(item.line, item.error, item.original);
    products_.push_back(std::move(item.product));
    items_.push_back(std::move(item));
    return products_.size() < static_cast<size_t>(options_.batch_size) ? absl::OkStatus() : Flush();
  }

  absl::Status Flush() {
    if (products_.empty()) return absl::OkStatus();
    const absl::StatusOr<ProductResults> results = Put();
    if (!results.ok()) return results.status();
    if (!results->issues.empty()) return absl::FailedPreconditionError(results->issues.front().message);
    ONHAND_CHECK(results->outcomes.size() == items_.size());
    for (size_t i = 0; i < items_.size(); ++i) {
      const Outcome& outcome = results->outcomes[i];
      if (!outcome.refused()) {
        ++counts_->put;
        continue;
      }
      const std::string reason = absl::StrCat(std::string(ReasonName(outcome.reason)), ": ", outcome.message);
      if (absl::Status status = rejects_->Add(items_[i].line, reason, items_[i].original); !status.ok()) return status;
    }
    products_.clear();
    items_.clear();
    return absl::OkStatus();
  }

 private:
  // Putting a product twice is putting it once, so that a batch whose fate is unknown can be sent again.
  absl::StatusOr<ProductResults> Put() {
    int64_t pause_ms = 100;
    for (int attempt = 1;; ++attempt) {
      absl::StatusOr<ProductResults> results = backend_->PutProducts(options_.environment, products_);
      if (results.ok() || !MayPass(results.status()) || attempt == options_.attempts) return results;
      if (options_.sleep) {
        options_.sleep(pause_ms);
      } else {
        std::this_thread::sleep_for(std::chrono::milliseconds(pause_ms));
      }
      pause_ms = std::min(2 * pause_ms, kPauseMaxMs);
      ++counts_->batches_repeated;
    }
  }

  ProductBackend* const backend_;
  const ProductImportOptions& options_;
  RejectsFile* const rejects_;
  ProductImportCounts* const counts_;
  std::vector<Product> products_;
  std::vector<ProductItem> items_;  // of products_, without the product
};

}  // namespace

absl::Status RunProductImport(ProductBackend* backend, const ProductImportOptions& options, ProductSource* source,
                              RejectsFile* rejects, Progress* progress, ProductImportCounts* counts) {
  ONHAND_CHECK(options.batch_size >= 1 && options.batch_size <= kProductRecordsMax && options.attempts >= 1);
  Importer importer(backend, options, rejects, counts);
  while (true) {
    ProductItem item;
    const absl::StatusOr<bool> more = source->Next(&item);
    if (!more.ok()) return more.status();
    if (!*more) return importer.Flush();
    ++counts->records;
    progress->Update(counts->records, source->fraction());
    if (absl::Status status = importer.Add(std::move(item)); !status.ok()) return status;
  }
}

}  // namespace onhand::cli
