// Backups as an embedder uses them: while events are posted, beside a restored copy, of environments that are no more.

#include "engine/backup.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/engine.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace onhand {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class BackupTest : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(folder_);
    Open();
    ASSERT_TRUE(engine_->CreateEnvironment("Shop").ok());
  }
  void TearDown() override {
    engine_.reset();
    std::filesystem::remove_all(folder_);
  }

  void Open() {
    engine_.reset();
    EngineOptions options;
    options.data_dir = folder_ + "/data";
    options.clock = &clock_;
    options.maintenance_interval_ms = 0;
    options.write_back_bytes = 64 << 10;
    auto engine = Engine::Open(options);
    ASSERT_TRUE(engine.ok()) << engine.status();
    engine_ = *std::move(engine);
  }

  // Number `number` of one caller's: one more piece of its product.
  absl::Status Post(const std::string& environment, int caller, int64_t number) {
    const std::string id = absl::StrCat(caller, "-", number);
    const std::string product = absl::StrCat("P", caller);
    const ChangeEvent event{{.id = id,
                             .organization_id = "usmf",
                             .product_id = product,
                             .dimension_data_source = {},
                             .dimensions = {{"siteId", "1"}, {"locationId", "11"}}},
                            {{"pos", "inbound", {kMicrosPerUnit}}}};
    auto found = engine_->Find(environment);
    if (!found.ok()) return found.status();
    const EventResults results = (*found)->PostChanges({&event, 1});
    if (!results.status.ok()) return results.status;
    return results.outcomes[0].refused() ? absl::InternalError(results.outcomes[0].message) : absl::OkStatus();
  }
  int64_t OnHand(const std::string& environment, int caller) {
    const std::string product = absl::StrCat("P", caller);
    IndexQuery query;
    query.organization_ids = {"usmf"};
    query.product_ids = {product};
    query.filters = {{"siteId", {"1"}}, {"locationId", {"11"}}};
    auto answer = engine_->Find(environment).value()->Query(query);
    EXPECT_TRUE(answer.ok()) << answer.status();
    int64_t micros = 0;
    for (const ResultRow& row : answer->rows) {
      for (const MeasureValue& value : row.values) {
        if (answer->columns[value.column].measure == "inbound") micros += static_cast<int64_t>(value.micros);
      }
    }
    return micros / kMicrosPerUnit;
  }
  void ExpectSound(const std::string& environment) {
    auto audit = engine_->Find(environment).value()->Audit({});
    ASSERT_TRUE(audit.ok()) << audit.status();
    EXPECT_EQ(audit->findings_total, 0u) << environment << ": " << audit->findings[0].what;
  }

  const std::string folder_ = testing::TempDir() + "/backup_test";
  FixedClock clock_{1'800'000'000'000'000};
  std::unique_ptr<Engine> engine_;
};

TEST_F(BackupTest, UnderLoadItIsTheFirstEventsOfEachCaller) {
  constexpr int kCallers = 3;
  std::atomic<bool> stop = false;
  std::vector<std::thread> callers;
  std::vector<int64_t> posted(kCallers);
  for (int caller = 0; caller < kCallers; ++caller) {
    callers.emplace_back([&, caller] {
      for (int64_t number = 0; !stop; ++number) {
        ASSERT_TRUE(Post("shop", caller, number).ok());
        posted[static_cast<size_t>(caller)] = number + 1;
      }
    });
  }
  std::vector<BackupInfo> backups;
  for (int i = 0; i < 4; ++i) {
    const uint64_t before = engine_->Find("shop").value()->Statistics().sequence;
    auto backup = engine_->backups()->Create("shop", nullptr);
    ASSERT_TRUE(backup.ok()) << backup.status();
    EXPECT_GE(backup->sequence, before);
    backups.push_back(*std::move(backup));
  }
  stop = true;
  for (std::thread& caller : callers) caller.join();

  std::vector<int64_t> earlier(kCallers);
  for (const BackupInfo& backup : backups) {
    const std::string copy = absl::StrCat("copy-", backup.id);
    ASSERT_TRUE(engine_->backups()->Restore("shop", backup.id, copy, nullptr).ok());
    EXPECT_EQ(engine_->Find(copy).value()->Statistics().sequence, backup.sequence);
    for (int caller = 0; caller < kCallers; ++caller) {
      const int64_t there = OnHand(copy, caller);
      EXPECT_GE(there, earlier[static_cast<size_t>(caller)]);
      EXPECT_LE(there, posted[static_cast<size_t>(caller)]);
      earlier[static_cast<size_t>(caller)] = there;
      // Ids that were there are known, those that were not are new.
      for (int64_t number = 0; number < there + 3; ++number) ASSERT_TRUE(Post(copy, caller, number).ok());
      EXPECT_EQ(OnHand(copy, caller), there + 3);
    }
    ExpectSound(copy);
  }
  for (int caller = 0; caller < kCallers; ++caller) {
    EXPECT_EQ(OnHand("shop", caller), posted[static_cast<size_t>(caller)]);
  }
  ExpectSound("shop");
}

TEST_F(BackupTest, ItSaysWhenAndUpToWhere) {
  ASSERT_TRUE(Post("shop", 1, 0).ok());
  uint64_t done = 0;
  uint64_t total = 0;
  auto backup = engine_->backups()->Create("SHOP", [&](const BackupProgress& progress) {
    EXPECT_GE(progress.bytes_done, done);
    done = progress.bytes_done;
    total = progress.bytes_total;
    return true;
  });
  ASSERT_TRUE(backup.ok()) << backup.status();
  EXPECT_EQ(backup->environment, "shop");
  EXPECT_EQ(backup->created_at_us, clock_.NowMicros());
  EXPECT_EQ(backup->sequence, engine_->Find("shop").value()->Statistics().sequence);
  EXPECT_EQ(done, total);
  EXPECT_GT(total, 0u);
  EXPECT_TRUE(std::filesystem::exists(folder_ + "/data/backups/shop/backups/000001"));
  EXPECT_EQ(engine_->backups()->List("shop").value().size(), 1u);
  EXPECT_EQ(engine_->backups()->Create("none", nullptr).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(engine_->backups()->Create("", nullptr).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(engine_->backups()->Verify("a/b", 1, nullptr).code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(BackupTest, ADeletedEnvironmentComesBackUnderItsName) {
  ASSERT_TRUE(Post("shop", 1, 0).ok());
  ASSERT_TRUE(engine_->backups()->Create("shop", nullptr).ok());
  ASSERT_TRUE(Post("shop", 1, 1).ok());
  EXPECT_EQ(engine_->backups()->Restore("shop", 1, "", nullptr).code(), absl::StatusCode::kAlreadyExists);
  ASSERT_TRUE(engine_->DeleteEnvironment("shop").ok());
  ASSERT_EQ(engine_->backups()->List("").value().size(), 1u);
  ASSERT_TRUE(engine_->backups()->Restore("shop", 1, "", nullptr).ok());
  EXPECT_EQ(OnHand("shop", 1), 1);
  ASSERT_TRUE(Post("shop", 1, 0).ok());
  EXPECT_EQ(OnHand("shop", 1), 1);
  Open();
  EXPECT_EQ(OnHand("shop", 1), 1);
  ExpectSound("shop");
  ASSERT_TRUE(engine_->backups()->Delete("shop", 1).ok());
  EXPECT_EQ(engine_->backups()->Delete("shop", 1).code(), absl::StatusCode::kNotFound);
}

TEST_F(BackupTest, DeletingTheEnvironmentEndsItsBackup) {
  ASSERT_TRUE(Post("shop", 1, 0).ok());
  std::thread deletion;
  auto backup = engine_->backups()->Create("shop", [&](const BackupProgress&) {
    if (!deletion.joinable()) {
      deletion = std::thread([this] { EXPECT_TRUE(engine_->DeleteEnvironment("shop").ok()); });
      // Until the deletion has begun.
      while (engine_->Find("shop").ok()) std::this_thread::yield();
    }
    return true;
  });
  deletion.join();
  if (!backup.ok()) {
    EXPECT_EQ(backup.status().code(), absl::StatusCode::kCancelled) << backup.status();
    EXPECT_THAT(std::string(backup.status().message()), HasSubstr("is being closed or deleted"));
    EXPECT_TRUE(engine_->backups()->List("").value().empty());
  }
  EXPECT_TRUE(engine_->ListEnvironments().value().empty());
}

TEST_F(BackupTest, WhatIsInMemoryHasNone) { EXPECT_EQ(Engine::Open({}).value()->backups(), nullptr); }

TEST_F(BackupTest, ItsFolderMayBeElsewhere) {
  engine_.reset();
  EngineOptions options;
  options.data_dir = folder_ + "/data";
  options.backup_dir = folder_ + "/some/where";
  engine_ = Engine::Open(options).value();
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/some"));
  ASSERT_TRUE(engine_->backups()->Create("shop", nullptr).ok());
  EXPECT_TRUE(std::filesystem::exists(folder_ + "/some/where/shop/backups/000001"));
  std::vector<std::string> ids = engine_->ListEnvironments().value();
  EXPECT_THAT(ids, ElementsAre("shop"));
}

}  // namespace
}  // namespace onhand
