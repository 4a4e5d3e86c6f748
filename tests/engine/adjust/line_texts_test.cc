#include "engine/adjust/line_texts.h"

#include <optional>
#include <string>

#include "gtest/gtest.h"
#include "storage/keys/adjustment_key.h"
#include "storage/keys/row_key.h"

namespace onhand {
namespace {

TEST(LineTextsTest, LineIdsComeBack) {
  for (const storage::DetailNumber& number : {storage::DetailNumber{0, 0}, storage::DetailNumber{300, 2},
                                              storage::DetailNumber{~uint64_t{0}, ~uint32_t{0}}}) {
    EXPECT_EQ(ParseLineId(LineId(number)), number);
  }
  EXPECT_EQ(LineId({300, 2}), "300-2");
  for (const char* text : {"", "-", "300", "300-", "-2", "300-2-1", "0300-2", "+300-2", "300- 2", "300-4294967296",
                           "18446744073709551616-0", "a-b"}) {
    EXPECT_EQ(ParseLineId(text), std::nullopt) << text;
  }
}

TEST(LineTextsTest, AggregateIdsComeBack) {
  const std::string key = storage::AggregateKey(7, storage::RowKey({"usmf", "Bike", "1", "", {}}), 300);
  const std::string id = AggregateId(key);
  EXPECT_EQ(id.rfind("7-", 0), 0u);
  EXPECT_EQ(id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            std::string::npos);
  EXPECT_EQ(ParseAggregateId(id), key);
  for (const std::string& text : {std::string(), id + "=", "07" + id.substr(1), id.substr(0, id.size() - 1), "x" + id,
                                  std::string("7-"), std::string("7-AAAA"), id.substr(2)}) {
    EXPECT_EQ(ParseAggregateId(text), std::nullopt) << text;
  }
}

TEST(LineTextsTest, EveryStatusComesBack) {
  for (int i = 0; i <= static_cast<int>(AdjustmentSyncStatus::kFnoTransPosted); ++i) {
    const auto status = static_cast<AdjustmentSyncStatus>(i);
    EXPECT_EQ(ToSyncStatus(ToStored(status)), status);
    EXPECT_EQ(AdjustmentSyncStatusName(status), storage::AggregateStatusName(ToStored(status)));
    EXPECT_EQ(FindAdjustmentSyncStatus(AdjustmentSyncStatusName(status)), status);
  }
  for (const AdjustmentStatus status :
       {AdjustmentStatus::kCreated, AdjustmentStatus::kIvPosted, AdjustmentStatus::kAggregated}) {
    EXPECT_EQ(AdjustmentStatusName(status), storage::DetailStatusName(ToStored(status)));
    EXPECT_EQ(FindAdjustmentStatus(AdjustmentStatusName(status)), status);
  }
  EXPECT_EQ(FindAdjustmentStatus("ivposted"), AdjustmentStatus::kIvPosted);
  EXPECT_EQ(FindAdjustmentStatus("Posted"), std::nullopt);
  EXPECT_EQ(FindAdjustmentSyncStatus(""), std::nullopt);
}

}  // namespace
}  // namespace onhand
