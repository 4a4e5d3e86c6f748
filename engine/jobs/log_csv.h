// File: log_csv.h
//
// Commit log entries as lines of CSV (RFC 4180): one line for each number that an entry changed. Pure.
//
//   sequence,committedAt,kind,id,organizationId,productId,siteId,locationId,dimensions,
//   table,dataSource,measure,operation,quantity,countedAt,date,group,holdId,endsAt
//
// docs/reference/jobs.md says what each column holds.
#ifndef ONHAND_ENGINE_JOBS_LOG_CSV_H_
#define ONHAND_ENGINE_JOBS_LOG_CSV_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/job_book.h"
#include "storage/records/log_record.h"

namespace onhand {

inline constexpr std::string_view kLogCsvContentType = "text/csv; charset=utf-8";

// Not thread-safe.
class LogCsv {
 public:
  // `measures` by number, "source.measure"; a number beyond them is written as "#number".
  LogCsv(LogExtract extract, std::vector<std::string> measures);

  static std::string_view Heading();  // with its line end

  bool InTime(int64_t committed_at_us) const {
    return committed_at_us >= extract_.from_us && committed_at_us < extract_.until_us;
  }
  // Appends the lines of an entry's effects on rows that the extract asks for; how many they are. The record's time is
  // not looked at.
  uint64_t AppendEntry(const storage::LogRecord& record, const storage::LogEntry& entry, std::string* out);

 private:
  // The columns that all lines of one effect begin with; false if its row is not asked for.
  bool BeginEffect(const storage::LogRecord& record, const storage::LogEntry& entry, std::string_view row_key);
  void AppendMeasure(storage::MeasureNumber measure, std::string* out) const;

  const LogExtract extract_;
  const std::vector<std::string> measures_;
  std::string beginning_;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_JOBS_LOG_CSV_H_
