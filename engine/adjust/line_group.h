// File: line_group.h
//
// One commit group that moves adjustment lines on, and perhaps posts some of them to their rows. Runs in the writer.
#ifndef ONHAND_ENGINE_ADJUST_LINE_GROUP_H_
#define ONHAND_ENGINE_ADJUST_LINE_GROUP_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "engine/commit/group.h"
#include "engine/plan/working_set.h"
#include "storage/keys/adjustment_key.h"
#include "storage/records/adjustment.h"
#include "storage/records/log_record.h"

namespace onhand {

class LineGroup {
 public:
  LineGroup(const WriterState& state, bool by_location, int64_t now_us);
  LineGroup(const LineGroup&) = delete;
  LineGroup& operator=(const LineGroup&) = delete;

  int64_t now_us() const { return now_us_; }

  // Before AddToRow: the rows that it may be asked for, repeats included. DATA_LOSS, UNAVAILABLE.
  absl::Status LoadRows(const std::vector<std::string>& row_keys);
  // Adds to one of them; nothing, and what the measure is, where the sum would leave the range of quantities.
  std::optional<int64_t> AddToRow(const std::string& row_key, storage::MeasureNumber measure, int64_t micros);

  void PutDetail(const storage::DetailNumber& number, const storage::AdjustmentDetail& detail);
  void PutAggregate(std::string_view key, const storage::AdjustmentAggregate& aggregate);
  void Forget(std::string_view key);
  void SetPush(const storage::PushState& push) { push_ = push; }

  // Durable when it returns OK; nothing is written where nothing was changed. Once.
  absl::Status Commit();

 private:
  void PutLine(std::string key, std::string value);

  const WriterState state_;
  const int64_t now_us_;
  WorkingSet working_set_;
  absl::flat_hash_map<std::string, uint32_t> slots_;  // of rows
  storage::LogEntry entry_;
  std::deque<std::string> texts_;
  std::optional<storage::PushState> push_;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_ADJUST_LINE_GROUP_H_
