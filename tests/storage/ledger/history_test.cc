// Random histories of everything that a commit group can do, with write-backs, crashes, purges and restarts between
// them: at every moment base and log add up to what views show, replaying any prefix of the log gives what was there
// then, receipts are remembered as long as promised, and views of every age go on showing what they showed.
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
#include "storage/keys/family.h"
#include "storage/keys/hold_key.h"
#include "storage/keys/row_key.h"
#include "storage/ledger/ledger.h"
#include "storage/records/hold.h"
#include "storage/records/schedule.h"
#include "tests/storage/ledger/ledger_driver.h"
#include "tests/storage/ledger/remembered_view.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/test_disk.h"

namespace onhand::storage {
namespace {

constexpr int64_t kHourUs = 3'600'000'000;

class History {
 public:
  History(const LedgerSetup& setup, uint32_t seed) : driver_(setup), random_(seed) {
    const char* const colors[] = {"", "Red"};
    auto keys = std::make_shared<std::vector<std::string>>();
    for (const char* product : kProducts) {
      for (const char* site : kPlaces) {
        for (const char* location : kPlaces) {
          for (const char* color : colors) keys->push_back(RowAt(product, site, location, color));
        }
      }
    }
    keys_ = std::move(keys);
    Remember();
  }

  void Step() {
    now_us_ += Below(10) * kHourUs;
    const uint32_t what = Below(60);
    if (what < 36) {
      Post();
    } else if (what < 39) {
      Expire();
    } else if (what < 43) {
      CleanUp();
    } else if (what < 44) {
      Expected(driver_.Configure(std::to_string(now_us_), {std::to_string(events_) + ".measure"}, now_us_));
    } else if (what < 47) {
      Purge();
    } else if (what < 51) {
      Expected(driver_.ledger().WriteBack());
    } else if (what < 53) {
      Expected(driver_.ledger().AdvanceWriteBack(driver_.ledger().sequence()).status());
    } else if (what < 56) {
      OpenView();
    } else if (what < 57) {
      views_.clear();
    } else if (what < 58) {
      driver_.disk().crash().CrashAfter(static_cast<int>(Below(6)), /*last_unanswered=*/Below(2) == 0);
      crashing_ = true;
    } else if (what < 59) {
      Restart(/*crash=*/true);
    } else {
      Restart(/*crash=*/false);
    }
    Remember();
    LookAround();
  }

  void ExpectAllIsWell() {
    if (crashing_) Restart(/*crash=*/true);
    for (const auto& view : views_) view->ExpectAllUnchanged();
    ExpectReceipts(receipts_.size());
    ExpectPrefixesGiveWhatWasThen();
    driver_.ExpectConsistent();
    for (const auto& view : views_) view->ExpectAllUnchanged();
  }

 private:
  static constexpr const char* kProducts[] = {"a", "b", "ab"};
  static constexpr const char* kPlaces[] = {"", "1", "2"};

  struct Remembered {
    Event event;
    uint64_t sequence = 0;
    int64_t committed_at_us = 0;
  };

  uint32_t Below(uint32_t limit) { return random_() % limit; }

  // A status of something that writes: fine, unless the crash that is due has come.
  bool Expected(const absl::Status& status) {
    if (status.ok()) return true;
    EXPECT_TRUE(crashing_) << status;
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
    Restart(/*crash=*/true);
    return false;
  }

  void Restart(bool crash) {
    for (const auto& view : views_) view->ExpectSomethingUnchanged(&random_);
    views_.clear();
    const bool lost_answer = crashing_;
    const uint64_t sequence = driver_.ledger().sequence();
    const uint64_t row_count = driver_.ledger().row_count();
    const std::string configuration = driver_.ledger().configuration();
    if (crash) {
      driver_.Crash();
    } else {
      driver_.Reopen();
    }
    crashing_ = false;
    if (driver_.ledger().sequence() == sequence) {
      EXPECT_EQ(driver_.ledger().row_count(), row_count);
      EXPECT_EQ(driver_.ledger().configuration(), configuration);
    } else {
      EXPECT_TRUE(lost_answer);
      EXPECT_EQ(driver_.ledger().sequence(), sequence + 1);
    }
    Remember();
  }

  std::string RandomRow() { return (*keys_)[Below(static_cast<uint32_t>(keys_->size()))]; }

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
    switch (Below(8)) {
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
      case 5: {
        // An id that was forgotten is as good as new.
        if (forgotten_.empty()) return NewEvent(EntryKind::kChange, RandomRow());
        const size_t at = Below(static_cast<uint32_t>(forgotten_.size()));
        Event again = std::exchange(forgotten_[at], forgotten_.back());
        forgotten_.pop_back();
        Event event = NewEvent(EntryKind::kChange, again.row_key);
        event.id = again.id;
        return event;
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
    const uint64_t sequence = driver_.ledger().sequence() + 1;
    const bool acknowledged = Expected(driver_.Post(events, now_us_));
    // Without an answer only the ledger knows.
    if (!acknowledged && driver_.ledger().sequence() != sequence) {
      for (const Event& event : events) {
        const auto it = receipts_.find(event.id);
        if (HasReceipt(event.kind) && it == receipts_.end()) forgotten_.push_back(event);
      }
      return;
    }
    for (const Event& event : events) {
      if (HasReceipt(event.kind)) receipts_[event.id] = {event, sequence, now_us_};
    }
  }

  void Expire() {
    std::vector<Event> events;
    for (const FoundHold& ended : ValueOf(driver_.ledger().EndedHolds(now_us_, 1 + Below(4)))) {
      EXPECT_EQ(holds_.count(HoldKey(ended.row_key, ended.hold_id)), 1u);
      Event& event = events.emplace_back();
      event.kind = EntryKind::kExpire;
      event.row_key = ended.row_key;
      event.measure = ended.hold.measure;
      event.quantity_micros = event.held_micros = -ended.hold.remaining_micros;
      event.hold_id = ended.hold_id;
      event.hold = ended.hold;
      event.hold.remaining_micros = 0;
    }
    if (!events.empty()) Expected(driver_.Post(events, now_us_));
  }

  void CleanUp() {
    const CleanUpPayload payload = Below(2) == 0
                                       ? CleanUpPayload{true, {KeyPrefix({"o", kPlaces[Below(3)], kPlaces[Below(3)]})}}
                                       : CleanUpPayload{false, {KeyPrefix({"o", kProducts[Below(3)]})}};
    Expected(driver_.CleanUp(payload, now_us_));
  }

  void Purge() {
    receipts_before_us_ = std::max<int64_t>(receipts_before_us_, now_us_ - Below(60) * kHourUs);
    const int64_t log_before_us = now_us_ - Below(200) * kHourUs;
    const int records_max = 1 + static_cast<int>(Below(9));
    while (true) {
      const absl::StatusOr<PurgeStep> step =
          driver_.ledger().Purge({receipts_before_us_, log_before_us, records_max}, now_us_);
      if (!Expected(step.status())) continue;
      Remember();
      if (step->receipts_removed == 0 && step->records_removed == 0) break;
    }
    for (auto it = receipts_.begin(); it != receipts_.end();) {
      if (it->second.committed_at_us >= receipts_before_us_) {
        ++it;
      } else {
        forgotten_.push_back(it->second.event);
        it = receipts_.erase(it);
      }
    }
    driver_.ExpectViewsConsistent();
  }

  void OpenView() {
    views_.push_back(
        std::make_unique<RememberedView>(driver_.ledger().OpenView(), tables_.at(driver_.ledger().sequence()), keys_));
    if (views_.size() > 12) views_.erase(views_.begin() + Below(static_cast<uint32_t>(views_.size())));
  }

  // Follows the log, as far as it goes now, by itself: what it comes to is what everything else must agree with.
  void Remember() {
    const std::unique_ptr<LedgerView> view = driver_.ledger().OpenView();
    ONHAND_EXPECT_OK(view->ScanLog(followed_ + 1, [this](const LogRecord& record) {
      EXPECT_EQ(record.sequence, followed_ + 1);
      ONHAND_EXPECT_OK(fold_.Apply(record));
      followed_ = record.sequence;
      tables_[followed_] = std::make_shared<LedgerTables>(FoldedTables(nothing_, fold_));
      return true;
    }));
    EXPECT_EQ(followed_, driver_.ledger().sequence());
    if (tables_.empty()) tables_[0] = std::make_shared<LedgerTables>();
    holds_.clear();
    for (const auto& [key, value] : *tables_.at(followed_)) {
      if (key[0] == static_cast<char>(Family::kHold)) holds_.emplace(key, ValueOf(DecodeHold(value)));
    }
  }

  // A few questions to the newest state and to views of every age, in turns: answers leave things in memory.
  void LookAround() {
    if (Below(4) == 0) {
      EXPECT_TRUE(TablesOf(*driver_.ledger().OpenView()) == *tables_.at(followed_));
    }
    if (Below(2) == 0) {
      RememberedView(driver_.ledger().OpenView(), tables_.at(followed_), keys_).ExpectSomethingUnchanged(&random_);
    }
    for (const auto& view : views_) {
      if (Below(3) == 0) view->ExpectSomethingUnchanged(&random_);
    }
    ExpectReceipts(5);
  }

  void ExpectReceipts(size_t count) {
    std::vector<Hash128> hashes;
    std::vector<const Remembered*> wanted;
    for (size_t i = 0; i < count && !receipts_.empty(); ++i) {
      // From ids old and new alike.
      auto it = receipts_.lower_bound(std::to_string(Below(static_cast<uint32_t>(events_) + 1)));
      if (it == receipts_.end()) it = receipts_.begin();
      hashes.push_back(ReceiptHashOf(it->second.event, driver_.ledger().hash_seed()));
      wanted.push_back(&it->second);
    }
    for (size_t i = 0; i < std::min<size_t>(forgotten_.size(), 5); ++i) {
      const Event& event = forgotten_[Below(static_cast<uint32_t>(forgotten_.size()))];
      hashes.push_back(ReceiptHashOf(event, driver_.ledger().hash_seed()));
      wanted.push_back(nullptr);
    }
    Event unknown = NewEvent(EntryKind::kChange, RandomRow());
    hashes.push_back(ReceiptHashOf(unknown, driver_.ledger().hash_seed()));
    wanted.push_back(nullptr);
    const std::vector<std::optional<Receipt>> found = ValueOf(driver_.ledger().FindReceipts(hashes));
    for (size_t i = 0; i < hashes.size(); ++i) {
      ASSERT_EQ(found[i].has_value(), wanted[i] != nullptr) << (wanted[i] ? wanted[i]->event.id : "an unknown id");
      if (wanted[i] == nullptr) continue;
      EXPECT_EQ(found[i]->sequence, wanted[i]->sequence);
      EXPECT_EQ(found[i]->committed_at_us, wanted[i]->committed_at_us);
      EXPECT_EQ(found[i]->content_hash, HashBytes(wanted[i]->event.id, driver_.ledger().hash_seed()));
    }
  }

  // Every prefix of the log that is kept, one record longer each time.
  void ExpectPrefixesGiveWhatWasThen() {
    const std::unique_ptr<LedgerView> view = driver_.ledger().OpenView();
    const BaseSource base(view->log_snapshot());
    LogFold fold(&base);
    const uint64_t begin = ValueOf(view->log_begin());
    EXPECT_EQ(FoldedTables(base, fold), *tables_.at(begin - 1)) << "the base, before record " << begin;
    ONHAND_EXPECT_OK(view->ScanLog(begin, [&](const LogRecord& record) {
      ONHAND_EXPECT_OK(fold.Apply(record));
      const bool same = FoldedTables(base, fold) == *tables_.at(record.sequence);
      EXPECT_TRUE(same) << "after record " << record.sequence;
      return same;
    }));
  }

  class Nothing : public FoldSource {
   public:
    absl::StatusOr<std::optional<std::string>> Get(std::string_view) const override { return std::nullopt; }
    absl::Status ForEachKey(std::string_view, const std::function<void(std::string_view)>&) const override {
      return absl::OkStatus();
    }
  };

  LedgerDriver driver_;
  std::mt19937 random_;
  std::shared_ptr<const std::vector<std::string>> keys_;
  int64_t now_us_ = 1000 * 24 * kHourUs;
  int64_t receipts_before_us_ = 1;
  int events_ = 0;
  bool crashing_ = false;  // a crash is due, or has come unseen

  const Nothing nothing_;
  LogFold fold_{nullptr};
  uint64_t followed_ = 0;                                           // the fold has the records up to here
  std::map<uint64_t, std::shared_ptr<const LedgerTables>> tables_;  // after each record
  std::map<std::string, Hold> holds_;                               // by hold key
  std::map<std::string, Remembered> receipts_;                      // by id
  std::vector<Event> forgotten_;                                    // each once
  std::vector<std::unique_ptr<RememberedView>> views_;
};

class HistoryTest : public ::testing::TestWithParam<LedgerSetup> {};

// Besides the usual ones: write-backs that are rare while memory is scarce, and often while it is plenty.
std::vector<LedgerSetup> HistorySetups() {
  std::vector<LedgerSetup> setups = LedgerSetups();
  setups.push_back(RoomySetup(StoreKind::kMemory));
  setups.back().name = "MemoryEager";
  setups.back().write_back_bytes = 400;
  setups.push_back(TightSetup(StoreKind::kMemory));
  setups.back().name = "MemoryScarce";
  setups.back().write_back_bytes = 20'000;
  setups.back().memory_bytes = 8'000;
  setups.back().receipt_filter_bytes = 64 << 20;
  setups.push_back(TightSetup(StoreKind::kMemory, /*pool=*/true));
  return setups;
}

INSTANTIATE_TEST_SUITE_P(Setups, HistoryTest, ::testing::ValuesIn(HistorySetups()), SetupName);

TEST_P(HistoryTest, EverythingAddsUpAtEveryMoment) {
  const uint32_t seeds = GetParam().kind == StoreKind::kMemory ? 60 : 5;
  for (uint32_t seed = 0; seed < seeds; ++seed) {
    SCOPED_TRACE(seed);
    History history(GetParam(), seed);
    for (int step = 0; step < 150 && !::testing::Test::HasFailure(); ++step) {
      SCOPED_TRACE("step " + std::to_string(step));
      history.Step();
    }
    if (HasFailure()) return;
    history.ExpectAllIsWell();
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace onhand::storage
