// Every single operation on the disk that a backup, its verification, its restoration and its deletion do fails, once
// and from then on: each time the call says so and leaves nothing half, or what it answered OK for is there after a
// power cut; and it succeeds once the disk is well again.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/backup.h"
#include "engine/engine.h"
#include "tests/proof/disk_faults/ten_bikes.h"
#include "tests/proof/file_system/disk_terms.h"
#include "tests/proof/file_system/simulated_disk.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/support/audit_problem.h"

namespace onhand::proof {
namespace {

using storage::ValueOf;

constexpr int64_t kOperationsMax = 2000;
constexpr std::chrono::seconds kRecoveryMax{20};

// A shop on a disk of its own, as an image has it; nothing when it is empty.
class Shop {
 public:
  explicit Shop(const DiskImage& image) : disk_(image) {
    EngineOptions options;
    options.data_dir = "/data";
    options.backup_dir = "/backups";
    options.disk = disk_.disk();
    options.maintenance_interval_ms = 0;
    options.adjustment_push_minutes = 0;
    engine_ = ValueOf(Engine::Open(options));
  }

  SimulatedDisk& disk() { return disk_; }
  Engine& engine() { return *engine_; }
  Backups& backups() { return *engine_->backups(); }
  std::shared_ptr<Environment> Find(std::string_view id) { return ValueOf(engine_->Find(id)); }

  // Again and again until the engine has opened anew what the fault made refuse.
  absl::Status WhenWell(const std::function<absl::Status()>& attempt) {
    const auto begin = std::chrono::steady_clock::now();
    for (;;) {
      const absl::Status found = engine_->Find("shop").status();
      absl::Status status = found.ok() ? attempt() : found;
      if (!absl::IsUnavailable(status) || std::chrono::steady_clock::now() - begin > kRecoveryMax) return status;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }

  absl::Status Post(const std::string& id) { return PostTenBikes(Find("shop").get(), id); }

  // What is there must be whole: every backup, every environment.
  void Check() {
    for (const BackupInfo& backup : ValueOf(backups().List(""))) {
      EXPECT_EQ(backup.damage, "");
      ONHAND_EXPECT_OK(backups().Verify(backup.environment, backup.id, {}));
    }
    for (const std::string& id : ValueOf(engine_->ListEnvironments())) {
      EXPECT_EQ(AuditProblem(Find(id).get()), "");
    }
  }

 private:
  SimulatedDisk disk_;
  std::unique_ptr<Engine> engine_;
};

// Two backups of a shop that went on after the first.
DiskImage Prepared() {
  Shop shop{DiskImage()};
  ONHAND_EXPECT_OK(shop.engine().CreateEnvironment("shop"));
  ONHAND_EXPECT_OK(shop.Post("a"));
  ONHAND_EXPECT_OK(shop.backups().Create("shop", {}).status());
  ONHAND_EXPECT_OK(shop.Post("b"));
  ONHAND_EXPECT_OK(shop.Find("shop")->RunMaintenance());
  ONHAND_EXPECT_OK(shop.backups().Create("shop", {}).status());
  return shop.disk().Survivors({});
}

struct Work {
  const char* name;
  std::function<absl::Status(Backups&)> run;
  // What a second attempt may answer besides OK: that the first was done after all.
  absl::StatusCode done_already = absl::StatusCode::kOk;
  // Whether it is done.
  std::function<bool(Shop&)> done = [](Shop&) { return true; };
};

bool HasBackup(Shop& shop, uint32_t id) {
  const std::vector<BackupInfo> backups = ValueOf(shop.backups().List("shop"));
  return std::any_of(backups.begin(), backups.end(), [id](const BackupInfo& backup) { return backup.id == id; });
}

void ExpectItSaysWhatAndWhy(const absl::Status& status) {
  const std::string text = status.ToString();
  EXPECT_TRUE(absl::IsUnavailable(status)) << text;
  EXPECT_TRUE(absl::StrContains(text, "/data") || absl::StrContains(text, "/backups")) << text;
  EXPECT_TRUE(absl::StrContains(text, "Input/output error")) << text;
}

class BackupFaultsTest : public ::testing::TestWithParam<Work> {};

TEST_P(BackupFaultsTest, EveryOperationMayFail) {
  const DiskImage image = Prepared();
  int failed = 0;
  int64_t number = 1;
  for (bool met = true; met; ++number) {
    ASSERT_LT(number, kOperationsMax);
    for (const int64_t times : {1, -1}) {
      SCOPED_TRACE(absl::StrCat("operation ", number, times == 1 ? ", once" : " and all from then on"));
      Shop shop(image);
      shop.Find("shop");
      ONHAND_EXPECT_OK(shop.Post("c"));
      const int rule = shop.disk().AddFault({.first = number, .times = times});
      const absl::Status status = GetParam().run(shop.backups());
      met = shop.disk().hits(rule) > 0;
      shop.disk().ClearFaults();
      if (!status.ok()) {
        ++failed;
        ExpectItSaysWhatAndWhy(status);
        shop.Check();
        const absl::Status again = shop.WhenWell([&shop] { return GetParam().run(shop.backups()); });
        EXPECT_TRUE(again.ok() || again.code() == GetParam().done_already) << again;
      }
      // What was answered with OK outlives the power.
      Shop after(shop.disk().Survivors({}));
      EXPECT_TRUE(GetParam().done(after));
      after.Check();
      ONHAND_EXPECT_OK(shop.WhenWell([&shop] { return shop.Post("d"); }));
      if (::testing::Test::HasFailure()) return;
    }
  }
  EXPECT_GT(failed, 10);
  RecordProperty("operations", static_cast<int>(number));
}

INSTANTIATE_TEST_SUITE_P(
    All, BackupFaultsTest,
    ::testing::Values(
        Work{"Create", [](Backups& backups) { return backups.Create("shop", {}).status(); }, absl::StatusCode::kOk,
             [](Shop& shop) { return HasBackup(shop, 3); }},
        Work{"List", [](Backups& backups) { return backups.List("").status(); }},
        Work{"Verify", [](Backups& backups) { return backups.Verify("shop", 2, {}); }},
        Work{"Restore", [](Backups& backups) { return backups.Restore("shop", 2, "copy", {}); },
             absl::StatusCode::kAlreadyExists, [](Shop& shop) { return shop.engine().Find("copy").ok(); }},
        Work{"Delete", [](Backups& backups) { return backups.Delete("shop", 1); }, absl::StatusCode::kNotFound}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace onhand::proof
