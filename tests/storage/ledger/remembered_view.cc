#include "tests/storage/ledger/remembered_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "storage/keys/bucket_key.h"
#include "storage/keys/family.h"
#include "storage/keys/hold_key.h"
#include "storage/keys/row_key.h"
#include "storage/keys/schedule_key.h"
#include "storage/records/bucket.h"
#include "storage/records/hold.h"
#include "storage/records/log_record.h"
#include "storage/records/schedule.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand::storage {
namespace {

bool BeginsWith(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

// The beginning of a key that holds its first `parts` texts.
std::string FirstTexts(std::string_view key, int parts) {
  size_t end = 0;
  for (int i = 0; i < parts; ++i) end = key.find('\0', end) + 1;
  return std::string(key.substr(0, end));
}

std::string Encoded(const LogRecord& record) {
  std::string bytes;
  EncodeLogRecord(record, &bytes);
  return bytes;
}

// What stands in a map under the keys with this prefix, at most so many.
template <typename Value>
std::vector<std::pair<std::string, Value>> Under(const std::map<std::string, Value>& all, const std::string& prefix,
                                                 size_t most) {
  std::vector<std::pair<std::string, Value>> found;
  for (auto it = all.lower_bound(prefix); it != all.end() && BeginsWith(it->first, prefix) && found.size() < most;
       ++it) {
    found.push_back(*it);
  }
  return found;
}

}  // namespace

RememberedView::RememberedView(std::unique_ptr<LedgerView> view, std::shared_ptr<const LedgerTables> tables,
                               std::shared_ptr<const std::vector<std::string>> known_keys)
    : view_(std::move(view)), tables_(std::move(tables)), known_keys_(std::move(known_keys)) {
  for (const auto& [key, value] : *tables_) {
    if (key[0] != static_cast<char>(Family::kRow)) continue;
    const std::string row_key = key.substr(1);
    rows_.emplace(row_key, ValueOf(DecodeRow(value)));
    places_.emplace(PlaceKey(*ParseRowKey(row_key)), row_key);
  }
  // What the log is asked for fixes where it begins.
  log_begin_ = ValueOf(view_->log_begin());
  ONHAND_EXPECT_OK(view_->ScanLog(0, [this](const LogRecord& record) {
    log_.push_back(Encoded(record));
    return true;
  }));
  EXPECT_EQ(log_begin_ + log_.size(), view_->sequence() + 1);
}

void RememberedView::ExpectSomethingUnchanged(std::mt19937* random) const {
  const uint32_t question = (*random)() % kQuestions;
  Ask(question, (*random)());
}

void RememberedView::ExpectAllUnchanged() const {
  for (uint32_t question = 0; question < kQuestions; ++question) {
    // Answers about the whole of something do not depend on the key.
    const size_t keys = question == 7 || question == 8 ? 1 : known_keys_->size();
    for (uint32_t random = 0; random < keys; ++random) Ask(question, random);
  }
}

void RememberedView::Ask(uint32_t question, uint32_t random) const {
  SCOPED_TRACE("question " + std::to_string(question) + " (" + std::to_string(random) + ") of the view at " +
               std::to_string(sequence()));
  constexpr size_t kAll = std::numeric_limits<size_t>::max();
  const std::string& key = (*known_keys_)[random % known_keys_->size()];
  const std::string place = PlaceKey(*ParseRowKey(key));
  switch (question) {
    case 0:
      return ExpectRows("", random % 3 == 0 ? 1 + random % 5 : kAll);
    case 1:
      return ExpectRows(FirstTexts(key, 1), kAll);
    case 2:
      return ExpectRows(FirstTexts(key, 2), random % 5 == 0 ? 1 : kAll);
    case 3:
      return ExpectRows(FirstTexts(key, 3 + random % 2), kAll);
    case 4:
      return ExpectReadRows(random);
    case 5:
      return ExpectPlaces(FirstTexts(place, static_cast<int>(random % 4)), random % 5 == 0 ? 1 : kAll);
    case 6:
      return ExpectPrefixes(random % 2 == 0, 1 + static_cast<int>(random / 2 % 3));
    case 7:
      return ExpectBooks();
    case 8:
      return ExpectLog();
    case 9:
      // Where nobody asked before there are none yet.
      ExpectSums(FirstTexts(key, 2), 1 + random % 2);
      ExpectSums(FirstTexts(key, 2), 1 + random % 2);
      return;
    default:
      return ExpectRows(key, kAll);
  }
}

void RememberedView::ExpectSums(const std::string& product, PartMask parts) const {
  std::map<std::string, std::map<MeasureNumber, __int128>> seen;
  const bool visited = view_->VisitSums(product, parts, [&](std::string_view key, const CellSums& sums) {
    auto& group = seen[std::string(key)];
    for (const CellSum& sum : sums) group.emplace(sum.measure, sum.quantity_micros);
  });
  if (!visited) return;
  std::map<std::string, std::map<MeasureNumber, __int128>> wanted;
  for (const auto& [key, row] : Under(rows_, product, std::numeric_limits<size_t>::max())) {
    auto& group = wanted[RowKey(KeepParts(*ParseRowKey(key), parts))];
    for (const Cell& cell : row.cells) group[cell.measure] += cell.quantity_micros;
  }
  EXPECT_TRUE(seen == wanted) << "sums of " << ::testing::PrintToString(product);
}

void RememberedView::ExpectRows(const std::string& prefix, size_t most) const {
  std::vector<std::pair<std::string, Row>> seen;
  ONHAND_EXPECT_OK(view_->ScanRows(prefix, [&](std::string_view key, const Row& row) {
    seen.emplace_back(key, row);
    return seen.size() < most;
  }));
  const std::vector<std::pair<std::string, Row>> wanted = Under(rows_, prefix, most);
  ASSERT_EQ(seen.size(), wanted.size()) << "rows under " << ::testing::PrintToString(prefix);
  for (size_t i = 0; i < seen.size(); ++i) {
    EXPECT_EQ(seen[i].first, wanted[i].first);
    EXPECT_TRUE(seen[i].second == wanted[i].second) << ::testing::PrintToString(seen[i].first) << " of record "
                                                    << seen[i].second.sequence << ", not " << wanted[i].second.sequence;
  }
  std::vector<std::string> keys;
  ONHAND_EXPECT_OK(view_->ScanRowKeys(prefix, [&](std::string_view key) {
    keys.emplace_back(key);
    return keys.size() < most;
  }));
  ASSERT_EQ(keys.size(), wanted.size());
  for (size_t i = 0; i < keys.size(); ++i) EXPECT_EQ(keys[i], wanted[i].first);
}

void RememberedView::ExpectPlaces(const std::string& prefix, size_t most) const {
  std::vector<std::pair<std::string, Row>> seen;
  ONHAND_EXPECT_OK(view_->ScanPlaces(prefix, [&](std::string_view key, const Row& row) {
    seen.emplace_back(key, row);
    return seen.size() < most;
  }));
  const std::vector<std::pair<std::string, std::string>> wanted = Under(places_, prefix, most);
  ASSERT_EQ(seen.size(), wanted.size()) << "places under " << ::testing::PrintToString(prefix);
  for (size_t i = 0; i < seen.size(); ++i) {
    EXPECT_EQ(seen[i].first, wanted[i].second);
    EXPECT_TRUE(seen[i].second == rows_.at(wanted[i].second));
  }
  std::vector<std::string> keys;
  ONHAND_EXPECT_OK(view_->ScanPlaceKeys(prefix, [&](std::string_view key) {
    keys.emplace_back(key);
    return keys.size() < most;
  }));
  ASSERT_EQ(keys.size(), wanted.size());
  for (size_t i = 0; i < keys.size(); ++i) EXPECT_EQ(keys[i], wanted[i].first);
}

void RememberedView::ExpectPrefixes(bool by_place, int parts) const {
  std::set<std::string> wanted;
  for (const auto& [place_key, row_key] : places_) wanted.insert(FirstTexts(by_place ? place_key : row_key, parts));
  EXPECT_THAT(ValueOf(view_->DistinctPrefixes(by_place, parts)), ::testing::ElementsAreArray(wanted));
}

void RememberedView::ExpectReadRows(uint32_t random) const {
  std::vector<std::string_view> keys(known_keys_->begin(), known_keys_->end());
  std::shuffle(keys.begin(), keys.end(), std::minstd_rand(random));
  if (random % 2 == 0) keys.resize(1 + random % keys.size());
  const std::vector<std::optional<Row>> seen = ValueOf(view_->ReadRows(keys));
  ASSERT_EQ(seen.size(), keys.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    const auto it = rows_.find(std::string(keys[i]));
    EXPECT_TRUE(seen[i] == (it == rows_.end() ? std::nullopt : std::optional<Row>(it->second)))
        << ::testing::PrintToString(keys[i]);
  }
}

// Buckets, schedules and holds, by row and by what else finds them.
void RememberedView::ExpectBooks() const {
  LedgerTables seen;
  const auto put = [&seen](const std::string& key, const auto& encode) {
    std::string value;
    encode(&value);
    EXPECT_TRUE(seen.emplace(key, value).second) << "comes twice";
  };
  for (const ScheduleVariant variant : {ScheduleVariant::kPeriod, ScheduleVariant::kPerMeasure}) {
    LedgerTables by_place;
    ONHAND_EXPECT_OK(view_->ScanSchedules(variant, "", [&](std::string_view row_key, const Schedule& schedule) {
      put(ScheduleKey(variant, row_key), [&schedule](std::string* value) { EncodeSchedule(schedule, value); });
      return true;
    }));
    ONHAND_EXPECT_OK(view_->ScanSchedulePlaces(variant, "", [&](std::string_view row_key, const Schedule& schedule) {
      EncodeSchedule(schedule, &by_place[ScheduleKey(variant, row_key)]);
      return true;
    }));
    EXPECT_EQ(Under(seen, ScheduleKey(variant, ""), seen.size()), Under(by_place, "", by_place.size()));
  }
  ONHAND_EXPECT_OK(view_->ScanBuckets("", [&](std::string_view row_key, std::string_view path, const Bucket& bucket) {
    put(BucketKey(row_key, path), [&bucket](std::string* value) { EncodeBucket(bucket, value); });
    return true;
  }));
  for (const FoundHold& found : ValueOf(view_->EndedHolds(std::numeric_limits<int64_t>::max(), 10'000))) {
    put(HoldKey(found.row_key, found.hold_id), [&found](std::string* value) { EncodeHold(found.hold, value); });
  }
  LedgerTables wanted = *tables_;
  std::erase_if(wanted, [](const auto& entry) { return entry.first[0] == static_cast<char>(Family::kRow); });
  EXPECT_TRUE(seen == wanted);
}

// What is purged meanwhile stays as well, for the log was looked at before.
void RememberedView::ExpectLog() const {
  EXPECT_EQ(ValueOf(view_->log_begin()), log_begin_);
  size_t records = 0;
  ONHAND_EXPECT_OK(view_->ScanLog(0, [&](const LogRecord& record) {
    EXPECT_EQ(record.sequence, log_begin_ + records);
    EXPECT_TRUE(records < log_.size() && Encoded(record) == log_[records]);
    return ++records > 0;
  }));
  EXPECT_EQ(records, log_.size());
}

}  // namespace onhand::storage
