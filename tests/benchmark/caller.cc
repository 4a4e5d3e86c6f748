#include "tests/benchmark/caller.h"

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"

namespace onhand::benchmark {
namespace {

// One operation in five of a mixed load is a post.
constexpr uint64_t kMixedPeriod = 5;

}  // namespace

void CallerCounts::Add(const CallerCounts& other) {
  operations += other.operations;
  sold += other.sold;
  reserved += other.reserved;
  refused += other.refused;
}

Caller::Caller(const CallerPlan* plan, int index, std::unique_ptr<Session> session)
    : plan_(plan),
      session_(std::move(session)),
      number_(plan->first_number + index),
      position_(plan->rows->size() / plan->load.callers * index),
      steps_(index) {}

uint64_t Caller::NextRow() {
  const uint64_t row = plan_->rows->At(position_++);
  if (plan_->load.asks == 0) return row;
  const uint64_t rows_of_product = uint64_t{plan_->dataset.locations} * plan_->dataset.variants;
  return plan_->product * rows_of_product + row % rows_of_product;
}

Sale Caller::NextSale() {
  const Sale sale{.row = NextRow(), .number = number_};
  number_ += plan_->load.callers;
  return sale;
}

absl::Status Caller::ApplyBatch() {
  sales_.clear();
  for (int i = 0; i < plan_->load.batch; ++i) sales_.push_back(NextSale());
  const absl::Status status = session_->ApplyBatch(sales_);
  if (status.ok()) counts_.sold += sales_.size();
  return status;
}

absl::Status Caller::ApplyOne() {
  sales_.assign(1, NextSale());
  const absl::Status status = session_->ApplyOne(sales_[0]);
  if (status.ok()) ++counts_.sold;
  return status;
}

absl::Status Caller::Reserve() {
  const absl::StatusOr<bool> accepted = session_->ReserveOne(NextSale());
  if (!accepted.ok()) return accepted.status();
  ++(*accepted ? counts_.reserved : counts_.refused);
  return absl::OkStatus();
}

absl::Status Caller::Ask(Operation operation) {
  const Dataset& dataset = plan_->dataset;
  const uint64_t row = NextRow();
  const uint64_t place = row / dataset.variants;
  const auto answer = [&]() -> absl::StatusOr<uint64_t> {
    switch (operation) {
      case Operation::kQueryExact:
        return session_->QueryExact(row);
      case Operation::kQueryVariants:
        return session_->QueryVariants(place * dataset.variants);
      case Operation::kQueryIndex:
        return session_->QueryIndex(static_cast<uint32_t>(place / dataset.locations));
      case Operation::kQueryLocation:
        return session_->QueryLocation(static_cast<uint32_t>(place % dataset.locations));
      default:
        return session_->QueryAtp(row);
    }
  }();
  if (!answer.ok()) return answer.status();
  if (*answer == plan_->load.answer_rows) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("a question about row ", row, " was answered with ", *answer,
                                          " result rows, not ", plan_->load.answer_rows));
}

absl::Status Caller::Step() {
  const auto step = [this] {
    switch (plan_->load.operation) {
      case Operation::kApplyBatch:
        return ApplyBatch();
      case Operation::kApplyOne:
        return ApplyOne();
      case Operation::kReserve:
        return Reserve();
      case Operation::kMixed:
        return steps_ % kMixedPeriod == 0 ? ApplyOne() : Ask(Operation::kQueryExact);
      default:
        return Ask(plan_->load.operation);
    }
  };
  absl::Status status = step();
  ++steps_;
  if (status.ok()) ++counts_.operations;
  return status;
}

absl::Status Caller::Repeat() {
  if (sales_.empty()) return absl::OkStatus();
  return plan_->load.operation == Operation::kApplyBatch ? session_->ApplyBatch(sales_) : session_->ApplyOne(sales_[0]);
}

}  // namespace onhand::benchmark
