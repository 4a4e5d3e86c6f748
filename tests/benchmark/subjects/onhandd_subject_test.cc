#include "tests/benchmark/subjects/onhandd_subject.h"

#include <memory>

#include "gtest/gtest.h"
#include "tests/benchmark/subjects/empty_subject.h"
#include "tests/benchmark/subjects/peer_process.h"
#include "tests/benchmark/subjects/subject_check.h"

namespace onhand::benchmark {
namespace {

class WireTest : public testing::TestWithParam<Wire> {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::Make(testing::TempDir(), "wire-");
    ASSERT_TRUE(folder.ok()) << folder.status();
    folder_ = *std::move(folder);
  }

  std::unique_ptr<TemporaryFolder> folder_;
};

TEST_P(WireTest, CountsRightByLocation) {
  OnhanddSubject subject(GetParam(), {.dir = folder_->path()});
  CheckSubject(&subject, {.index = false});
}

TEST_P(WireTest, CountsRightByProduct) {
  OnhanddSubject subject(GetParam(), {.dir = folder_->path(), .by_product = true});
  CheckSubject(&subject, {.location = false});
}

TEST_P(WireTest, TheEmptyServerTakesPosts) {
  EmptySubject subject(GetParam(), {.dir = folder_->path()});
  ASSERT_TRUE(subject.Prepare({.products = 2, .locations = 2, .variants = 12}, 1).ok());
  const auto session = subject.OpenSession();
  ASSERT_TRUE(session.ok()) << session.status();
  absl::Status status = (*session)->ApplyOne({3, 1});
  EXPECT_TRUE(status.ok()) << status;
  status = (*session)->ApplyBatch({{0, 2}, {1, 3}, {47, 4}});
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(subject.Audit().status().code(), absl::StatusCode::kUnimplemented);
}

INSTANTIATE_TEST_SUITE_P(Wires, WireTest, testing::Values(Wire::kGrpc, Wire::kRest),
                         [](const auto& info) { return info.param == Wire::kGrpc ? "grpc" : "rest"; });

}  // namespace
}  // namespace onhand::benchmark
