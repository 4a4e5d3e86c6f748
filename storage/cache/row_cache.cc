#include "storage/cache/row_cache.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "storage/base/check.h"
#include "storage/keys/family.h"

namespace onhand::storage {
namespace {

// How many products one call of Trim looks at; most of them may be in use.
constexpr int kTrimmedMax = 256;
// What a map entry and the places in two vectors take, about.
constexpr uint64_t kProductOverheadBytes = 96;

// The hash of a row key is that of its product and that of the rest; the shard is the product's.
uint64_t HashOf(std::string_view bytes) { return absl::Hash<std::string_view>()(bytes); }
uint64_t RowHash(uint64_t product_hash, std::string_view rest) {
  return (product_hash + HashOf(rest)) * 0x9E3779B97F4A7C15u;
}
struct AsItIs {
  size_t operator()(uint64_t hash) const { return hash; }
};

size_t ProductLength(std::string_view row_key) {
  const size_t organization = row_key.find('\0');
  const size_t product = organization == std::string_view::npos ? organization : row_key.find('\0', organization + 1);
  ONHAND_CHECK(product != std::string_view::npos);
  return product + 1;
}

uint64_t HeapBytes(const Row& row) {
  return (row.cells.capacity() > 6 ? row.cells.capacity() * sizeof(Cell) : 0) +
         (row.count_times.capacity() > 1 ? row.count_times.capacity() * sizeof(CountTime) : 0) +
         (row.held.capacity() > 1 ? row.held.capacity() * sizeof(Cell) : 0);
}

absl::StatusOr<std::optional<Row>> ReadFromTable(std::string_view product, std::string_view rest,
                                                 const Snapshot& tables) {
  std::string key(1, static_cast<char>(Family::kRow));
  key.append(product).append(rest);
  absl::StatusOr<std::optional<std::string>> value = tables.Get(key);
  if (!value.ok()) return value.status();
  if (!value->has_value()) return std::nullopt;
  absl::StatusOr<Row> row = DecodeRow(**value);
  if (!row.ok()) return row.status();
  return std::optional<Row>(*std::move(row));
}

}  // namespace

// An earlier state. Its sequence is the row's.
struct RowCache::Version {
  Row row;
  bool exists = true;
  std::unique_ptr<Version> older;
};

struct RowCache::CachedRow {
  Product* product = nullptr;
  std::string rest;  // of its key, after the product
  Row row;           // the newest state; only its sequence counts if it does not exist
  bool exists = true;
  std::unique_ptr<Version> older;
  // Effects on what the table has, oldest first; then `row` holds but the sequence of the last.
  std::unique_ptr<std::vector<std::pair<uint64_t, RowEffect>>> unresolved;

  uint64_t bytes() const {
    uint64_t bytes = sizeof(*this) + sizeof(void*) + HeapBytes(row) + (rest.size() > 15 ? rest.size() : 0);
    for (const Version* version = older.get(); version != nullptr; version = version->older.get()) {
      bytes += sizeof(*version) + HeapBytes(version->row);
    }
    return bytes;
  }
};

struct RowCache::Product {
  std::string name;   // "organization 00 product 00"
  uint64_t hash = 0;  // of the name
  uint64_t rank = 0;  // among those that are written back together
  size_t shard = 0;
  std::vector<std::unique_ptr<CachedRow>> rows;  // by rest
  uint64_t newest_sequence = 0;                  // of all rows
  uint64_t bytes = 0;
  // Every row that a view on tables of this mark or a later one sees is here. What went before is not known.
  uint64_t complete_since = UINT64_MAX;
  bool used = true;
  uint64_t pinned_by = 0;  // the group of the writer that found a row of it last
};

struct RowCache::Shard {
  Mutex mutex;
  absl::flat_hash_map<std::string_view, std::unique_ptr<Product>> products ABSL_GUARDED_BY(mutex);
  // A short way to a row, by RowHash; where two rows have one hash, the second is found by its product alone.
  absl::flat_hash_map<uint64_t, CachedRow*, AsItIs> rows ABSL_GUARDED_BY(mutex);
  std::deque<Product*> clock ABSL_GUARDED_BY(mutex);  // in the order in which Trim looks at them
};

class RowCache::Dirty {
 public:
  std::vector<std::pair<Product*, CachedRow*>> rows;
};

namespace {

template <typename Rows>
auto LowerBound(Rows& rows, std::string_view rest) {
  return std::lower_bound(rows.begin(), rows.end(), rest,
                          [](const auto& row, std::string_view wanted) { return row->rest < wanted; });
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

}  // namespace

RowCache::RowCache(MemoryBudget* budget, uint64_t mark)
    : budget_(budget),
      shards_(std::make_unique<Shard[]>(kShards)),
      mark_(mark),
      dirty_(std::make_unique<Dirty>()),
      dirty_since_(mark) {}

RowCache::~RowCache() {
  for (size_t i = 0; i < kShards; ++i) {
    MutexLock lock(&shards_[i].mutex);
    for (const auto& [name, product] : shards_[i].products) budget_->Release(product->bytes);
  }
}

RowCache::Shard& RowCache::ShardOf(std::string_view product) const {
  // The map of a shard uses the low bits.
  return shards_[(HashOf(product) >> 32) % kShards];
}

RowCache::Product* RowCache::FindProduct(Shard& shard, std::string_view product) const {
  const auto it = shard.products.find(product);
  if (it == shard.products.end()) return nullptr;
  it->second->used = true;
  return it->second.get();
}

RowCache::Product* RowCache::FindOrMakeProduct(Shard& shard, std::string_view product) {
  if (Product* found = FindProduct(shard, product)) return found;
  auto made = std::make_unique<Product>();
  made->name = product;
  made->hash = HashOf(product);
  made->shard = static_cast<size_t>(&shard - shards_.get());
  made->bytes = sizeof(Product) + kProductOverheadBytes + made->name.size();
  budget_->Take(made->bytes);
  Product* const raw = made.get();
  shard.products.emplace(raw->name, std::move(made));
  shard.clock.push_back(raw);
  return raw;
}

RowCache::CachedRow* RowCache::FindRow(Shard& shard, std::string_view product, std::string_view rest) const {
  const auto it = shard.rows.find(RowHash(HashOf(product), rest));
  if (it == shard.rows.end() || it->second->rest != rest || it->second->product->name != product) return nullptr;
  it->second->product->used = true;
  return it->second;
}

RowCache::CachedRow* RowCache::FindOrMakeRow(Shard& shard, Product& product, std::string_view rest, bool* made) {
  const auto it = LowerBound(product.rows, rest);
  *made = it == product.rows.end() || (*it)->rest != rest;
  if (!*made) return it->get();
  auto row = std::make_unique<CachedRow>();
  row->product = &product;
  row->rest = rest;
  shard.rows.try_emplace(RowHash(product.hash, rest), row.get());
  return product.rows.insert(it, std::move(row))->get();
}

void RowCache::Resize(Product& product, uint64_t before, uint64_t after) {
  product.bytes += after - before;
  budget_->Take(after - before);
}

absl::Status RowCache::Resolve(Product& product, CachedRow* row, const Snapshot& tables) {
  absl::StatusOr<std::optional<Row>> base = ReadFromTable(product.name, row->rest, tables);
  if (!base.ok()) return base.status();
  Row resolved = std::move(*base).value_or(Row());
  for (const auto& [sequence, effect] : *row->unresolved) {
    if (absl::Status status = ApplyEffect(effect, sequence, &resolved); !status.ok()) return status;
  }
  const uint64_t bytes_before = row->bytes();
  row->row = std::move(resolved);
  row->unresolved.reset();
  Resize(product, bytes_before, row->bytes());
  return absl::OkStatus();
}

absl::StatusOr<RowCache::Known> RowCache::Find(std::string_view row_key, const ViewPoint& at, Row* row, Place* place) {
  const size_t length = ProductLength(row_key);
  Shard& shard = ShardOf(row_key.substr(0, length));
  MutexLock lock(&shard.mutex);
  const std::string_view rest = row_key.substr(length);
  CachedRow* found = FindRow(shard, row_key.substr(0, length), rest);
  if (found == nullptr) {
    Product* const product = FindProduct(shard, row_key.substr(0, length));
    if (product == nullptr) return Known::kNothing;
    const auto it = LowerBound(product->rows, rest);
    if (it == product->rows.end() || (*it)->rest != rest) {
      return product->complete_since <= at.mark ? Known::kAbsent : Known::kNothing;
    }
    found = it->get();
  }
  CachedRow& cached = *found;
  Product* const product = cached.product;
  if (cached.unresolved != nullptr) {
    if (absl::Status status = Resolve(*product, &cached, *at.tables); !status.ok()) return status;
  }
  const auto [state, exists] = StateAt(cached, at.sequence);
  if (place != nullptr) {
    *place = {product, &cached};
    product->pinned_by = group_.load(std::memory_order_relaxed);
  }
  if (state == nullptr) return Known::kNothing;
  if (!exists) return Known::kAbsent;
  *row = *state;
  return Known::kRow;
}

void RowCache::KeepClean(std::string_view row_key, const ViewPoint& at, const Row& row) {
  const size_t length = ProductLength(row_key);
  Shard& shard = ShardOf(row_key.substr(0, length));
  MutexLock lock(&shard.mutex);
  // Tables of another mark may say something else by now. What was written back since is either still here, and stays,
  // or the mark has moved on.
  if (at.mark != mark_.load(std::memory_order_acquire)) return;
  Product* const product = FindOrMakeProduct(shard, row_key.substr(0, length));
  bool made = false;
  CachedRow* const cached = FindOrMakeRow(shard, *product, row_key.substr(length), &made);
  if (!made) return;
  cached->row = row;
  product->newest_sequence = std::max(product->newest_sequence, row.sequence);
  Resize(*product, 0, cached->bytes());
}

absl::StatusOr<bool> RowCache::VisitProduct(std::string_view prefix, const ViewPoint& at, RowVisitor visit) {
  const size_t length = ProductLength(prefix);
  Shard& shard = ShardOf(prefix.substr(0, length));
  MutexLock lock(&shard.mutex);
  Product* const product = FindProduct(shard, prefix.substr(0, length));
  if (product == nullptr || product->complete_since > at.mark) return false;
  const std::string_view rest = prefix.substr(length);
  std::string key(prefix.substr(0, length));
  for (auto it = LowerBound(product->rows, rest); it != product->rows.end(); ++it) {
    CachedRow& cached = **it;
    if (std::string_view(cached.rest).substr(0, rest.size()) != rest) break;
    if (cached.unresolved != nullptr) {
      if (absl::Status status = Resolve(*product, &cached, *at.tables); !status.ok()) return status;
    }
    auto [state, exists] = StateAt(cached, at.sequence);
    std::optional<Row> from_table;
    if (state == nullptr) {
      absl::StatusOr<std::optional<Row>> read = ReadFromTable(product->name, cached.rest, *at.tables);
      if (!read.ok()) return read.status();
      from_table = *std::move(read);
      exists = from_table.has_value();
      if (exists) state = &*from_table;
    }
    if (!exists) continue;
    key.resize(length);
    key.append(cached.rest);
    if (!visit(key, *state)) break;
  }
  return true;
}

void RowCache::KeepProduct(std::string_view name, const ViewPoint& at,
                           const std::vector<std::pair<std::string, Row>>& rows) {
  Shard& shard = ShardOf(name);
  MutexLock lock(&shard.mutex);
  if (at.mark != mark_.load(std::memory_order_acquire)) return;
  Product* const product = FindOrMakeProduct(shard, name);
  product->rows.reserve(rows.size());
  for (const auto& [row_key, row] : rows) {
    bool made = false;
    CachedRow* const cached = FindOrMakeRow(shard, *product, std::string_view(row_key).substr(name.size()), &made);
    if (!made) continue;
    cached->row = row;
    product->newest_sequence = std::max(product->newest_sequence, row.sequence);
    Resize(*product, 0, cached->bytes());
  }
  product->complete_since = std::min(product->complete_since, at.mark);
}

void RowCache::Supersede(CachedRow* row, uint64_t sequence) const {
  if (row->row.sequence >= sequence) return;  // the same commit again
  // Views may be opened at the commit before until this one is published.
  const uint64_t needed = std::min(oldest_sequence_.load(std::memory_order_acquire), sequence - 1);
  auto version = std::make_unique<Version>();
  version->row = std::move(row->row);
  version->exists = row->exists;
  version->older = std::move(row->older);
  Version* last = version.get();
  while (last->row.sequence > needed && last->older != nullptr) last = last->older.get();
  last->older.reset();
  row->older = std::move(version);
}

bool RowCache::IsAt(std::string_view row_key, const Place& place) {
  if (place.row == nullptr) return false;
  const std::string& name = place.product->name;
  return row_key.substr(0, name.size()) == name && row_key.substr(name.size()) == place.row->rest;
}

void RowCache::Install(std::string_view row_key, Row row, Place place) {
  // Neither its name nor its rest change, and its product is held.
  if (IsAt(row_key, place)) {
    MutexLock lock(&shards_[place.product->shard].mutex);
    InstallAt(place.product, place.row, /*made=*/false, std::move(row));
    return;
  }
  const size_t length = ProductLength(row_key);
  Shard& shard = ShardOf(row_key.substr(0, length));
  MutexLock lock(&shard.mutex);
  Product* const product = FindOrMakeProduct(shard, row_key.substr(0, length));
  bool made = false;
  CachedRow* const cached = FindOrMakeRow(shard, *product, row_key.substr(length), &made);
  InstallAt(product, cached, made, std::move(row));
}

void RowCache::DropOlder(Product& product, CachedRow* row) {
  if (row->older == nullptr || row->row.sequence > oldest_sequence_.load(std::memory_order_acquire)) return;
  const uint64_t bytes_before = row->bytes();
  row->older.reset();
  Resize(product, bytes_before, row->bytes());
}

void RowCache::InstallAt(Product* product, CachedRow* cached, bool made, Row row) {
  ONHAND_CHECK(cached->unresolved == nullptr);
  const uint64_t sequence = row.sequence;
  const uint64_t bytes_before = made ? 0 : cached->bytes();
  if (made || cached->row.sequence <= dirty_since_) MarkDirty(product, cached);
  if (!made) Supersede(cached, sequence);
  cached->row = std::move(row);
  cached->exists = true;
  product->newest_sequence = std::max(product->newest_sequence, sequence);
  Resize(*product, bytes_before, cached->bytes());
}

bool RowCache::InstallEffect(std::string_view row_key, const RowEffect& effect, uint64_t sequence) {
  const size_t length = ProductLength(row_key);
  Shard& shard = ShardOf(row_key.substr(0, length));
  MutexLock lock(&shard.mutex);
  Product* const product = FindOrMakeProduct(shard, row_key.substr(0, length));
  bool made = false;
  CachedRow* const cached = FindOrMakeRow(shard, *product, row_key.substr(length), &made);
  if (made) {
    cached->unresolved = std::make_unique<std::vector<std::pair<uint64_t, RowEffect>>>();
    MarkDirty(product, cached);
    Resize(*product, 0, cached->bytes());
  }
  ONHAND_CHECK(cached->unresolved != nullptr);
  cached->unresolved->emplace_back(sequence, effect);
  cached->unresolved->back().second.row_key = {};
  cached->row.sequence = sequence;
  product->newest_sequence = std::max(product->newest_sequence, sequence);
  return made;
}

void RowCache::Remove(absl::FunctionRef<bool(std::string_view row_key)> goes, uint64_t sequence) {
  ONHAND_CHECK(dirty_->rows.empty());
  dirty_since_ = sequence;
  for (size_t i = 0; i < kShards; ++i) {
    Shard& shard = shards_[i];
    MutexLock lock(&shard.mutex);
    for (auto& [name, product] : shard.products) {
      for (std::unique_ptr<CachedRow>& cached : product->rows) {
        if (!cached->exists || !goes(product->name + cached->rest)) continue;
        const uint64_t bytes_before = cached->bytes();
        Supersede(cached.get(), sequence);
        cached->row = Row{.sequence = sequence, .cells = {}, .count_times = {}, .held = {}};
        cached->exists = false;
        product->newest_sequence = sequence;
        Resize(*product, bytes_before, cached->bytes());
      }
    }
  }
}

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
  std::sort(by_name.begin(), by_name.end(), [](const Product* a, const Product* b) { return a->name < b->name; });
  for (size_t i = 0; i < by_name.size(); ++i) by_name[i]->rank = i;
  std::sort(dirty.rows.begin(), dirty.rows.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first->rank < b.first->rank : a.second->rest < b.second->rest;
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
    key.assign(product->name).append(cached->rest);
    if (absl::Status status = visit(key, row); !status.ok()) return status;
  }
  return absl::OkStatus();
}

void RowCache::GiveBackDirty(std::unique_ptr<Dirty, DeleteDirty> dirty) {
  dirty_->rows.insert(dirty_->rows.end(), dirty->rows.begin(), dirty->rows.end());
  dirty_count_.store(dirty_->rows.size(), std::memory_order_relaxed);
}

void RowCache::SetOldestView(uint64_t sequence, uint64_t mark) {
  oldest_sequence_.store(sequence, std::memory_order_release);
  oldest_mark_.store(mark, std::memory_order_release);
}

void RowCache::Trim() {
  for (int looked = 0; looked < kTrimmedMax && budget_->exceeded(); ++looked) {
    Shard& shard = shards_[next_trimmed_.fetch_add(1, std::memory_order_relaxed) % kShards];
    MutexLock lock(&shard.mutex);
    if (shard.clock.empty()) continue;
    Product* const product = shard.clock.front();
    shard.clock.pop_front();
    // In this order: a view that is opened in between on older tables than `mark` is already known then.
    const uint64_t mark = mark_.load(std::memory_order_acquire);
    const uint64_t in_tables = std::min(mark, oldest_mark_.load(std::memory_order_acquire));
    const bool pinned = product->pinned_by == group_.load(std::memory_order_relaxed);
    if (pinned || product->used || product->newest_sequence > in_tables) {
      product->used = false;
      shard.clock.push_back(product);
      continue;
    }
    budget_->Release(product->bytes);
    for (const std::unique_ptr<CachedRow>& row : product->rows) {
      const auto by_hash = shard.rows.find(RowHash(product->hash, row->rest));
      if (by_hash != shard.rows.end() && by_hash->second == row.get()) shard.rows.erase(by_hash);
    }
    // The key of the entry is a view of its name.
    const auto it = shard.products.find(product->name);
    const std::unique_ptr<Product> gone = std::move(it->second);
    shard.products.erase(it);
  }
}

}  // namespace onhand::storage
