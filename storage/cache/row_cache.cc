#include "storage/cache/row_cache.h"

#include <algorithm>
#include <utility>

#include "storage/base/check.h"
#include "storage/cache/row_cache_parts.h"
#include "storage/keys/family.h"

namespace onhand::storage {
namespace {

// How many products one call of Trim looks at; most of them may be in use.
constexpr int kTrimmedMax = 256;
// What a map entry and the places in two vectors take, about.
constexpr uint64_t kProductOverheadBytes = 96;
// With little memory left, one in so many questions for a part of a product has all of it read.
constexpr uint32_t kPartsRead = 16;

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
  Product::Owner made = MakeWithText<Product>(product);
  made->hash = HashOf(product);
  made->shard = static_cast<size_t>(&shard - shards_.get());
  made->bytes = sizeof(Product) + kProductOverheadBytes + product.size();
  budget_->Take(made->bytes);
  Product* const raw = made.get();
  shard.products.emplace(raw->name(), std::move(made));
  shard.clock.push_back(raw);
  return raw;
}

RowCache::CachedRow* RowCache::FindFirst(Shard& shard, std::string_view product, std::string_view rest) {
  const auto it = shard.ways.find(RowHash(HashOf(product), rest));
  if (it == shard.ways.end()) return nullptr;
  CachedRow* const row = it->second;
  if (!row->rest().starts_with(rest) || row->product->name() != product) return nullptr;
  if (rest.size() != row->rest().size() && !(row->opens_place && rest.size() == PlaceLength(row->rest()))) {
    return nullptr;
  }
  row->product->used = true;
  return row;
}

void RowCache::MakeShortWays(Shard& shard, CachedRow* before, CachedRow* row) {
  const std::string_view rest = row->rest();
  shard.ways.try_emplace(RowHash(row->product->hash, rest), row);
  const std::string_view place = rest.substr(0, PlaceLength(rest));
  if (before != nullptr && before->rest().starts_with(place)) return;
  row->opens_place = true;
  CachedRow* const after = row->next;
  CachedRow*& way = shard.ways[RowHash(row->product->hash, place)];
  // Until now it led to the row after this one; the way of others that have the same hash stays.
  if (way == nullptr || (way == after && after->rest().starts_with(place))) way = row;
  if (after != nullptr && after->rest().starts_with(place)) after->opens_place = false;
}

void RowCache::DropShortWays(Shard& shard, const Product& product) {
  for (const CachedRow::Owner& row : product.rows) {
    const std::string_view rest = row->rest();
    for (size_t length : {rest.size(), PlaceLength(rest)}) {
      const auto it = shard.ways.find(RowHash(product.hash, rest.substr(0, length)));
      if (it != shard.ways.end() && it->second->product == &product) shard.ways.erase(it);
    }
  }
}

RowCache::CachedRow* RowCache::FindOrMakeRow(Shard& shard, Product& product, std::string_view rest, bool* made) {
  *made = false;
  CachedRow* const found = FindFirst(shard, product.name(), rest);
  if (found != nullptr && found->rest().size() == rest.size()) return found;
  auto it = LowerBound(product.rows, rest);
  if (it != product.rows.end() && (*it)->rest() == rest) return it->get();
  *made = true;
  it = product.rows.insert(it, MakeWithText<CachedRow>(rest));
  CachedRow* const row = it->get();
  row->product = &product;
  CachedRow* const before = it == product.rows.begin() ? nullptr : std::prev(it)->get();
  if (std::next(it) != product.rows.end()) {
    row->next = std::next(it)->get();
    row->leads = row->next->rest().starts_with(rest);
  }
  if (before != nullptr) {
    before->next = row;
    before->leads = rest.starts_with(before->rest());
  }
  MakeShortWays(shard, before, row);
  return row;
}

void RowCache::Resize(Product& product, uint64_t before, uint64_t after) {
  product.bytes += after - before;
  budget_->Take(after - before);
}

absl::Status RowCache::Resolve(Product& product, CachedRow* row, const Snapshot& tables) {
  absl::StatusOr<std::optional<Row>> base = ReadFromTable(product.name(), row->rest(), tables);
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
  CachedRow* found = FindFirst(shard, row_key.substr(0, length), rest);
  if (found == nullptr || found->rest().size() != rest.size()) {
    Product* const product = FindProduct(shard, row_key.substr(0, length));
    if (product == nullptr) return Known::kNothing;
    const auto it = LowerBound(product->rows, rest);
    if (it == product->rows.end() || (*it)->rest() != rest) {
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

void RowCache::Prefetch(absl::Span<const std::string_view> row_keys) const {
  struct Way {
    Shard* shard;
    uint64_t hash;
  };
  std::vector<Way> ways;
  ways.reserve(row_keys.size());
  // One step of all rows before the next step of any: what a step waits for is then under way for all of them.
  for (const std::string_view row_key : row_keys) {
    const std::string_view product = row_key.substr(0, ProductLength(row_key));
    const Way way = {&ShardOf(product), RowHash(HashOf(product), row_key.substr(product.size()))};
    MutexLock lock(&way.shard->mutex);
    way.shard->ways.prefetch(way.hash);
    ways.push_back(way);
  }
  const auto follow = [&ways](absl::FunctionRef<void(const CachedRow& row)> step) {
    for (const Way& way : ways) {
      MutexLock lock(&way.shard->mutex);
      const auto found = way.shard->ways.find(way.hash);
      if (found != way.shard->ways.end()) step(*found->second);
    }
  };
  follow([](const CachedRow& row) { PrefetchWithText(&row); });
  follow([](const CachedRow& row) {
    PrefetchWithText(row.product);
    if (row.older != nullptr) PrefetchBytes(row.older.get(), sizeof(Version));
  });
}

void RowCache::KeepClean(std::string_view row_key, const ViewPoint& at, const Row& row) {
  const size_t length = ProductLength(row_key);
  Shard& shard = ShardOf(row_key.substr(0, length));
  MutexLock lock(&shard.mutex);
  // Tables of another mark may say something else by now. What was written back since is either still here, and stays,
  // or the mark has moved on.
  if (at.mark != mark_.load(std::memory_order_acquire)) return;
  KeepRow(shard, *FindOrMakeProduct(shard, row_key.substr(0, length)), row_key.substr(length), row);
}

void RowCache::KeepRow(Shard& shard, Product& product, std::string_view rest, const Row& row) {
  bool made = false;
  CachedRow* const cached = FindOrMakeRow(shard, product, rest, &made);
  if (!made) return;
  cached->row = row;
  product.newest_sequence = std::max(product.newest_sequence, row.sequence);
  Resize(product, 0, cached->bytes());
}

absl::StatusOr<bool> RowCache::VisitProduct(std::string_view prefix, const ViewPoint& at, RowVisitor visit) {
  const size_t length = ProductLength(prefix);
  const std::string_view rest = prefix.substr(length);
  Shard& shard = ShardOf(prefix.substr(0, length));
  MutexLock lock(&shard.mutex);
  CachedRow* cached = rest.empty() ? nullptr : FindFirst(shard, prefix.substr(0, length), rest);
  Product* const product = cached != nullptr ? cached->product : FindProduct(shard, prefix.substr(0, length));
  if (product == nullptr || product->complete_since > at.mark) return false;
  if (cached == nullptr) {
    const auto it = LowerBound(product->rows, rest);
    if (it != product->rows.end() && (*it)->rest().starts_with(rest)) cached = it->get();
  }
  std::string key;
  for (bool more = true; cached != nullptr && more;) {
    if (cached->unresolved != nullptr) {
      if (absl::Status status = Resolve(*product, cached, *at.tables); !status.ok()) return status;
    }
    auto [state, exists] = StateAt(*cached, at.sequence);
    std::optional<Row> from_table;
    if (state == nullptr) {
      absl::StatusOr<std::optional<Row>> read = ReadFromTable(product->name(), cached->rest(), *at.tables);
      if (!read.ok()) return read.status();
      from_table = *std::move(read);
      exists = from_table.has_value();
      if (exists) state = &*from_table;
    }
    if (exists) {
      if (key.empty()) {
        key.reserve(length + 2 * cached->rest().size());
        key.append(product->name());
      }
      key.resize(length);
      key.append(cached->rest());
      more = visit(key, *state);
    }
    // A row that begins as the whole prefix does is looked at alone where it says that no other begins so.
    const bool last = cached->rest().size() == rest.size() && !cached->leads;
    cached = last ? nullptr : cached->next;
    if (cached != nullptr && !cached->rest().starts_with(rest)) cached = nullptr;
  }
  return true;
}

bool RowCache::IsWorthKeeping() {
  return !budget_->scarce() || parts_read_.fetch_add(1, std::memory_order_relaxed) % kPartsRead == 0;
}

void RowCache::KeepProduct(std::string_view name, const ViewPoint& at,
                           const std::vector<std::pair<std::string, Row>>& rows) {
  Shard& shard = ShardOf(name);
  MutexLock lock(&shard.mutex);
  if (at.mark != mark_.load(std::memory_order_acquire)) return;
  Product* const product = FindOrMakeProduct(shard, name);
  product->rows.reserve(rows.size());
  for (const auto& [row_key, row] : rows) {
    KeepRow(shard, *product, std::string_view(row_key).substr(name.size()), row);
  }
  product->complete_since = std::min(product->complete_since, at.mark);
}

bool RowCache::IsSeen(uint64_t begin, uint64_t end) const {
  const auto view = std::lower_bound(views_.begin(), views_.end(), begin);
  return view != views_.end() && *view < end;
}

void RowCache::Supersede(CachedRow* row, uint64_t sequence) const {
  if (row->row.sequence >= sequence) return;  // the same commit again
  // A row that every commit changes would else collect as many states as there were commits since the oldest view.
  uint64_t end = row->row.sequence;
  while (row->older != nullptr && !IsSeen(row->older->row.sequence, end)) {
    end = row->older->row.sequence;
    row->older = std::move(row->older->older);
  }
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
  const std::string_view name = place.product->name();
  return row_key.substr(0, name.size()) == name && row_key.substr(name.size()) == place.row->rest();
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
  FollowSums(*product, *cached, row);
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
      bool removed = false;
      for (CachedRow::Owner& cached : product->rows) {
        if (!cached->exists || !goes(JoinKey(product->name(), cached->rest()))) continue;
        const uint64_t bytes_before = cached->bytes();
        Supersede(cached.get(), sequence);
        cached->row = Row{.sequence = sequence, .cells = {}, .count_times = {}, .held = {}};
        cached->exists = false;
        product->newest_sequence = sequence;
        Resize(*product, bytes_before, cached->bytes());
        removed = true;
      }
      if (removed) DropSums(*product);
    }
  }
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
    DropShortWays(shard, *product);
    // The key of the entry is a view of its name.
    const auto it = shard.products.find(product->name());
    const Product::Owner gone = std::move(it->second);
    shard.products.erase(it);
  }
}

}  // namespace onhand::storage
