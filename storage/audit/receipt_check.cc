#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "storage/audit/audit_scope.h"
#include "storage/audit/receipt_scan.h"
#include "storage/audit/set_sum.h"
#include "storage/inspect/text_parts.h"
#include "storage/keys/family.h"
#include "storage/keys/receipt_key.h"

namespace onhand::storage {
namespace {

constexpr std::string_view kCheck = "receipts";

// What one takes in memory while they are looked for one by one, about.
constexpr uint64_t kReceiptBytes = 256;
constexpr uint32_t kSlicesMax = 65536;

void AppendReceipt(const Hash128& hash, const Receipt& receipt, std::string* out) {
  out->assign(reinterpret_cast<const char*>(hash.data()), hash.size());
  EncodeReceipt(receipt, out);
}

std::string KeyFrom(uint32_t first_two_bytes) {
  return {static_cast<char>(Family::kReceipt), static_cast<char>(first_two_bytes >> 8),
          static_cast<char>(first_two_bytes)};
}

class ReceiptCheck {
 public:
  explicit ReceiptCheck(const AuditScope& scope)
      : scope_(scope), kept_{std::max(scope.log_begin, scope.purged_through + 1), scope.mark} {}

  absl::Status Do() {
    SetSum expected(scope_.sum_seed);
    SetSum found(scope_.sum_seed);
    std::string bytes;
    absl::Status status =
        ScanReceiptsOfLog(scope_, kept_, [&](const Hash128& hash, const LogRecord& record, const LogEntry& entry) {
          AppendReceipt(hash, ReceiptFor(record, entry), &bytes);
          expected.Add(bytes);
          return absl::OkStatus();
        });
    // That the log cannot be read is for "log" to say.
    if (status.code() == absl::StatusCode::kDataLoss) return absl::OkStatus();
    if (!status.ok()) return status;
    status = ScanTable(0, kSlicesMax, /*report=*/true, [&](const Hash128& hash, const Receipt& receipt) {
      AppendReceipt(hash, receipt, &bytes);
      found.Add(bytes);
    });
    if (!status.ok()) return status;
    scope_.sink->Compared(kCheck, expected.count());
    return expected == found ? absl::OkStatus() : NameThem(std::max(expected.count(), found.count()));
  }

 private:
  using TableVisit = absl::FunctionRef<void(const Hash128& hash, const Receipt& receipt)>;

  // Receipts in their table that the log should tell of; others are named, if `report`, or passed over.
  absl::Status ScanTable(uint32_t begin, uint32_t end, bool report, TableVisit visit) {
    KeyRange range{KeyFrom(begin), end == kSlicesMax ? std::string() : KeyFrom(end)};
    const std::unique_ptr<Cursor> cursor = scope_.tables.Scan(std::move(range), {.fill_cache = false});
    for (; cursor->Valid(); cursor->Next()) {
      if (absl::Status status = scope_.sink->Advance(1); !status.ok()) return status;
      const std::optional<Hash128> hash = ParseReceiptKey(cursor->key());
      const absl::StatusOr<Receipt> receipt = DecodeReceipt(cursor->value());
      if (!hash.has_value() || !receipt.ok()) {
        if (report) FindExtra(*cursor, "and cannot be read");
      } else if (receipt->sequence > scope_.mark) {
        if (report) {
          FindExtra(*cursor, absl::StrCat("for the tables are as commit ", scope_.mark, " left them"));
        }
      } else if (receipt->sequence < scope_.log_begin) {
        // Nothing says any more what it should be.
      } else if (receipt->sequence <= scope_.purged_through) {
        if (report) {
          FindExtra(*cursor, absl::StrCat("for those up to record ", scope_.purged_through, " are forgotten"));
        }
      } else {
        visit(*hash, *receipt);
      }
    }
    return scope_.sink->Ended(kCheck, "receipts", cursor->status());
  }

  void FindExtra(const Cursor& cursor, const std::string& why) {
    FindEntry(kCheck, cursor.key(), std::nullopt, cursor.value(), why, scope_.measures, scope_.sink);
  }

  // Looks for each by itself, a slice of all hashes at a time.
  absl::Status NameThem(uint64_t count) {
    uint32_t step = kSlicesMax;
    while (step > 1 && count * kReceiptBytes / (kSlicesMax / step) > scope_.memory_bytes) step /= 2;
    for (uint32_t begin = 0; begin < kSlicesMax; begin += step) {
      if (absl::Status status = NameSlice(begin, begin + step); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status NameSlice(uint32_t begin, uint32_t end) {
    struct Expected {
      Receipt receipt;
      std::string place;
    };
    absl::flat_hash_map<Hash128, Expected, FirstEightBytes> expected;
    absl::Status status =
        ScanReceiptsOfLog(scope_, kept_, [&](const Hash128& hash, const LogRecord& record, const LogEntry& entry) {
          const uint32_t at = static_cast<uint32_t>(hash[0]) << 8 | hash[1];
          if (at < begin || at >= end) return absl::OkStatus();
          expected[hash] = {ReceiptFor(record, entry), ReceiptPlace(record, entry)};
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
    status = ScanTable(begin, end, /*report=*/false, [&](const Hash128& hash, const Receipt& receipt) {
      std::string value;
      EncodeReceipt(receipt, &value);
      const auto it = expected.find(hash);
      if (it == expected.end()) {
        FindEntry(kCheck, ReceiptKey(hash), std::nullopt, value,
                  absl::StrCat("for log record ", receipt.sequence, " has no such event"), scope_.measures,
                  scope_.sink);
        return;
      }
      if (it->second.receipt != receipt) {
        std::string should;
        EncodeReceipt(it->second.receipt, &should);
        FindEntry(kCheck, ReceiptKey(hash), should, value, it->second.place, scope_.measures, scope_.sink);
      }
      expected.erase(it);
    });
    if (!status.ok()) return status;
    for (const auto& [hash, missing] : expected) {
      scope_.sink->Find(kCheck, missing.place, "should be in its table, and is not: the event would apply again");
    }
    return absl::OkStatus();
  }

  const AuditScope& scope_;
  const LogRange kept_;  // records whose receipts are in their table
};

}  // namespace

absl::Status CheckReceipts(const AuditScope& scope) { return ReceiptCheck(scope).Do(); }

}  // namespace onhand::storage
