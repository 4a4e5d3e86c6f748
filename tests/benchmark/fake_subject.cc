#include "tests/benchmark/fake_subject.h"

#include <thread>
#include <utility>

namespace onhand::benchmark {
namespace {

class FakeSession : public Session {
 public:
  explicit FakeSession(FakeBooks* books) : books_(books) {}

  absl::Status ApplyBatch(absl::Span<const Sale> sales) override {
    books_->Pause();
    for (const Sale& sale : sales) books_->Sell(sale);
    return absl::OkStatus();
  }
  absl::Status ApplyOne(const Sale& sale) override { return ApplyBatch({&sale, 1}); }
  absl::StatusOr<bool> ReserveOne(const Sale& sale) override { return books_->Reserve(sale); }
  absl::StatusOr<uint64_t> QueryExact(uint64_t) override { return books_->answer_rows(); }
  absl::StatusOr<uint64_t> QueryVariants(uint64_t) override { return Unknown(); }
  absl::StatusOr<uint64_t> QueryIndex(uint32_t) override { return Unknown(); }
  absl::StatusOr<uint64_t> QueryLocation(uint32_t) override { return Unknown(); }
  absl::StatusOr<uint64_t> QueryAtp(uint64_t) override { return Unknown(); }

 private:
  static absl::Status Unknown() { return absl::UnimplementedError("not in a fake"); }
  FakeBooks* const books_;
};

class FakeSubject : public Subject {
 public:
  FakeSubject(std::string name, Fault fault, std::chrono::microseconds pause)
      : name_(std::move(name)), books_(fault, pause) {}
  std::string name() const override { return name_; }
  std::string description() const override { return "in memory"; }
  absl::Status Prepare(const Dataset& dataset, uint64_t) override {
    books_.Open(dataset);
    return absl::OkStatus();
  }
  absl::StatusOr<std::unique_ptr<Session>> OpenSession() override { return std::make_unique<FakeSession>(&books_); }
  absl::Status Drain() override { return absl::OkStatus(); }
  absl::StatusOr<Totals> Audit() override { return books_.totals(); }

 private:
  const std::string name_;
  FakeBooks books_;
};

}  // namespace

void FakeBooks::Open(const Dataset& dataset) {
  MutexLock lock(&mutex_);
  dataset_ = dataset;
  left_.assign(dataset.products, dataset.stock_units * dataset.locations * dataset.variants);
}

void FakeBooks::Sell(const Sale& sale) {
  MutexLock lock(&mutex_);
  if (!numbers_.insert(sale.number).second && fault_ != Fault::kCountsTwice) return;
  if (fault_ == Fault::kLosesOne && !std::exchange(lost_, true)) return;
  ++totals_.sold_units;
  ++totals_.events;
}

bool FakeBooks::Reserve(const Sale& sale) {
  MutexLock lock(&mutex_);
  int64_t* const left = &left_.at(sale.row / dataset_.variants / dataset_.locations);
  if (*left <= (fault_ == Fault::kOversells ? -1 : 0)) return false;
  --*left;
  ++totals_.reserved_units;
  ++totals_.events;
  return true;
}

void FakeBooks::Pause() {
  {
    MutexLock lock(&mutex_);
    if (std::exchange(paused_, true)) return;
  }
  std::this_thread::sleep_for(pause_);
}

Totals FakeBooks::totals() {
  MutexLock lock(&mutex_);
  return totals_;
}

std::unique_ptr<Subject> NewFakeSubject(std::string name, Fault fault, std::chrono::microseconds pause) {
  return std::make_unique<FakeSubject>(std::move(name), fault, pause);
}

void AddFakeSubject(std::string name, Fault fault, SubjectRegistry* registry) {
  registry->Add({.name = name,
                 .family = name,
                 .help = "for tests",
                 .make = [name, fault](const SubjectOptions&) -> absl::StatusOr<std::unique_ptr<Subject>> {
                   return NewFakeSubject(name, fault);
                 }});
}

}  // namespace onhand::benchmark
