#include "tests/benchmark/subjects/redis_subject.h"

#include "gtest/gtest.h"
#include "tests/benchmark/subjects/peer_process.h"
#include "tests/benchmark/subjects/subject_check.h"

namespace onhand::benchmark {
namespace {

class RedisSubjectTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::Make(testing::TempDir(), "redis-");
    ASSERT_TRUE(folder.ok()) << folder.status();
    folder_ = *std::move(folder);
    auto subject = RedisSubject::Make({.dir = folder_->path() + "/data", .every_write = GetParam()});
    if (!subject.ok()) GTEST_SKIP() << subject.status().message();
    subject_ = *std::move(subject);
  }

  std::unique_ptr<TemporaryFolder> folder_;
  std::unique_ptr<Subject> subject_;
};

TEST_P(RedisSubjectTest, CountsRight) { CheckSubject(subject_.get(), {.atp = false}); }

TEST_P(RedisSubjectTest, RefusesReusedIds) { CheckReusedIds(subject_.get()); }

TEST_P(RedisSubjectTest, SaysWhatItIs) {
  ASSERT_TRUE(subject_->Prepare({.products = 1, .locations = 1}, 1).ok());
  const std::string words = subject_->description();
  EXPECT_EQ(words.substr(0, 8), "Redis 7.");
  EXPECT_NE(words.find(GetParam() ? "appendfsync always" : "appendfsync everysec"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Sync, RedisSubjectTest, testing::Bool(),
                         [](const auto& info) { return info.param ? "always" : "everysec"; });

}  // namespace
}  // namespace onhand::benchmark
