#include "tests/benchmark/entrant.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/benchmark/page_cache.h"

namespace onhand::benchmark {
namespace {

constexpr uint64_t kRun = 1;

void KeepPercentiles(const LatencyHistogram& histogram, std::array<std::vector<double>, kPercentiles.size()>* out) {
  if (histogram.count() == 0) return;
  for (size_t i = 0; i < kPercentiles.size(); ++i) {
    (*out)[i].push_back(static_cast<double>(histogram.PercentileNs(kPercentiles[i])) / 1000);
  }
}

}  // namespace

Entrant::Entrant(std::string label, Role role, Workload workload, std::string dir, std::unique_ptr<Subject> subject)
    : workload_(std::move(workload)), dir_(std::move(dir)), subject_(std::move(subject)) {
  result_.label = std::move(label);
  result_.role = role;
  result_.description = subject_->description();
  result_.callers = workload_.load.callers;
  plan_ = {.load = workload_.load, .dataset = workload_.dataset};
}

absl::Status Entrant::Prepare() {
  const absl::Status prepared = subject_->Prepare(workload_.dataset, kRun);
  if (!prepared.ok()) return prepared;
  result_.description = subject_->description();
  return subject_->Drain();
}

absl::Status Entrant::OpenCallers(const RowSequence& rows) {
  callers_.clear();
  plan_.rows = &rows;
  plan_.product = sell_outs_;
  for (int i = 0; i < workload_.load.callers; ++i) {
    absl::StatusOr<std::unique_ptr<Session>> session = subject_->OpenSession();
    if (!session.ok()) return session.status();
    callers_.push_back(std::make_unique<Caller>(&plan_, i, *std::move(session)));
  }
  return absl::OkStatus();
}

absl::StatusOr<LoadResult> Entrant::Closed(double seconds) {
  const uint64_t asks = workload_.load.asks;
  std::function<absl::Status()> drain;
  if (Writes(workload_.load.operation)) drain = [this] { return subject_->Drain(); };
  absl::StatusOr<LoadResult> result = RunClosedLoop(callers_, seconds, asks, drain);
  if (!result.ok() || asks == 0) return result;
  ++sell_outs_;
  const uint64_t stock =
      static_cast<uint64_t>(workload_.dataset.stock_units) * workload_.dataset.locations * workload_.dataset.variants;
  if (result->counts.reserved != std::min(stock, asks)) {
    oversold_ = absl::StrCat("of ", stock, " units ", result->counts.reserved, " were given to ", asks, " asks");
  }
  return result;
}

// Numbers that were used for ids must not be used again, whatever became of them.
void Entrant::KeepCounts() {
  for (const auto& caller : callers_) {
    acknowledged_.Add(caller->counts());
    plan_.first_number = std::max(plan_.first_number, caller->number_end());
  }
}

absl::Status Entrant::WarmUp(double seconds, const RowSequence& rows) {
  absl::Status opened = OpenCallers(rows);
  if (!opened.ok()) return opened;
  const absl::StatusOr<LoadResult> result = Closed(seconds);
  if (!result.ok()) return result.status();
  KeepCounts();
  return absl::OkStatus();
}

absl::Status Entrant::Round(double seconds, double open_share, const RowSequence& rows) {
  if (workload_.cold) DropPageCache(dir_);
  absl::Status opened = OpenCallers(rows);
  if (!opened.ok()) return opened;
  const absl::StatusOr<LoadResult> closed = Closed(seconds);
  if (!closed.ok()) return closed.status();
  const auto units = static_cast<double>(closed->counts.units(workload_.load.operation));
  result_.rounds.push_back(units / closed->seconds);
  cpu_us_.push_back(closed->cpu_seconds * 1e6 / std::max(units, 1.0));
  KeepPercentiles(closed->latency, &closed_us_);
  result_.units += static_cast<uint64_t>(units);
  const double rate = open_share * static_cast<double>(closed->counts.operations) / closed->seconds;
  if (workload_.load.asks == 0 && rate > 0) {
    const absl::StatusOr<LoadResult> open = RunOpenLoop(callers_, rate, seconds / 2);
    if (!open.ok()) return open.status();
    open_rates_.push_back(rate);
    KeepPercentiles(open->latency, &open_us_);
    result_.units += open->counts.units(workload_.load.operation);
    const absl::Status drained = subject_->Drain();
    if (!drained.ok()) return drained;
  }
  KeepCounts();
  return absl::OkStatus();
}

std::string Entrant::Finding(const Totals& totals) const {
  if (!oversold_.empty()) return oversold_;
  const auto sold = static_cast<int64_t>(acknowledged_.sold);
  const auto reserved = static_cast<int64_t>(acknowledged_.reserved);
  if (totals.sold_units != sold) {
    return absl::StrCat(sold, " units were acknowledged as sold, ", totals.sold_units, " are in the books");
  }
  if (totals.reserved_units != reserved) {
    return absl::StrCat(reserved, " units were acknowledged as reserved, ", totals.reserved_units, " are in the books");
  }
  if (totals.events >= 0 && totals.events != sold + reserved) {
    return absl::StrCat(sold + reserved, " events were acknowledged, ", totals.events, " are in the books");
  }
  if (workload_.load.asks == 0 && acknowledged_.refused > 0) {
    return absl::StrCat(acknowledged_.refused, " reservations were refused though there was stock for all");
  }
  return "ok";
}

absl::Status Entrant::Audit() {
  if (subject_->applies_ids_once()) {
    for (const auto& caller : callers_) {
      const absl::Status repeated = caller->Repeat();
      if (!repeated.ok()) return repeated;
    }
  }
  const absl::Status drained = subject_->Drain();
  if (!drained.ok()) return drained;
  const absl::StatusOr<Totals> totals = subject_->Audit();
  if (absl::IsUnimplemented(totals.status())) {
    result_.audit = "keeps no books";
  } else if (!totals.ok()) {
    result_.audit = std::string(totals.status().message());
    result_.sound = false;
  } else {
    result_.audit = Finding(*totals);
    result_.sound = result_.audit == "ok";
  }
  return absl::OkStatus();
}

EntrantResult Entrant::Finish() {
  callers_.clear();
  subject_.reset();
  result_.throughput = SpreadOf(result_.rounds);
  result_.cpu_us = SpreadOf(cpu_us_);
  result_.open_rate = SpreadOf(open_rates_);
  for (size_t i = 0; i < kPercentiles.size(); ++i) {
    result_.closed[i] = SpreadOf(closed_us_[i]);
    result_.open[i] = SpreadOf(open_us_[i]);
  }
  return std::move(result_);
}

}  // namespace onhand::benchmark
