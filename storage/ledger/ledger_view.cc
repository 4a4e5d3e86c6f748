#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/keys/family.h"
#include "storage/keys/log_key.h"
#include "storage/keys/meta_key.h"
#include "storage/keys/partition_key.h"
#include "storage/keys/row_key.h"
#include "storage/kv/partition_heads.h"
#include "storage/ledger/ledger.h"
#include "storage/ledger/ledger_state.h"
#include "storage/ledger/read_entries.h"
#include "storage/records/coding.h"

namespace onhand::storage {
namespace {

// How many rows are fetched at once behind place keys: few first, in case the walk ends early.
constexpr size_t kFetchFirst = 16;
constexpr size_t kFetchMost = 512;

std::string Head(Family family) { return std::string(1, static_cast<char>(family)); }

absl::Status MissingRecord(uint64_t sequence) {
  return absl::DataLossError(absl::StrCat("log record ", sequence, " is missing"));
}

absl::StatusOr<uint64_t> LastSequence(const Snapshot& snapshot) {
  absl::StatusOr<std::optional<std::string>> value = snapshot.Get(PartitionKey(kMainPartition));
  if (!value.ok()) return value.status();
  if (!value->has_value()) return 0;
  absl::StatusOr<PartitionHead> head = DecodePartitionHead(**value);
  if (!head.ok()) return head.status();
  return head->sequence;
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

}  // namespace

LedgerView::LedgerView(const Store& store) : snapshot_(store.GetSnapshot()) {}

absl::StatusOr<std::vector<std::optional<Row>>> LedgerView::ReadRows(absl::Span<const std::string> row_keys) const {
  return storage::ReadRows(*snapshot_, row_keys);
}

absl::Status LedgerView::ScanRows(std::string_view prefix, const RowVisitor& visit, Book book) const {
  return ScanBehind(*snapshot_, RowKeyHead(book), prefix, /*keys_only=*/false, visit);
}

absl::Status LedgerView::ScanRowKeys(std::string_view prefix, const RowVisitor& visit, Book book) const {
  return ScanBehind(*snapshot_, RowKeyHead(book), prefix, /*keys_only=*/true, visit);
}

absl::Status LedgerView::ScanPlaceKeys(std::string_view prefix, const RowVisitor& visit, Book book) const {
  return ScanBehind(*snapshot_, PlaceKeyHead(book), prefix, /*keys_only=*/true, visit);
}

absl::Status LedgerView::ScanPlaces(std::string_view prefix, const RowVisitor& visit, Book book) const {
  const std::string head = RowKeyHead(book);
  std::vector<std::string> keys;
  size_t fetch = kFetchFirst;
  bool wanted = true;
  absl::Status wrong;
  // Visits what was gathered so far; false ends the walk.
  const auto visit_gathered = [&] {
    absl::StatusOr<std::vector<std::optional<std::string>>> values = snapshot_->MultiGet(keys);
    if (!values.ok()) {
      wrong = values.status();
      return false;
    }
    for (size_t i = 0; i < keys.size(); ++i) {
      if (!(*values)[i].has_value()) {
        wrong = absl::DataLossError("a place key names a row that is not there");
        return false;
      }
      wanted = visit(std::string_view(keys[i]).substr(head.size()), *(*values)[i]);
      if (!wanted) return false;
    }
    keys.clear();
    fetch = std::min(fetch * 2, kFetchMost);
    return true;
  };
  absl::Status scanned = ScanPlaceKeys(
      prefix,
      [&](std::string_view place_key, std::string_view) {
        const std::optional<RowIdentity> identity = ParsePlaceKey(place_key);
        if (!identity.has_value()) {
          wrong = absl::DataLossError("a place key is damaged");
          return false;
        }
        AppendRowKey(*identity, &keys.emplace_back(head));
        return keys.size() < fetch || visit_gathered();
      },
      book);
  if (scanned.ok() && wrong.ok() && wanted) visit_gathered();
  return scanned.ok() ? wrong : scanned;
}

absl::StatusOr<std::vector<std::string>> LedgerView::DistinctPrefixes(bool by_place, int parts, Book book) const {
  std::vector<std::string> prefixes;
  const std::string head = by_place ? PlaceKeyHead(book) : RowKeyHead(book);
  const std::unique_ptr<Cursor> cursor = snapshot_->Scan({head, AfterPrefix(head)}, {.keys_only = true});
  while (cursor->Valid()) {
    const std::string_view key = cursor->key();
    const size_t end = PrefixEnd(key.substr(head.size()), parts);
    if (end == std::string_view::npos) return absl::DataLossError("a row has a damaged key");
    prefixes.emplace_back(key.substr(head.size(), end));
    // The prefix ends in 00, so there is a key after it.
    cursor->Seek(AfterPrefix(std::string(key.substr(0, head.size() + end))));
  }
  if (!cursor->status().ok()) return cursor->status();
  return prefixes;
}

absl::Status LedgerView::ScanBase(std::string_view prefix, const RowVisitor& visit) const {
  return ScanBehind(*snapshot_, Head(Family::kBase), prefix, /*keys_only=*/false, visit);
}

absl::Status LedgerView::ScanBaseBooks(const RowVisitor& visit) const {
  return ScanBehind(*snapshot_, Head(Family::kBaseBook), {}, /*keys_only=*/false, visit);
}

absl::StatusOr<uint64_t> LedgerView::log_begin() const {
  absl::StatusOr<std::optional<std::string>> value = snapshot_->Get(kLogBeginKey);
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
  const std::unique_ptr<Cursor> cursor = snapshot_->Scan({LogKey(expected), {}}, {.fill_cache = false});
  for (; cursor->Valid(); cursor->Next(), ++expected) {
    const std::optional<uint64_t> sequence = ParseLogKey(cursor->key());
    if (!sequence.has_value()) return absl::DataLossError("a log record has a damaged key");
    if (*sequence != expected) return MissingRecord(expected);
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
  absl::StatusOr<uint64_t> last = LastSequence(*snapshot_);
  if (!last.ok()) return last.status();
  if (expected <= *last) return MissingRecord(expected);
  return absl::OkStatus();
}

}  // namespace onhand::storage
