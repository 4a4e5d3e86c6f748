// Random histories of everything that a commit group can do: at every moment base and log add up to the tables, and
// replaying any prefix of the log gives the tables as they were then.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "storage/fold/base_snapshot.h"
#include "storage/fold/log_fold.h"
#include "storage/keys/bucket_key.h"
#include "storage/keys/hold_key.h"
#include "storage/keys/row_key.h"
#include "storage/ledger/ledger.h"
#include "storage/records/schedule.h"
#include "tests/storage/ledger/ledger_driver.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/test_disk.h"

namespace onhand::storage {
namespace {

constexpr int64_t kHourUs = 3'600'000'000;

class History {
 public:
  History(StoreKind kind, uint32_t seed) : driver_(kind), random_(seed) { Remember(); }

  void Step() {
    now_us_ += Below(10) * kHourUs;
    const uint32_t what = Below(40);
    if (what < 30) {
      Post();
    } else if (what < 33) {
      Expire();
    } else if (what < 35) {
      CleanUp();
    } else if (what < 36) {
      ONHAND_EXPECT_OK(driver_.Configure(std::to_string(now_us_), {std::to_string(events_) + ".measure"}, now_us_));
    } else if (what < 38) {
      Purge();
    } else {
      driver_.Reopen();
    }
    Remember();
  }

  // Every prefix of the log that is kept, one record longer each time.
  void ExpectPrefixesGiveWhatWasThen() {
    const std::unique_ptr<LedgerView> view = driver_.ledger().OpenView();
    const BaseSource base(view->snapshot());
    LogFold fold(&base);
    const uint64_t begin = ValueOf(view->log_begin());
    EXPECT_EQ(FoldedTables(base, fold), tables_.at(begin - 1)) << "the base, before record " << begin;
    ONHAND_EXPECT_OK(view->ScanLog(begin, [&](const LogRecord& record) {
      ONHAND_EXPECT_OK(fold.Apply(record));
      const bool same = FoldedTables(base, fold) == tables_.at(record.sequence);
      EXPECT_TRUE(same) << "after record " << record.sequence;
      return same;
    }));
    driver_.ExpectConsistent();
  }

 private:
  uint32_t Below(uint32_t limit) { return random_() % limit; }

  std::string RandomRow() {
    const char* const products[] = {"a", "b", "ab"};
    const char* const places[] = {"", "1", "2"};
    const char* const colors[] = {"", "Red"};
    return RowAt(products[Below(3)], places[Below(3)], places[Below(3)], colors[Below(2)]);
  }

  Event NewEvent(EntryKind kind, const std::string& row_key) {
    Event event;
    event.kind = kind;
    event.id = std::to_string(++events_);
    event.row_key = row_key;
    event.measure = static_cast<MeasureNumber>(Below(4));
    event.quantity_micros = static_cast<int64_t>(Below(200)) - 100;
    return event;
  }

  Event RandomEvent() {
    switch (Below(7)) {
      case 0:
        return NewEvent(EntryKind::kChange, RandomRow());
      case 1: {
        Event set = NewEvent(EntryKind::kSet, RandomRow());
        set.op = ChangeOp::kAssign;
        set.counted_at_us = now_us_;
        return set;
      }
      case 2: {
        Event plan = NewEvent(EntryKind::kSchedule, RandomRow());
        plan.row = false;
        plan.variant = Below(2) == 0 ? ScheduleVariant::kPeriod : ScheduleVariant::kPerMeasure;
        for (uint32_t days = 1 + Below(3); days > 0; --days) {
          plan.schedule.push_back({DayOfMicros(now_us_) + static_cast<int32_t>(Below(5)),
                                   static_cast<MeasureNumber>(Below(3)), static_cast<int64_t>(Below(20)) - 10});
        }
        return plan;
      }
      case 3: {
        Event allocate = NewEvent(EntryKind::kAllocate, RandomRow());
        allocate.path = Below(2) == 0 ? BucketPath({"Online"}) : BucketPath({"Online", "VIP"});
        allocate.bucket = {Below(9), Below(3), Below(9), Below(3)};
        return allocate;
      }
      case 4: {
        Event reserve = NewEvent(EntryKind::kReserve, RandomRow());
        reserve.quantity_micros = reserve.held_micros = 1 + Below(50);
        reserve.hold_id = HoldId(static_cast<uint8_t>(Below(256)));
        const std::string key = HoldKey(reserve.row_key, *reserve.hold_id);
        if (holds_.contains(key)) return NewEvent(EntryKind::kChange, reserve.row_key);
        reserve.hold = {reserve.measure, reserve.held_micros, now_us_ + Below(40) * kHourUs};
        holds_[key] = reserve.hold;
        return reserve;
      }
      default:
        return holds_.empty() ? NewEvent(EntryKind::kUnreserve, RandomRow()) : HoldEvent();
    }
  }

  // A hold is released in part or whole, or extended.
  Event HoldEvent() {
    const auto it = std::next(holds_.begin(), Below(static_cast<uint32_t>(holds_.size())));
    const HoldKeyParts parts = *ParseHoldKey(it->first);
    Event event = NewEvent(EntryKind::kUnreserve, std::string(parts.row_key));
    event.hold_id = parts.hold_id;
    if (Below(3) == 0) {
      event.kind = EntryKind::kExtend;
      event.row = Below(2) == 0;
      event.quantity_micros = 0;
      it->second.ends_at_us = std::max<int64_t>(0, it->second.ends_at_us + (int64_t{Below(40)} - 10) * kHourUs);
    } else {
      const int64_t released = 1 + Below(static_cast<uint32_t>(it->second.remaining_micros));
      event.measure = it->second.measure;
      event.quantity_micros = event.held_micros = -released;
      it->second.remaining_micros -= released;
    }
    event.hold = it->second;
    if (event.hold.remaining_micros == 0) holds_.erase(it);
    return event;
  }

  void Post() {
    std::vector<Event> events;
    for (uint32_t count = 1 + Below(6); count > 0; --count) events.push_back(RandomEvent());
    ONHAND_EXPECT_OK(driver_.Post(events, now_us_));
  }

  void Expire() {
    std::vector<Event> events;
    for (const FoundHold& ended : ValueOf(driver_.ledger().EndedHolds(now_us_, 1 + Below(4)))) {
      EXPECT_EQ(holds_.erase(HoldKey(ended.row_key, ended.hold_id)), 1u);
      Event& event = events.emplace_back();
      event.kind = EntryKind::kExpire;
      event.row_key = ended.row_key;
      event.measure = ended.hold.measure;
      event.quantity_micros = event.held_micros = -ended.hold.remaining_micros;
      event.hold_id = ended.hold_id;
      event.hold = ended.hold;
      event.hold.remaining_micros = 0;
    }
    if (!events.empty()) ONHAND_EXPECT_OK(driver_.Post(events, now_us_));
  }

  void CleanUp() {
    const char* const places[] = {"", "1", "2"};
    const CleanUpPayload payload = Below(2) == 0
                                       ? CleanUpPayload{true, {KeyPrefix({"o", places[Below(3)], places[Below(3)]})}}
                                       : CleanUpPayload{false, {KeyPrefix({"o", Below(2) == 0 ? "a" : "b"})}};
    ONHAND_EXPECT_OK(driver_.CleanUp(payload, now_us_));
    const LedgerDriver::Tables tables = driver_.AllTables();
    std::erase_if(holds_, [&tables](const auto& hold) { return !tables.contains(hold.first); });
  }

  void Purge() {
    PurgeStep step;
    const int64_t receipts_before_us = now_us_ - Below(60) * kHourUs;
    const int64_t log_before_us = now_us_ - Below(200) * kHourUs;
    do {
      step =
          ValueOf(driver_.ledger().Purge({receipts_before_us, log_before_us, 1 + static_cast<int>(Below(9))}, now_us_));
      Remember();
    } while (step.receipts_removed > 0 || step.records_removed > 0);
    driver_.ExpectConsistent();
  }

  void Remember() { tables_[driver_.ledger().sequence()] = driver_.AllTables(); }

  LedgerDriver driver_;
  std::mt19937 random_;
  int64_t now_us_ = 1000 * 24 * kHourUs;
  int events_ = 0;
  std::map<std::string, Hold> holds_;                // by hold key
  std::map<uint64_t, LedgerDriver::Tables> tables_;  // after each record
};

class HistoryTest : public ::testing::TestWithParam<StoreKind> {};
INSTANTIATE_TEST_SUITE_P(Stores, HistoryTest, ::testing::Values(StoreKind::kMemory, StoreKind::kRocks),
                         [](const auto& info) { return StoreKindName(info.param); });

TEST_P(HistoryTest, ReplayingAnyPrefixGivesTheStateOfThen) {
  const uint32_t seeds = GetParam() == StoreKind::kMemory ? 150 : 5;
  for (uint32_t seed = 0; seed < seeds; ++seed) {
    SCOPED_TRACE(seed);
    History history(GetParam(), seed);
    for (int step = 0; step < 120; ++step) history.Step();
    history.ExpectPrefixesGiveWhatWasThen();
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace onhand::storage
