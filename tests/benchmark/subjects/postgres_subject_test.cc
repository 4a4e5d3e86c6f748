#include "tests/benchmark/subjects/postgres_subject.h"

#include "gtest/gtest.h"
#include "tests/benchmark/subjects/peer_process.h"
#include "tests/benchmark/subjects/subject_check.h"

namespace onhand::benchmark {
namespace {

class PostgresSubjectTest : public testing::Test {
 protected:
  void SetUp() override {
    // Not the test's own folder: PostgreSQL's user may not be able to reach it.
    auto folder = TemporaryFolder::Make("/tmp", "onhand-postgres-test-");
    ASSERT_TRUE(folder.ok()) << folder.status();
    folder_ = *std::move(folder);
    auto subject = PostgresSubject::Make({.dir = folder_->path() + "/data"});
    if (!subject.ok()) GTEST_SKIP() << subject.status().message();
    subject_ = *std::move(subject);
  }

  std::unique_ptr<TemporaryFolder> folder_;
  std::unique_ptr<Subject> subject_;
};

TEST_F(PostgresSubjectTest, CountsRight) { CheckSubject(subject_.get(), {}); }

TEST_F(PostgresSubjectTest, RefusesReusedIds) { CheckReusedIds(subject_.get()); }

TEST_F(PostgresSubjectTest, SaysWhatItIs) {
  ASSERT_TRUE(subject_->Prepare({.products = 1, .locations = 1}, 1).ok());
  EXPECT_EQ(subject_->description().substr(0, 14), "PostgreSQL 15.");
}

}  // namespace
}  // namespace onhand::benchmark
