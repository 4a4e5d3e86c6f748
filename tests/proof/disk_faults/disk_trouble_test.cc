// What the disk did once that it should not have been able to do to us, by its symptom.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "engine/engine.h"
#include "tests/proof/disk_faults/ten_bikes.h"
#include "tests/proof/file_system/simulated_disk.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand::proof {
namespace {

using storage::ValueOf;

class DiskTroubleTest : public ::testing::Test {
 protected:
  EngineOptions Options() {
    EngineOptions options;
    options.data_dir = "/data";
    options.disk = disk_.disk();
    options.maintenance_interval_ms = 0;
    options.adjustment_push_minutes = 0;
    return options;
  }

  void SetUp() override {
    engine_ = ValueOf(Engine::Open(Options()));
    ONHAND_ASSERT_OK(engine_->CreateEnvironment("shop"));
    shop_ = ValueOf(engine_->Find("shop"));
  }

  absl::Status Post(const std::string& id) { return PostTenBikes(shop_.get(), id); }

  int64_t OnHand() {
    IndexQuery query;
    query.organization_ids = {"usmf"};
    query.product_ids = {"Bike"};
    const QueryAnswer answer = ValueOf(shop_->Query(query));
    for (const ResultRow& row : answer.rows) {
      for (const MeasureValue& value : row.values) {
        const MeasureColumn& column = answer.columns[value.column];
        if (column.data_source == "pos" && column.measure == "inbound") {
          return static_cast<int64_t>(value.micros) / kMicrosPerUnit;
        }
      }
    }
    return 0;
  }

  // Until the engine has opened the environment anew, which it tries now and then.
  absl::Status PostWhenWell(const std::string& id) {
    for (;;) {
      const auto found = engine_->Find("shop");
      if (!found.ok()) return found.status();
      shop_ = *found;
      absl::Status status = Post(id);
      if (!absl::IsUnavailable(status)) return status;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }

  SimulatedDisk disk_;
  std::unique_ptr<Engine> engine_;
  std::shared_ptr<Environment> shop_;
};

TEST_F(DiskTroubleTest, WritesGoOnWithoutARestartOnceThereIsRoom) {
  ONHAND_ASSERT_OK(Post("a"));
  disk_.SetRoom(0);
  // The log has some room of its own: the zeros that it is written over.
  int posted = 1;
  absl::Status refused;
  while ((refused = Post("more " + std::to_string(posted))).ok()) ++posted;
  ONHAND_EXPECT_STATUS(refused, absl::StatusCode::kUnavailable, "No space left on device");
  const std::string last = "more " + std::to_string(posted);
  shop_ = ValueOf(engine_->Find("shop"));
  ONHAND_EXPECT_STATUS(Post(last), absl::StatusCode::kUnavailable, "refuses writes");
  EXPECT_EQ(OnHand(), 10 * posted) << "reads go on";
  disk_.SetRoom(std::nullopt);
  ONHAND_EXPECT_OK(PostWhenWell(last));
  EXPECT_EQ(OnHand(), 10 * (posted + 1)) << "once, however often it was sent";
  ONHAND_EXPECT_OK(Post(last));
  EXPECT_EQ(OnHand(), 10 * (posted + 1));
}

// The kernel forgets which bytes a failed fsync left unwritten: a second one answers OK.
TEST_F(DiskTroubleTest, NothingIsAcknowledgedAfterAFailedSyncUntilItIsOpenedAgain) {
  ONHAND_ASSERT_OK(Post("a"));
  disk_.AddFault({.operation = DiskOperation::kSync, .kind = FileKind::kWal});
  ONHAND_EXPECT_STATUS(Post("b"), absl::StatusCode::kUnavailable, "Input/output error");
  for (const char* id : {"b", "c"}) {
    ONHAND_EXPECT_STATUS(Post(id), absl::StatusCode::kUnavailable, "until it is opened again");
  }
  EXPECT_EQ(OnHand(), 10);
  ONHAND_EXPECT_OK(PostWhenWell("c"));
  const int64_t on_hand = OnHand();
  EXPECT_TRUE(on_hand == 20 || on_hand == 30) << "the doubtful one is there, or not";

  // And so it stays.
  const SimulatedDisk after(disk_.Survivors({}));
  shop_.reset();
  engine_.reset();
  EngineOptions options = Options();
  options.disk = after.disk();
  engine_ = ValueOf(Engine::Open(options));
  shop_ = ValueOf(engine_->Find("shop"));
  EXPECT_EQ(OnHand(), on_hand);
}

// An assertion of RocksDB's ended the process when the disk refused to say whether there is an archive of logs.
TEST_F(DiskTroubleTest, StatisticsEndNothingWhereTheDiskRefuses) {
  ONHAND_ASSERT_OK(Post("a"));
  disk_.AddFault({.operation = DiskOperation::kSize, .times = -1});
  EXPECT_EQ(shop_->Statistics().sequence, 2u);
  disk_.ClearFaults();
  EXPECT_GT(shop_->Statistics().disk_bytes, 0u);
}

// RocksDB answers "Direct I/O is not supported" then, which was told as damage.
TEST_F(DiskTroubleTest, ACurrentThatCannotBeOpenedIsNotCalledDamaged) {
  ONHAND_ASSERT_OK(Post("a"));
  shop_.reset();
  engine_.reset();
  const SimulatedDisk machine(disk_.Survivors({}));
  for (int64_t first = 1; first <= 3; ++first) {
    SimulatedDisk disk(machine.Survivors({}));
    disk.AddFault({.operation = DiskOperation::kOpen, .kind = FileKind::kCurrent, .first = first});
    EngineOptions options = Options();
    options.disk = disk.disk();
    engine_ = ValueOf(Engine::Open(options));
    const auto found = engine_->Find("shop");
    if (!found.ok()) ONHAND_EXPECT_STATUS(found, absl::StatusCode::kUnavailable, "Input/output error");
    shop_ = ValueOf(engine_->Find("shop"));
    EXPECT_EQ(OnHand(), 10);
    shop_.reset();
    engine_.reset();
  }
}

// RocksDB answers Corruption then, which was told as damage.
TEST_F(DiskTroubleTest, ATableWhoseSizeCannotBeReadIsNotCalledDamaged) {
  ONHAND_ASSERT_OK(Post("a"));
  shop_.reset();
  engine_.reset();
  SimulatedDisk disk(disk_.Survivors({}));
  EngineOptions options = Options();
  options.disk = disk.disk();
  engine_ = ValueOf(Engine::Open(options));
  ONHAND_ASSERT_OK(engine_->Find("shop").status());  // what was in the write-ahead log is in a table then
  engine_ = ValueOf(Engine::Open(options));
  const int rule = disk.AddFault({.operation = DiskOperation::kSize, .kind = FileKind::kTable, .times = -1});
  ONHAND_EXPECT_STATUS(engine_->Find("shop"), absl::StatusCode::kUnavailable, "Input/output error");
  EXPECT_GT(disk.hits(rule), 0);
  disk.ClearFaults();
  shop_ = ValueOf(engine_->Find("shop"));
  EXPECT_EQ(OnHand(), 10);
}

// A folder was made, its name could not be synced, and the next attempt found it there: nobody synced it ever after,
// and a power cut took it away with everything that was acknowledged in it.
TEST_F(DiskTroubleTest, AnEnvironmentThatTookASecondAttemptSurvivesAPowerCut) {
  int failed = 0;
  for (int64_t first = 1; first <= 20; ++first) {
    SimulatedDisk disk;
    disk.AddFault({.operation = DiskOperation::kSyncFolder, .first = first});
    EngineOptions options = Options();
    options.disk = disk.disk();
    absl::StatusOr<std::unique_ptr<Engine>> engine = Engine::Open(options);
    if (!engine.ok()) engine = Engine::Open(options);
    engine_ = ValueOf(std::move(engine));
    if (!engine_->CreateEnvironment("shop").ok()) {
      ++failed;
      engine_->CreateEnvironment("shop").IgnoreError();  // it may be there
    }
    shop_ = ValueOf(engine_->Find("shop"));
    ONHAND_ASSERT_OK(Post("a"));
    shop_.reset();
    const SimulatedDisk after(disk.Survivors({}));
    options.disk = after.disk();
    engine_ = ValueOf(Engine::Open(options));
    const auto found = engine_->Find("shop");
    ONHAND_ASSERT_OK(found);
    shop_ = *found;
    EXPECT_EQ(OnHand(), 10) << first;
    shop_.reset();
  }
  EXPECT_GT(failed, 0);
}

}  // namespace
}  // namespace onhand::proof
