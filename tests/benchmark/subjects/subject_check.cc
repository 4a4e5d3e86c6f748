#include "tests/benchmark/subjects/subject_check.h"

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace onhand::benchmark {
namespace {

constexpr uint64_t kRun = 7;
constexpr int kCallers = 8;
constexpr Dataset kDataset = {.products = 3, .locations = 4, .variants = 12, .stock_units = 5, .schedule_days = 180};
constexpr uint64_t kRowsOfProduct = uint64_t{kDataset.locations} * kDataset.variants;

std::unique_ptr<Session> Open(Subject* subject) {
  absl::StatusOr<std::unique_ptr<Session>> session = subject->OpenSession();
  EXPECT_TRUE(session.ok()) << session.status();
  return session.ok() ? *std::move(session) : nullptr;
}

void ExpectRows(const absl::StatusOr<uint64_t>& rows, uint64_t wanted, const char* question) {
  ASSERT_TRUE(rows.ok()) << question << ": " << rows.status();
  EXPECT_EQ(*rows, wanted) << question;
}

void CheckQuestions(const CheckedQuestions& questions, Session* session) {
  ExpectRows(session->QueryExact(kRowsOfProduct + 5), 1, "exact");
  ExpectRows(session->QueryVariants(kDataset.variants), kDataset.variants, "variants");
  if (questions.index) ExpectRows(session->QueryIndex(1), kDataset.variants, "index");
  if (questions.location) ExpectRows(session->QueryLocation(2), kDataset.products, "location");
  if (questions.atp) ExpectRows(session->QueryAtp(0), 180, "atp");
}

// 100 ids over the rows of products 1 and 2, each of them in the batch twice, and the first ones by themselves as well.
int64_t SellRepeatedly(Session* session) {
  std::vector<Sale> batch;
  for (uint64_t number = 0; number < 100; ++number) {
    const Sale sale = {kRowsOfProduct + number * 5 % (2 * kRowsOfProduct), number};
    batch.insert(batch.end(), {sale, sale});
  }
  for (size_t i = 0; i < 10; ++i) EXPECT_TRUE(session->ApplyOne(batch[i]).ok());
  for (int attempt = 0; attempt < 2; ++attempt) {
    const absl::Status status = session->ApplyBatch(batch);
    EXPECT_TRUE(status.ok()) << status;
  }
  return 100;
}

// 8 callers ask for more than there is of product 0, each row in its turn, and then for the same once more.
int64_t ReserveAll(Subject* subject) {
  constexpr int64_t kStock = kDataset.stock_units * kRowsOfProduct;
  constexpr uint64_t kAsksPerCaller = 60;
  std::atomic<int64_t> reserved = 0;
  std::vector<std::thread> callers;
  for (uint64_t caller = 0; caller < kCallers; ++caller) {
    callers.emplace_back([&reserved, caller, session = Open(subject)] {
      ASSERT_NE(session, nullptr);
      std::vector<bool> first_answers;
      for (int attempt = 0; attempt < 2; ++attempt) {
        for (uint64_t i = 0; i < kAsksPerCaller; ++i) {
          const uint64_t ask = caller * kAsksPerCaller + i;
          const absl::StatusOr<bool> answer = session->ReserveOne({ask % kRowsOfProduct, 1000 + ask});
          ASSERT_TRUE(answer.ok()) << answer.status();
          if (attempt == 0) {
            reserved += *answer ? 1 : 0;
            first_answers.push_back(*answer);
          } else if (first_answers[i]) {
            EXPECT_TRUE(*answer) << "an id that was applied must be answered as before";
          }
        }
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(reserved, kStock);
  return kStock;
}

}  // namespace

void CheckSubject(Subject* subject, const CheckedQuestions& questions) {
  const absl::Status prepared = subject->Prepare(kDataset, kRun);
  ASSERT_TRUE(prepared.ok()) << prepared;
  const std::unique_ptr<Session> session = Open(subject);
  ASSERT_NE(session, nullptr);
  CheckQuestions(questions, session.get());
  const int64_t sold = SellRepeatedly(session.get());
  const int64_t reserved = ReserveAll(subject);
  const absl::Status drained = subject->Drain();
  EXPECT_TRUE(drained.ok()) << drained;
  const absl::StatusOr<Totals> totals = subject->Audit();
  ASSERT_TRUE(totals.ok()) << totals.status();
  EXPECT_EQ(totals->sold_units, sold);
  EXPECT_EQ(totals->reserved_units, reserved);
  if (totals->events >= 0) EXPECT_EQ(totals->events, sold + reserved);
}

void CheckReusedIds(Subject* subject) {
  const absl::Status prepared = subject->Prepare(kDataset, kRun);
  ASSERT_TRUE(prepared.ok()) << prepared;
  const std::unique_ptr<Session> session = Open(subject);
  ASSERT_NE(session, nullptr);
  ASSERT_TRUE(session->ApplyOne({1, 1}).ok());
  EXPECT_FALSE(session->ApplyOne({2, 1}).ok());
  EXPECT_FALSE(session->ApplyBatch({{3, 2}, {4, 1}}).ok());
  EXPECT_FALSE(session->ApplyBatch({{5, 3}, {6, 3}}).ok()) << "within one batch";
  ASSERT_TRUE(session->ReserveOne({1, 4}).ok());
  EXPECT_FALSE(session->ReserveOne({2, 4}).ok());
}

}  // namespace onhand::benchmark
