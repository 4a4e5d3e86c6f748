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
#include "storage/ledger/read_rows.h"
#include "storage/records/coding.h"

namespace onhand::storage {
namespace {

// How many rows are fetched at once behind place keys: few first, in case the walk ends early.
constexpr size_t kFetchFirst = 16;
constexpr size_t kFetchMost = 512;

KeyRange PrefixRange(Family family, std::string_view prefix) {
  std::string begin(1, static_cast<char>(family));
  begin.append(prefix);
  std::string end = AfterPrefix(begin);
  return {std::move(begin), std::move(end)};
}

absl::Status ScanFamily(const Snapshot& snapshot, Family family, std::string_view prefix, bool keys_only,
                        const LedgerView::RowVisitor& visit) {
  // A walk over a whole family would only push what others need out of the cache.
  const ScanOptions options{.keys_only = keys_only, .fill_cache = !prefix.empty()};
  const std::unique_ptr<Cursor> cursor = snapshot.Scan(PrefixRange(family, prefix), options);
  for (; cursor->Valid(); cursor->Next()) {
    if (!visit(cursor->key().substr(1), keys_only ? std::string_view() : cursor->value())) return absl::OkStatus();
  }
  return cursor->status();
}

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

absl::Status LedgerView::ScanRows(std::string_view prefix, const RowVisitor& visit) const {
  return ScanFamily(*snapshot_, Family::kRow, prefix, /*keys_only=*/false, visit);
}

absl::Status LedgerView::ScanRowKeys(std::string_view prefix, const RowVisitor& visit) const {
  return ScanFamily(*snapshot_, Family::kRow, prefix, /*keys_only=*/true, visit);
}

absl::Status LedgerView::ScanPlaceKeys(std::string_view prefix, const RowVisitor& visit) const {
  return ScanFamily(*snapshot_, Family::kPlace, prefix, /*keys_only=*/true, visit);
}

absl::Status LedgerView::ScanBase(std::string_view prefix, const RowVisitor& visit) const {
  return ScanFamily(*snapshot_, Family::kBase, prefix, /*keys_only=*/false, visit);
}

absl::Status LedgerView::ScanPlaces(std::string_view prefix, const RowVisitor& visit) const {
  const std::unique_ptr<Cursor> cursor =
      snapshot_->Scan(PrefixRange(Family::kPlace, prefix), {.keys_only = true, .fill_cache = !prefix.empty()});
  std::vector<std::string> keys;
  for (size_t fetch = kFetchFirst; cursor->Valid(); fetch = std::min(fetch * 2, kFetchMost)) {
    keys.clear();
    for (; cursor->Valid() && keys.size() < fetch; cursor->Next()) {
      const std::optional<RowIdentity> identity = ParsePlaceKey(cursor->key().substr(1));
      if (!identity.has_value()) return absl::DataLossError("a place key is damaged");
      std::string& key = keys.emplace_back(1, static_cast<char>(Family::kRow));
      AppendRowKey(*identity, &key);
    }
    absl::StatusOr<std::vector<std::optional<std::string>>> values = snapshot_->MultiGet(keys);
    if (!values.ok()) return values.status();
    for (size_t i = 0; i < keys.size(); ++i) {
      if (!(*values)[i].has_value()) return absl::DataLossError("a place key names a row that is not there");
      if (!visit(std::string_view(keys[i]).substr(1), *(*values)[i])) return absl::OkStatus();
    }
  }
  return cursor->status();
}

absl::StatusOr<std::vector<std::string>> LedgerView::DistinctPrefixes(bool by_place, int parts) const {
  std::vector<std::string> prefixes;
  const std::unique_ptr<Cursor> cursor =
      snapshot_->Scan(PrefixRange(by_place ? Family::kPlace : Family::kRow, {}), {.keys_only = true});
  while (cursor->Valid()) {
    const std::string_view key = cursor->key();
    const size_t end = PrefixEnd(key.substr(1), parts);
    if (end == std::string_view::npos) return absl::DataLossError("a row has a damaged key");
    prefixes.emplace_back(key.substr(1, end));
    // The prefix ends in 00, so there is a key after it.
    cursor->Seek(AfterPrefix(std::string(key.substr(0, end + 1))));
  }
  if (!cursor->status().ok()) return cursor->status();
  return prefixes;
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
