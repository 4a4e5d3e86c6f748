#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/cache/born_keys.h"
#include "storage/cache/row_cache.h"
#include "storage/keys/family.h"
#include "storage/keys/log_key.h"
#include "storage/keys/meta_key.h"
#include "storage/keys/row_key.h"
#include "storage/ledger/ledger.h"
#include "storage/ledger/read_entries.h"
#include "storage/ledger/view_point.h"
#include "storage/records/coding.h"

namespace onhand::storage {
namespace {

// A product with more rows is not kept in memory as a whole.
constexpr size_t kProductRowsMax = 20'000;

// How many rows are fetched at once behind place keys: few first, in case the walk ends early.
constexpr size_t kFetchFirst = 16;
constexpr size_t kFetchMost = 512;

std::string Head(Family family) { return std::string(1, static_cast<char>(family)); }

absl::Status MissingRecord(uint64_t sequence) {
  return absl::DataLossError(absl::StrCat("log record ", sequence, " is missing"));
}

// Where the first `parts` texts of a key end; npos if it has fewer.
size_t PrefixEnd(std::string_view key, int parts) {
  size_t end = 0;
  for (int i = 0; i < parts; ++i) {
    end = key.find('\0', end);
    if (end == std::string_view::npos) return end;
    ++end;
  }
  return end;
}

// The walk over row keys or place keys of a book; those of rows may still be on their way to their tables.
KeyWalk WalkKeys(const Moment& moment, std::string head, std::string_view prefix, BornKeys::Order order, Book book,
                 bool keys_only) {
  const std::string begin = head + std::string(prefix);
  // A walk over a whole table would only push what others need out of the cache.
  const ScanOptions options{.keys_only = keys_only, .fill_cache = !prefix.empty()};
  return KeyWalk(moment.tables->snapshot->Scan({begin, AfterPrefix(begin)}, options), std::move(head),
                 std::string(prefix), book == Book::kRows ? moment.tables->born : BornKeySets(), order,
                 moment.sequence);
}

// Whether `prefix` lies within one product, and whether it is one.
bool NamesProduct(std::string_view prefix) { return PrefixEnd(prefix, 2) != std::string_view::npos; }
bool IsProduct(std::string_view prefix) { return PrefixEnd(prefix, 2) == prefix.size(); }

}  // namespace

LedgerView::LedgerView(std::unique_ptr<Point> point) : point_(std::move(point)) {}
LedgerView::~LedgerView() { point_->views->Close(point_.get()); }

uint64_t LedgerView::sequence() const { return point_->moment.sequence; }
const Snapshot& LedgerView::snapshot() const { return *point_->moment.tables->snapshot; }

const Snapshot& LedgerView::log_snapshot() const {
  MutexLock lock(&point_->log_mutex);
  if (point_->log_snapshot == nullptr) point_->log_snapshot = point_->store->GetSnapshot();
  return *point_->log_snapshot;
}

absl::StatusOr<std::vector<std::optional<Row>>> LedgerView::ReadRows(
    absl::Span<const std::string_view> row_keys) const {
  return storage::ReadRows(point_->rows, point_->moment.point(), row_keys);
}

absl::Status LedgerView::ScanRows(std::string_view prefix, const RowVisitor& visit) const {
  if (NamesProduct(prefix)) {
    absl::StatusOr<bool> visited = point_->rows->VisitProduct(prefix, point_->moment.point(), visit);
    if (!visited.ok()) return visited.status();
    if (*visited) return absl::OkStatus();
    if (IsProduct(prefix) || point_->rows->IsWorthKeeping()) return LoadProduct(prefix, visit);
  }
  Row row;
  KeyWalk walk = WalkKeys(point_->moment, RowKeyHead(Book::kRows), prefix, BornKeys::Order::kByRow, Book::kRows,
                          /*keys_only=*/false);
  for (; walk.Valid(); walk.Next()) {
    absl::Status read = RowAt(walk, &row);
    if (!read.ok()) return read;
    if (!visit(walk.key(), row)) return absl::OkStatus();
  }
  return walk.status();
}

absl::Status LedgerView::ScanRowRange(std::string_view begin, std::string_view end, const RowVisitor& visit) const {
  Row row;
  KeyWalk walk = WalkKeys(point_->moment, RowKeyHead(Book::kRows), {}, BornKeys::Order::kByRow, Book::kRows,
                          /*keys_only=*/false);
  if (!begin.empty()) walk.Seek(begin);
  for (; walk.Valid() && (end.empty() || walk.key() < end); walk.Next()) {
    if (absl::Status read = RowAt(walk, &row); !read.ok()) return read;
    if (!visit(walk.key(), row)) return absl::OkStatus();
  }
  return walk.status();
}

std::vector<std::pair<std::string, PartMask>> LedgerView::KeptSums() const { return point_->rows->KeptSums(); }

bool LedgerView::VisitSums(std::string_view product, PartMask parts, const SumsVisitor& visit) const {
  return point_->rows->VisitSums(product, parts, point_->moment.point(), visit);
}

absl::Status LedgerView::RowAt(const KeyWalk& walk, Row* row) const {
  absl::StatusOr<RowCache::Known> known = point_->rows->Find(walk.key(), point_->moment.point(), row);
  if (!known.ok()) return known.status();
  if (*known == RowCache::Known::kRow) return absl::OkStatus();
  if (walk.value() == nullptr || *known == RowCache::Known::kAbsent) {
    return absl::DataLossError("a row that was made is neither in memory nor in its table");
  }
  absl::StatusOr<Row> decoded = DecodeRow(*walk.value());
  if (!decoded.ok()) return decoded.status();
  *row = *std::move(decoded);
  return absl::OkStatus();
}

// Reads the whole product that `prefix` lies in, so that it is in memory from now on.
absl::Status LedgerView::LoadProduct(std::string_view prefix, const RowVisitor& visit) const {
  const std::string_view product = prefix.substr(0, PrefixEnd(prefix, 2));
  std::vector<std::pair<std::string, Row>> rows;
  bool keep = true;
  bool wanted = true;
  Row row;
  KeyWalk walk = WalkKeys(point_->moment, RowKeyHead(Book::kRows), product, BornKeys::Order::kByRow, Book::kRows,
                          /*keys_only=*/false);
  for (; walk.Valid() && (keep || wanted); walk.Next()) {
    if (absl::Status read = RowAt(walk, &row); !read.ok()) return read;
    if (wanted && walk.key().substr(0, prefix.size()) == prefix) wanted = visit(walk.key(), row);
    keep = keep && rows.size() < kProductRowsMax;
    if (keep) rows.emplace_back(walk.key(), row);
  }
  if (!walk.status().ok()) return walk.status();
  if (keep) {
    point_->rows->KeepProduct(product, point_->moment.point(), rows);
    point_->rows->Trim();
  }
  return absl::OkStatus();
}

absl::Status LedgerView::ScanRowKeys(std::string_view prefix, const KeyVisitor& visit, Book book) const {
  KeyWalk walk = WalkKeys(point_->moment, RowKeyHead(book), prefix, BornKeys::Order::kByRow, book, /*keys_only=*/true);
  for (; walk.Valid(); walk.Next()) {
    if (!visit(walk.key())) return absl::OkStatus();
  }
  return walk.status();
}

absl::Status LedgerView::ScanPlaceKeys(std::string_view prefix, const KeyVisitor& visit, Book book) const {
  KeyWalk walk =
      WalkKeys(point_->moment, PlaceKeyHead(book), prefix, BornKeys::Order::kByPlace, book, /*keys_only=*/true);
  for (; walk.Valid(); walk.Next()) {
    if (!visit(walk.key())) return absl::OkStatus();
  }
  return walk.status();
}

absl::Status LedgerView::VisitPlaces(std::string_view prefix, Book book, const KeysVisitor& visit) const {
  std::vector<std::string> keys;
  size_t fetch = kFetchFirst;
  bool wanted = true;
  absl::Status wrong;
  // Visits what was gathered so far; false ends the walk.
  const auto visit_gathered = [&] {
    absl::StatusOr<bool> visited = visit(keys);
    wrong = visited.status();
    wanted = visited.ok() && *visited;
    keys.clear();
    fetch = std::min(fetch * 2, kFetchMost);
    return wanted;
  };
  absl::Status scanned = ScanPlaceKeys(
      prefix,
      [&](std::string_view place_key) {
        const std::optional<RowIdentity> identity = ParsePlaceKey(place_key);
        if (!identity.has_value()) {
          wrong = absl::DataLossError("a place key is damaged");
          return false;
        }
        AppendRowKey(*identity, &keys.emplace_back());
        return keys.size() < fetch || visit_gathered();
      },
      book);
  if (scanned.ok() && wrong.ok() && wanted && !keys.empty()) visit_gathered();
  return scanned.ok() ? wrong : scanned;
}

absl::Status LedgerView::ScanPlaces(std::string_view prefix, const RowVisitor& visit) const {
  return VisitPlaces(prefix, Book::kRows, [&](const std::vector<std::string>& keys) {
    return VisitBehindPlaces(keys, ReadRows(std::vector<std::string_view>(keys.begin(), keys.end())), visit);
  });
}

absl::StatusOr<std::vector<std::string>> LedgerView::DistinctPrefixes(bool by_place, int parts, Book book) const {
  std::vector<std::string> prefixes;
  KeyWalk walk = WalkKeys(point_->moment, by_place ? PlaceKeyHead(book) : RowKeyHead(book), {},
                          by_place ? BornKeys::Order::kByPlace : BornKeys::Order::kByRow, book, /*keys_only=*/true);
  while (walk.Valid()) {
    const size_t end = PrefixEnd(walk.key(), parts);
    if (end == std::string_view::npos) return absl::DataLossError("a row has a damaged key");
    prefixes.emplace_back(walk.key().substr(0, end));
    // The prefix ends in 00, so there is a key after it.
    walk.Seek(AfterPrefix(prefixes.back()));
  }
  if (!walk.status().ok()) return walk.status();
  return prefixes;
}

absl::Status LedgerView::ScanBase(std::string_view prefix, const RowVisitor& visit) const {
  absl::Status wrong;
  absl::Status scanned = ScanBehind(log_snapshot(), Head(Family::kBase), prefix, /*keys_only=*/false,
                                    [&](std::string_view row_key, std::string_view value) {
                                      absl::StatusOr<Row> row = DecodeRow(value);
                                      wrong = row.status();
                                      return row.ok() && visit(row_key, *row);
                                    });
  return scanned.ok() ? wrong : scanned;
}

absl::Status LedgerView::ScanBaseBooks(const EntryVisitor& visit) const {
  return ScanBehind(log_snapshot(), Head(Family::kBaseBook), {}, /*keys_only=*/false, visit);
}

absl::StatusOr<uint64_t> LedgerView::log_begin() const {
  absl::StatusOr<std::optional<std::string>> value = log_snapshot().Get(kLogBeginKey);
  if (!value.ok()) return value.status();
  if (!value->has_value()) return 1;
  Reader reader(**value);
  const uint64_t begin = reader.Varint();
  if (!reader.done()) return absl::DataLossError("meta record 'log_begin' is damaged");
  return begin;
}

absl::Status LedgerView::ScanLog(uint64_t first, const std::function<bool(const LogRecord&)>& visit) const {
  absl::StatusOr<uint64_t> begin = log_begin();
  if (!begin.ok()) return begin.status();
  uint64_t expected = std::max(first, *begin);
  const std::unique_ptr<Cursor> cursor = log_snapshot().Scan({LogKey(expected), {}}, {.fill_cache = false});
  for (; cursor->Valid() && expected <= sequence(); cursor->Next(), ++expected) {
    const std::optional<uint64_t> number = ParseLogKey(cursor->key());
    if (!number.has_value()) return absl::DataLossError("a log record has a damaged key");
    if (*number != expected) return MissingRecord(expected);
    absl::StatusOr<LogRecord> record = DecodeLogRecord(cursor->value());
    if (!record.ok()) {
      return absl::DataLossError(absl::StrCat("at number ", expected, ": ", record.status().message()));
    }
    if (record->sequence != expected) {
      return absl::DataLossError(absl::StrCat("log record ", expected, " says that it is number ", record->sequence));
    }
    if (!visit(*record)) return absl::OkStatus();
  }
  if (!cursor->status().ok()) return cursor->status();
  if (expected <= sequence()) return MissingRecord(expected);
  return absl::OkStatus();
}

}  // namespace onhand::storage
