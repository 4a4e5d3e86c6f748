#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "storage/cache/row_cache_parts.h"

namespace onhand::storage {

void RowCache::MarkDirty(Product* product, CachedRow* row) {
  dirty_->rows.emplace_back(product, row);
  dirty_count_.fetch_add(1, std::memory_order_relaxed);
}

std::unique_ptr<RowCache::Dirty, RowCache::DeleteDirty> RowCache::TakeDirty(uint64_t sequence) {
  dirty_since_ = sequence;
  dirty_count_.store(0, std::memory_order_relaxed);
  std::unique_ptr<Dirty, DeleteDirty> taken(dirty_.release());
  dirty_ = std::make_unique<Dirty>();
  return taken;
}

size_t RowCache::CountDirty(const Dirty& dirty) { return dirty.rows.size(); }

void RowCache::DeleteDirty::operator()(Dirty* dirty) const { delete dirty; }

absl::Status RowCache::VisitDirty(Dirty& dirty, const ViewPoint& at,
                                  absl::FunctionRef<absl::Status(std::string_view row_key, const Row& row)> visit) {
  // Neither names nor rests ever change, nor can a product with dirty rows go.
  absl::flat_hash_set<Product*> products;
  for (const auto& [product, row] : dirty.rows) products.insert(product);
  std::vector<Product*> by_name(products.begin(), products.end());
  std::sort(by_name.begin(), by_name.end(), [](const Product* a, const Product* b) { return a->name() < b->name(); });
  for (size_t i = 0; i < by_name.size(); ++i) by_name[i]->rank = i;
  std::sort(dirty.rows.begin(), dirty.rows.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first->rank < b.first->rank : a.second->rest() < b.second->rest();
  });
  dirty.rows.erase(std::unique(dirty.rows.begin(), dirty.rows.end()), dirty.rows.end());
  std::string key;
  Row row;
  for (const auto& [product, cached] : dirty.rows) {
    {
      MutexLock lock(&shards_[product->shard].mutex);
      if (cached->unresolved != nullptr) {
        if (absl::Status status = Resolve(*product, cached, *at.tables); !status.ok()) return status;
      }
      const auto [state, exists] = StateAt(*cached, at.sequence);
      ONHAND_CHECK(state != nullptr && exists);
      row = *state;
      DropOlder(*product, cached);
    }
    key.assign(product->name()).append(cached->rest());
    if (absl::Status status = visit(key, row); !status.ok()) return status;
  }
  return absl::OkStatus();
}

void RowCache::GiveBackDirty(std::unique_ptr<Dirty, DeleteDirty> dirty) {
  dirty_->rows.insert(dirty_->rows.end(), dirty->rows.begin(), dirty->rows.end());
  dirty_count_.store(dirty_->rows.size(), std::memory_order_relaxed);
}

}  // namespace onhand::storage
