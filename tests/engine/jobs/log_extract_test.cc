// The body of a log extract over a ledger whose log the test wrote.
#include "engine/jobs/log_extract.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/jobs/log_csv.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/kv/memory_store.h"
#include "tests/engine/jobs/log_host.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kSecondUs = 1'000'000;
constexpr int64_t kUnit = 1'000'000;

class FakeAttempt : public JobAttempt {
 public:
  bool stopped() override { return --stop_after == 0; }
  void SetProgress(int percent) override { progress.push_back(percent); }
  absl::Status AppendToFile(std::string_view bytes) override {
    largest_portion = std::max(largest_portion, bytes.size());
    file.append(bytes);
    return append_status;
  }

  int stop_after = -1;
  absl::Status append_status;
  std::string file;
  size_t largest_portion = 0;
  std::vector<int> progress;
};

// The ids of the file's lines, in order.
std::vector<std::string> Ids(const std::string& file) {
  EXPECT_EQ(file.rfind(std::string(LogCsv::Heading()), 0), 0u);
  std::vector<std::string> ids;
  for (size_t at = LogCsv::Heading().size(); at < file.size(); at = file.find("\r\n", at) + 2) {
    size_t begin = at;
    for (int i = 0; i < 3; ++i) begin = file.find(',', begin) + 1;
    ids.push_back(file.substr(begin, file.find(',', begin) - begin));
  }
  return ids;
}

class LogExtractTest : public testing::Test {
 protected:
  std::string Run(const LogExtract& extract) {
    const absl::StatusOr<std::string> message = ExtractLog(extract, host_, &attempt_);
    EXPECT_TRUE(message.ok()) << message.status();
    return message.value_or("");
  }
  static LogExtract From(int64_t from_s, int64_t until_s) {
    return {.organization_id = "usmf",
            .from_us = kLogStartUs + from_s * kSecondUs,
            .until_us = kLogStartUs + until_s * kSecondUs};
  }

  LogHost host_{storage::NewMemoryStore()};
  FakeAttempt attempt_;
};

TEST_F(LogExtractTest, AnEmptyLogMakesAHeading) {
  EXPECT_EQ(Run(From(0, 10)), "0 lines of 0 events.");
  EXPECT_EQ(attempt_.file, LogCsv::Heading());
}

TEST_F(LogExtractTest, TheTimeBeginsIncludedAndEndsExcluded) {
  for (int i = 1; i <= 5; ++i) {
    host_.CommitChange("e" + std::to_string(i), {}, i * kUnit, kLogStartUs + i * kSecondUs);
  }
  EXPECT_EQ(Run(From(2, 4)), "2 lines of 2 events.");
  EXPECT_EQ(Ids(attempt_.file), (std::vector<std::string>{"e2", "e3"}));
  EXPECT_THAT(attempt_.file, HasSubstr("3,2023-11-14T22:13:22Z,change,e2,usmf,Bike,1,11,ColorId=red,onhand,"
                                       "pos,inbound,add,2,,,,,\r\n"));
  EXPECT_TRUE(std::is_sorted(attempt_.progress.begin(), attempt_.progress.end()));
  EXPECT_EQ(attempt_.progress.front(), 99 / 6);
  EXPECT_EQ(attempt_.progress.back(), 99);
}

TEST_F(LogExtractTest, OneLineOfOneEventIsToldInTheSingular) {
  host_.CommitChange("e", {}, kUnit, kLogStartUs);
  EXPECT_EQ(Run(From(0, 1)), "1 line of 1 event.");
}

TEST_F(LogExtractTest, WhatWasCommittedWhileTheLogWasOffIsLeftOut) {
  host_.CommitChange("before", {}, kUnit, kLogStartUs);
  host_.CommitConfiguration(/*log_enabled=*/false, kLogStartUs);
  host_.CommitChange("hidden", {}, kUnit, kLogStartUs);
  host_.CommitConfiguration(/*log_enabled=*/true, kLogStartUs);
  host_.CommitChange("after", {}, kUnit, kLogStartUs);
  Run(From(0, 1));
  EXPECT_EQ(Ids(attempt_.file), (std::vector<std::string>{"before", "after"}));
}

TEST_F(LogExtractTest, SaysWhenTheLogDoesNotReachBackFarEnough) {
  for (int i = 1; i <= 3; ++i) {
    host_.CommitChange("e" + std::to_string(i), {}, kUnit, kLogStartUs + i * kSecondUs);
  }
  host_.PurgeLog(kLogStartUs + 2 * kSecondUs, kLogStartUs + 4 * kSecondUs);
  EXPECT_EQ(Run(From(0, 10)),
            "2 lines of 2 events. The log is kept from 2023-11-14T22:13:22Z on; earlier events are not in the file.");
  attempt_ = FakeAttempt();
  EXPECT_EQ(Run(From(2, 10)), "2 lines of 2 events.");
  EXPECT_EQ(Ids(attempt_.file), (std::vector<std::string>{"e2", "e3"}));
}

TEST_F(LogExtractTest, ALongLogIsHandedOnInPortions) {
  LogRow row;
  row.product = std::string(250, 'p');
  for (int i = 0; i < 2'000; ++i) host_.CommitChange("e" + std::to_string(i), row, kUnit, kLogStartUs);
  EXPECT_EQ(Run(From(0, 1)), "2000 lines of 2000 events.");
  EXPECT_EQ(Ids(attempt_.file).size(), 2'000u);
  EXPECT_GT(attempt_.file.size(), size_t{600} << 10);
  EXPECT_LT(attempt_.largest_portion, size_t{300} << 10);
}

TEST_F(LogExtractTest, StopsWhenItIsToldTo) {
  for (int i = 0; i < 10; ++i) host_.CommitChange("e" + std::to_string(i), {}, kUnit, kLogStartUs);
  attempt_.stop_after = 3;
  EXPECT_EQ(ExtractLog(From(0, 1), host_, &attempt_).status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(attempt_.progress.size(), 3u);
  EXPECT_EQ(attempt_.file, "");
}

TEST_F(LogExtractTest, AFileThatCannotBeWrittenIsAFailure) {
  attempt_.append_status = absl::UnavailableError("full");
  EXPECT_EQ(ExtractLog(From(0, 1), host_, &attempt_).status(), absl::UnavailableError("full"));
}

}  // namespace
}  // namespace onhand
