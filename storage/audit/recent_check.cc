// Receipts as the writer finds them: those that are not in their table yet, and what it knows without looking.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "storage/audit/audit_scope.h"
#include "storage/audit/receipt_scan.h"
#include "storage/keys/meta_key.h"
#include "storage/records/coding.h"

namespace onhand::storage {
namespace {

constexpr std::string_view kCheck = "recent_receipts";

// Asked about at once, while nobody writes.
constexpr size_t kBatch = 512;

class RecentCheck {
 public:
  explicit RecentCheck(const AuditScope& scope) : scope_(scope) {}

  absl::Status Do() {
    scope_.sink->Compared(kCheck, 0);
    const LogRange range{std::max(scope_.log_begin, scope_.purged_through + 1), scope_.sequence};
    absl::Status status =
        ScanReceiptsOfLog(scope_, range, [&](const Hash128& hash, const LogRecord& record, const LogEntry& entry) {
          hashes_.push_back(hash);
          expected_.push_back({ReceiptFor(record, entry), {}});
          // Those in their table were compared there.
          if (record.sequence > scope_.mark) expected_.back().place = ReceiptPlace(record, entry);
          return hashes_.size() == kBatch ? Ask() : absl::OkStatus();
        });
    if (status.ok()) status = Ask();
    // That the log cannot be read is for "log" to say.
    return status.code() == absl::StatusCode::kDataLoss ? absl::OkStatus() : status;
  }

 private:
  struct Expected {
    Receipt receipt;
    std::string place;  // "" = only whether it may be there is asked
  };

  absl::Status Ask() {
    if (hashes_.empty()) return absl::OkStatus();
    std::vector<Hash128> recent;
    for (size_t i = 0; i < hashes_.size(); ++i) {
      if (!expected_[i].place.empty()) recent.push_back(hashes_[i]);
    }
    std::vector<bool> may_have(hashes_.size());
    std::vector<std::optional<Receipt>> found;
    uint64_t purged_through = 0;
    absl::Status asked = scope_.in_writer([&] {
      for (size_t i = 0; i < hashes_.size(); ++i) may_have[i] = scope_.ledger.MayHaveReceipt(hashes_[i]);
      absl::StatusOr<std::vector<std::optional<Receipt>>> read = scope_.ledger.FindReceipts(recent);
      if (!read.ok()) return read.status();
      found = *std::move(read);
      return ReadPurged(&purged_through);
    });
    if (!asked.ok()) return scope_.sink->Ended(kCheck, "receipts", asked);
    scope_.sink->Compared(kCheck, hashes_.size());
    auto next = found.begin();
    for (size_t i = 0; i < hashes_.size(); ++i) {
      const Expected& expected = expected_[i];
      const std::optional<Receipt>* const is = expected.place.empty() ? nullptr : &*next++;
      if (expected.receipt.sequence <= purged_through) continue;  // forgotten meanwhile
      if (is != nullptr && (!is->has_value() || **is != expected.receipt)) {
        scope_.sink->Find(kCheck, expected.place,
                          is->has_value() ? absl::StrCat("is remembered as one of log record ", (*is)->sequence)
                                          : "should be remembered, and is not: the event would apply again");
      } else if (!may_have[i]) {
        scope_.sink->Find(kCheck, LogPlace(expected.receipt.sequence),
                          "a receipt of it is taken for new: the event would apply again");
      }
    }
    hashes_.clear();
    expected_.clear();
    return absl::OkStatus();
  }

  absl::Status ReadPurged(uint64_t* purged_through) const {
    const absl::StatusOr<std::optional<std::string>> value =
        scope_.ledger.store()->GetSnapshot()->Get(kPurgedThroughKey);
    if (!value.ok()) return value.status();
    const std::string bytes = value->value_or("");
    Reader reader(bytes);
    *purged_through = value->has_value() ? reader.Varint() : 0;
    return absl::OkStatus();
  }

  const AuditScope& scope_;
  std::vector<Hash128> hashes_;
  std::vector<Expected> expected_;
};

}  // namespace

absl::Status CheckRecentReceipts(const AuditScope& scope) { return RecentCheck(scope).Do(); }

}  // namespace onhand::storage
