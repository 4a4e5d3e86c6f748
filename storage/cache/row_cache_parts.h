// File: row_cache_parts.h
//
// What a row cache is made of. Private to storage/cache/row_cache*.cc.
#ifndef ONHAND_STORAGE_CACHE_ROW_CACHE_PARTS_H_
#define ONHAND_STORAGE_CACHE_ROW_CACHE_PARTS_H_

#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
#include "storage/base/check.h"
#include "storage/base/prefetch.h"
#include "storage/cache/product_sums.h"
#include "storage/cache/row_cache.h"
#include "storage/records/row.h"

namespace onhand::storage {

// What leads to a row takes, its pointer in its product and short ways, and its share in what the heap keeps; about.
constexpr uint64_t kWaysBytes = 56;

// The hash of a row key is that of its product and that of the rest; the shard is the product's.
inline uint64_t HashOf(std::string_view bytes) { return absl::Hash<std::string_view>()(bytes); }
inline uint64_t RowHash(uint64_t product_hash, std::string_view rest) {
  return (product_hash + HashOf(rest)) * 0x9E3779B97F4A7C15u;
}
struct AsItIs {
  size_t operator()(uint64_t hash) const { return hash; }
};

// Of what is after the product, the part that says the place.
inline size_t PlaceLength(std::string_view rest) {
  const size_t site = rest.find('\0');
  const size_t location = site == std::string_view::npos ? site : rest.find('\0', site + 1);
  return location == std::string_view::npos ? rest.size() : location + 1;
}

inline std::string JoinKey(std::string_view product, std::string_view rest) {
  std::string key;
  key.reserve(product.size() + rest.size());
  key.append(product).append(rest);
  return key;
}

inline size_t ProductLength(std::string_view row_key) {
  const size_t organization = row_key.find('\0');
  const size_t product = organization == std::string_view::npos ? organization : row_key.find('\0', organization + 1);
  ONHAND_CHECK(product != std::string_view::npos);
  return product + 1;
}

// What a vector with room of its own has taken beside that.
template <typename Vector>
inline const size_t kOwnRoom = Vector().capacity();
template <typename Vector>
uint64_t HeapBytes(const Vector& vector) {
  return vector.capacity() > kOwnRoom<Vector> ? vector.capacity() * sizeof(typename Vector::value_type) : 0;
}
inline uint64_t HeapBytes(const Row& row) {
  return HeapBytes(row.cells) + HeapBytes(row.count_times) + HeapBytes(row.held);
}

// There are so many rows and products that the text of each lies behind it, in one piece of memory, and beside what a
// search looks at.
template <typename T>
struct FreeWithText {
  void operator()(T* made) const {
    made->~T();
    ::operator delete(made);
  }
};
template <typename T>
using OwnerWithText = std::unique_ptr<T, FreeWithText<T>>;
// T::text_bytes is the length of the text.
template <typename T>
OwnerWithText<T> MakeWithText(std::string_view text) {
  OwnerWithText<T> made(new (::operator new(sizeof(T) + text.size())) T);
  made->text_bytes = static_cast<uint32_t>(text.size());
  std::copy(text.begin(), text.end(), reinterpret_cast<char*>(made.get() + 1));
  return made;
}
template <typename T>
std::string_view TextOf(const T& made) {
  return {reinterpret_cast<const char*>(&made + 1), made.text_bytes};
}

// How long the text is, is not known before it is there.
template <typename T>
void PrefetchWithText(const T* made) {
  constexpr size_t kTextBytes = 48;
  PrefetchBytes(made, sizeof(T) + kTextBytes);
}

// An earlier state. Its sequence is the row's.
struct RowCache::Version {
  Row row;
  bool exists = true;
  std::unique_ptr<Version> older;
};

struct RowCache::CachedRow {
  using Owner = OwnerWithText<CachedRow>;

  // Of its key, after the product.
  std::string_view rest() const { return TextOf(*this); }

  Row row;  // the newest state; only its sequence counts if it does not exist
  std::unique_ptr<Version> older;
  // Effects on what the table has, oldest first; then `row` holds but the sequence of the last.
  std::unique_ptr<std::vector<std::pair<uint64_t, RowEffect>>> unresolved;
  CachedRow* next = nullptr;  // of its product
  Product* product = nullptr;
  uint32_t text_bytes = 0;
  bool leads = false;        // the rest of the next row begins with that of this one
  bool opens_place = false;  // first of its place
  bool exists = true;

  uint64_t bytes() const {
    uint64_t bytes = sizeof(*this) + text_bytes + kWaysBytes + HeapBytes(row);
    for (const Version* version = older.get(); version != nullptr; version = version->older.get()) {
      bytes += sizeof(*version) + HeapBytes(version->row);
    }
    return bytes;
  }
};

struct RowCache::SumsInUse {
  PartMask parts = 0;
  uint64_t unused_changes = 0;
  std::optional<ProductSums> sums;  // nothing until they are asked for again
};

struct RowCache::Product {
  using Owner = OwnerWithText<Product>;

  // "organization 00 product 00".
  std::string_view name() const { return TextOf(*this); }

  uint64_t hash = 0;  // of the name
  uint64_t rank = 0;  // among those that are written back together
  uint64_t bytes = 0;
  uint64_t pinned_by = 0;              // the group of the writer that found a row of it last
  std::vector<SumsInUse> sums;         // of the newest state of all rows; the one asked for last is last
  std::vector<CachedRow::Owner> rows;  // by rest
  size_t shard = 0;
  uint64_t newest_sequence = 0;  // of all rows
  // Every row that a view on tables of this mark or a later one sees is here. What went before is not known.
  uint64_t complete_since = UINT64_MAX;
  uint32_t text_bytes = 0;
  bool used = true;
};

struct RowCache::Shard {
  Mutex mutex;
  absl::flat_hash_map<std::string_view, Product::Owner> products ABSL_GUARDED_BY(mutex);
  // Short ways, by RowHash: for each row by its whole rest, and for each place with rows, by its part of the rest, to
  // the first of them. Where two have one hash, the second is found by its product alone.
  absl::flat_hash_map<uint64_t, CachedRow*, AsItIs> ways ABSL_GUARDED_BY(mutex);
  std::deque<Product*> clock ABSL_GUARDED_BY(mutex);  // in the order in which Trim looks at them
};

class RowCache::Dirty {
 public:
  std::vector<std::pair<Product*, CachedRow*>> rows;
};

template <typename Rows>
auto LowerBound(Rows& rows, std::string_view rest) {
  return std::lower_bound(rows.begin(), rows.end(), rest,
                          [](const auto& row, std::string_view wanted) { return row->rest() < wanted; });
}

// The state at `sequence`, as (row, exists); nullptr where it is older than all that is kept.
template <typename CachedRow>
std::pair<const Row*, bool> StateAt(const CachedRow& cached, uint64_t sequence) {
  if (cached.row.sequence <= sequence) return {&cached.row, cached.exists};
  const auto* version = cached.older.get();
  while (version != nullptr && version->row.sequence > sequence) version = version->older.get();
  if (version == nullptr) return {nullptr, false};
  return {&version->row, version->exists};
}

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_CACHE_ROW_CACHE_PARTS_H_
