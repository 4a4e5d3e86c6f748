#include <algorithm>
#include <string>

#include "storage/base/check.h"
#include "storage/cache/row_cache_parts.h"

namespace onhand::storage {
namespace {

// Of a smaller product the rows themselves are added up as quickly.
constexpr size_t kSummedRowsMin = 16;
// By how many different choices of parts a product is summed at once.
constexpr size_t kSumsMax = 4;
// Sums go when so many changes found nobody who asked for them; a rebuild costs no more than that.
constexpr uint64_t kUnusedChangesMax = 1000;

}  // namespace

std::optional<ProductSums> RowCache::AddUp(const Product& product, PartMask parts) const {
  ProductSums sums(parts);
  const Row nothing;
  std::string key;
  for (const CachedRow::Owner& cached : product.rows) {
    if (cached->unresolved != nullptr) return std::nullopt;
    if (!cached->exists) continue;
    key.assign(product.name()).append(cached->rest());
    if (!sums.Add(key, nothing, cached->row)) return std::nullopt;
  }
  return sums;
}

bool RowCache::VisitSums(std::string_view name, PartMask parts, const ViewPoint& at, SumsVisitor visit) {
  Shard& shard = ShardOf(name);
  MutexLock lock(&shard.mutex);
  Product* const product = FindProduct(shard, name);
  if (product == nullptr || product->complete_since > at.mark || product->newest_sequence > at.sequence) return false;
  std::vector<SumsInUse>& all = product->sums;
  auto it = std::find_if(all.begin(), all.end(), [&](const SumsInUse& sums) { return sums.parts == parts; });
  if (it == all.end()) {
    if (product->rows.size() < kSummedRowsMin) return false;
    if (all.size() == kSumsMax) {
      if (all.front().sums.has_value()) Resize(*product, all.front().sums->bytes(), 0);
      all.erase(all.begin());
    }
    all.push_back({.parts = parts, .unused_changes = 0, .sums = std::nullopt});
    return false;
  }
  std::rotate(it, it + 1, all.end());
  SumsInUse& wanted = all.back();
  wanted.unused_changes = 0;
  if (!wanted.sums.has_value()) {
    wanted.sums = AddUp(*product, parts);
    if (!wanted.sums.has_value()) return false;
    Resize(*product, 0, wanted.sums->bytes());
  }
  for (const auto& [key, sums] : wanted.sums->groups()) visit(key, sums);
  return true;
}

std::vector<std::pair<std::string, PartMask>> RowCache::KeptSums() {
  std::vector<std::pair<std::string, PartMask>> kept;
  for (size_t i = 0; i < kShards; ++i) {
    Shard& shard = shards_[i];
    MutexLock lock(&shard.mutex);
    for (const auto& [name, product] : shard.products) {
      for (const SumsInUse& sums : product->sums) {
        if (sums.sums.has_value()) kept.emplace_back(std::string(name), sums.parts);
      }
    }
  }
  return kept;
}

void RowCache::DropSums(Product& product) {
  for (const SumsInUse& sums : product.sums) {
    if (sums.sums.has_value()) Resize(product, sums.sums->bytes(), 0);
  }
  product.sums.clear();
}

void RowCache::FollowSums(Product& product, const CachedRow& cached, const Row& after) {
  for (SumsInUse& followed : product.sums) {
    if (!followed.sums.has_value()) continue;
    const uint64_t bytes_before = followed.sums->bytes();
    if (++followed.unused_changes > kUnusedChangesMax + product.rows.size()) {
      followed.sums.reset();
    } else {
      ONHAND_CHECK(followed.sums->Add(JoinKey(product.name(), cached.rest()), cached.row, after));
    }
    Resize(product, bytes_before, followed.sums.has_value() ? followed.sums->bytes() : 0);
  }
}

}  // namespace onhand::storage
