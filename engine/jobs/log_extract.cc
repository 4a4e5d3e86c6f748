#include "engine/jobs/log_extract.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "engine/config/record.h"
#include "engine/jobs/log_csv.h"
#include "storage/keys/meta_key.h"
#include "storage/records/dictionary.h"

namespace onhand {
namespace {

// Lines are handed on in portions of about this many bytes.
constexpr size_t kPortionBytes = 256 << 10;

absl::StatusOr<std::vector<std::string>> ReadMeasures(const storage::LedgerView& view) {
  absl::StatusOr<std::optional<std::string>> value = view.snapshot().Get(storage::kDictionaryKey);
  if (!value.ok()) return value.status();
  if (!value->has_value()) return std::vector<std::string>();
  return storage::DecodeDictionary(**value);
}

// One walk over the log.
class Walk {
 public:
  Walk(const LogExtract& extract, std::vector<std::string> measures, uint64_t begin, uint64_t last, JobAttempt* attempt)
      : csv_(extract, std::move(measures)), begin_(begin), last_(last), attempt_(attempt) {}

  const absl::Status& status() const { return status_; }
  uint64_t lines() const { return lines_; }
  uint64_t events() const { return events_; }
  // When the oldest record that is still kept was committed.
  std::optional<int64_t> begins_at_us() const { return begins_at_us_; }

  // False: stop.
  bool Visit(const storage::LogRecord& record) {
    if (!begins_at_us_.has_value()) begins_at_us_ = record.committed_at_us;
    const bool in_time = csv_.InTime(record.committed_at_us);
    for (const storage::LogEntry& entry : record.entries) {
      if (entry.kind == storage::EntryKind::kConfiguration) {
        absl::StatusOr<ConfigurationVersion> version = DecodeConfigurationRecord(entry.payload);
        if (!version.ok()) {
          status_ = version.status();
          return false;
        }
        log_enabled_ = version->configuration.log_enabled;
      } else if (in_time && log_enabled_) {
        const uint64_t added = csv_.AppendEntry(record, entry, &portion_);
        lines_ += added;
        if (added > 0) ++events_;
      }
    }
    if (attempt_->stopped()) {
      status_ = absl::CancelledError("stopped");
    } else if (portion_.size() >= kPortionBytes) {
      Flush();
    }
    const uint64_t done = std::min(record.sequence, last_) - begin_ + 1;
    attempt_->SetProgress(static_cast<int>(done * 99 / (last_ - begin_ + 1)));
    return status_.ok();
  }

  void Flush() {
    if (status_.ok()) status_ = attempt_->AppendToFile(std::exchange(portion_, {}));
  }

 private:
  LogCsv csv_;
  const uint64_t begin_;
  const uint64_t last_;
  JobAttempt* const attempt_;
  absl::Status status_;
  std::string portion_{LogCsv::Heading()};
  uint64_t lines_ = 0;
  uint64_t events_ = 0;
  std::optional<int64_t> begins_at_us_;
  bool log_enabled_ = true;
};

std::string Closing(const LogExtract& extract, const Walk& walk, uint64_t log_begin) {
  std::string message = absl::StrCat(walk.lines(), walk.lines() == 1 ? " line" : " lines", " of ", walk.events(),
                                     walk.events() == 1 ? " event." : " events.");
  const bool cut = log_begin > 1 && walk.begins_at_us().has_value() && *walk.begins_at_us() > extract.from_us;
  if (!cut) return message;
  return absl::StrCat(
      message, " The log is kept from ",
      absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", absl::FromUnixMicros(*walk.begins_at_us()), absl::UTCTimeZone()),
      " on; earlier events are not in the file.");
}

}  // namespace

absl::StatusOr<std::string> ExtractLog(const LogExtract& extract, const JobHost& host, JobAttempt* attempt) {
  // Before the view, so that the view holds it.
  const uint64_t last = host.sequence();
  const std::unique_ptr<storage::LedgerView> view = host.OpenLedgerView();
  absl::StatusOr<std::vector<std::string>> measures = ReadMeasures(*view);
  if (!measures.ok()) return measures.status();
  absl::StatusOr<uint64_t> begin = view->log_begin();
  if (!begin.ok()) return begin.status();

  Walk walk(extract, *std::move(measures), *begin, std::max(last, *begin), attempt);
  absl::Status status = view->ScanLog(*begin, [&](const storage::LogRecord& record) { return walk.Visit(record); });
  if (!status.ok()) return status;
  walk.Flush();
  if (!walk.status().ok()) return walk.status();
  return Closing(extract, walk, *begin);
}

}  // namespace onhand
