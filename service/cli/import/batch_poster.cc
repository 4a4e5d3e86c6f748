#include "service/cli/import/batch_poster.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "storage/base/check.h"

namespace onhand::cli {
namespace {

constexpr int64_t kPauseMaxMs = 5'000;

bool MayPass(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status) || absl::IsDeadlineExceeded(status);
}

}  // namespace

BatchPoster::BatchPoster(Backend* backend, PosterOptions options, OnRefused on_refused)
    : backend_(backend), options_(std::move(options)), on_refused_(std::move(on_refused)) {
  ONHAND_CHECK(options_.batch_size >= 1 && options_.batch_size <= kBulkRecordCountMax);
  ONHAND_CHECK(options_.batches_under_way >= 1 && options_.attempts >= 1);
}

BatchPoster::~BatchPoster() {
  for (const std::unique_ptr<Batch>& batch : under_way_) WaitFor(batch.get());
}

absl::Status BatchPoster::Add(SourceItem* item) {
  if (!options_.counts) return AddTo("", item);
  std::map<std::string, std::vector<EventRecord::Measure>> by_source;
  for (const EventRecord::Measure& measure : item->event.quantities) {
    by_source[absl::AsciiStrToLower(measure.data_source)].push_back(measure);
  }
  if (by_source.size() <= 1) return AddTo(by_source.empty() ? "" : by_source.begin()->first, item);
  if (!item->event.expected.empty()) {
    ++counts_.refused;
    return on_refused_(*item, Outcome::Refuse({Reason::kDataSourceMismatch, "/expectedQuantities",
                                               "a count of several data sources is posted as several events, so that "
                                               "it cannot depend on what it finds."}));
  }
  for (auto& [source, quantities] : by_source) {
    SourceItem part = *item;
    absl::StrAppend(&part.event.id, "/", source);
    part.event.quantities = std::move(quantities);
    if (absl::Status status = AddTo(source, &part); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status BatchPoster::AddTo(const std::string& inventory_system, SourceItem* item) {
  std::unique_ptr<Batch>& open = open_[inventory_system];
  if (open == nullptr) {
    open = NewBatch();
    open->inventory_system = inventory_system;
  }
  if (open->size == open->items.size()) open->items.emplace_back();
  std::swap(open->items[open->size++], *item);
  if (open->size < static_cast<size_t>(options_.batch_size)) return absl::OkStatus();
  return Launch(std::move(open));
}

std::unique_ptr<BatchPoster::Batch> BatchPoster::NewBatch() {
  if (spare_.empty()) return std::make_unique<Batch>();
  std::unique_ptr<Batch> batch = std::move(spare_.back());
  spare_.pop_back();
  batch->size = 0;
  return batch;
}

absl::Status BatchPoster::Launch(std::unique_ptr<Batch> batch) {
  batch->changes.clear();
  batch->sets.clear();
  for (size_t i = 0; i < batch->size; ++i) {
    const EventRecord& event = batch->items[i].event;
    if (options_.counts) {
      batch->sets.push_back(event.SetView());
    } else {
      batch->changes.push_back(event.ChangeView());
    }
  }
  Send(batch.get());
  under_way_.push_back(std::move(batch));
  while (under_way_.size() >= static_cast<size_t>(options_.batches_under_way)) {
    if (absl::Status status = SettleOldest(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

void BatchPoster::Send(Batch* batch) {
  {
    MutexLock lock(&mutex_);
    batch->answered = false;
  }
  if (options_.counts) {
    // One at a time: of two counts of one row the later one in the file must be applied last.
    EventResults results =
        backend_->Apply(options_.environment, SetBatch{batch->inventory_system, batch->sets}, CallOptions());
    MutexLock lock(&mutex_);
    batch->results = std::move(results);
    batch->answered = true;
    return;
  }
  backend_->StreamChanges(options_.environment, batch->changes, [this, batch](EventResults results) {
    MutexLock lock(&mutex_);
    batch->results = std::move(results);
    batch->answered = true;
    answered_.SignalAll();
  });
}

void BatchPoster::WaitFor(Batch* batch) {
  MutexLock lock(&mutex_);
  while (!batch->answered) answered_.Wait(&mutex_);
}

absl::Status BatchPoster::SettleOldest() {
  Batch* const batch = under_way_.front().get();
  WaitFor(batch);
  int64_t pause_ms = 100;
  for (int attempt = 1; !batch->results.status.ok(); ++attempt) {
    if (!MayPass(batch->results.status) || attempt == options_.attempts) return batch->results.status;
    if (options_.sleep) {
      options_.sleep(pause_ms);
    } else {
      std::this_thread::sleep_for(std::chrono::milliseconds(pause_ms));
    }
    pause_ms = std::min(2 * pause_ms, kPauseMaxMs);
    ++counts_.batches_repeated;
    Send(batch);
    WaitFor(batch);
  }
  const absl::Status status = Judge(*batch);
  spare_.push_back(std::move(under_way_.front()));
  under_way_.pop_front();
  return status;
}

absl::Status BatchPoster::Judge(const Batch& batch) {
  const bool refused_whole = !batch.results.issues.empty();  // a data source that there is not, for example
  ONHAND_CHECK(refused_whole || batch.results.outcomes.size() == batch.size);
  const Outcome refusal = refused_whole ? Outcome::Refuse(batch.results.issues.front()) : Outcome();
  for (size_t i = 0; i < batch.size; ++i) {
    const Outcome& outcome = refused_whole ? refusal : batch.results.outcomes[i];
    if (!outcome.refused()) {
      ++counts_.applied;
      if (!outcome.message.empty()) ++counts_.superseded;
      continue;
    }
    ++counts_.refused;
    if (absl::Status status = on_refused_(batch.items[i], outcome); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status BatchPoster::Finish() {
  for (auto& [source, open] : open_) {
    if (open == nullptr || open->size == 0) continue;
    if (absl::Status status = Launch(std::move(open)); !status.ok()) return status;
  }
  open_.clear();
  while (!under_way_.empty()) {
    if (absl::Status status = SettleOldest(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace onhand::cli
