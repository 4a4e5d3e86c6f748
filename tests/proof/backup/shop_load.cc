#include "tests/proof/backup/shop_load.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/str_cat.h"

namespace onhand::proof {
namespace {

constexpr int64_t kEventsACallMax = 8;
constexpr int64_t kColors = 40;

std::string ProductOf(int caller) { return absl::StrCat("P", caller); }

// One event and the texts that it points at.
struct Piece {
  std::string id;
  std::string product;
  std::string color;

  Piece(int caller, int64_t number)
      : id(absl::StrCat("c", caller, "-", number)),
        product(ProductOf(caller)),
        color(absl::StrCat("color", number % kColors)) {}

  EventKey Key() const {
    return {.id = id,
            .organization_id = "usmf",
            .product_id = product,
            .dimension_data_source = {},
            .dimensions = {{"siteId", "1"}, {"locationId", "11"}, {"colorId", color}}};
  }
  ChangeEvent Event() const { return {Key(), {{"pos", "inbound", {kMicrosPerUnit}}}}; }
};

absl::Status Check(const EventResults& results, bool refusals_are_fine) {
  if (!results.status.ok()) return results.status;
  if (!results.issues.empty()) return absl::InternalError(results.issues[0].message);
  if (refusals_are_fine) return absl::OkStatus();
  for (const Outcome& outcome : results.outcomes) {
    if (outcome.refused()) return absl::InternalError(outcome.message);
  }
  return absl::OkStatus();
}

}  // namespace

ShopLoad::ShopLoad(Environment* environment, int callers, FixedClock* clock, int64_t step_us)
    : environment_(environment), clock_(clock), step_us_(step_us) {
  for (int i = 0; i < callers; ++i) logs_.push_back(std::make_unique<Log>());
}

void ShopLoad::Start() {
  for (int i = 0; i < callers(); ++i) threads_.emplace_back([this, i] { Call(i); });
}

void ShopLoad::Stop() {
  stopping_ = true;
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

std::string ShopLoad::failure() const {
  MutexLock lock(&mutex_);
  return failure_;
}

absl::Status ShopLoad::Post(Environment* environment, int caller, int64_t first, int64_t last) {
  while (first < last) {
    const int64_t end = std::min<int64_t>(last, first + kBulkRecordCountMax);
    std::vector<Piece> pieces;
    for (; first < end; ++first) pieces.emplace_back(caller, first);
    std::vector<ChangeEvent> events;
    for (const Piece& piece : pieces) events.push_back(piece.Event());
    if (absl::Status status = Check(environment->PostChanges(events), false); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ShopLoad::PostOther(int caller, int64_t number) {
  Piece piece(caller, number);
  piece.id += "-other";
  switch (number % 3) {
    case 0: {
      ReserveEvent reserve;
      static_cast<EventKey&>(reserve) = piece.Key();
      reserve.quantities = {{"iv", "softreservordered", {kMicrosPerUnit}}};
      reserve.ttl_seconds = 60;
      return Check(environment_->Apply(absl::Span<const ReserveEvent>(&reserve, 1), {}), true);
    }
    case 1: {
      ChangeEvent sold{piece.Key(), {{"pos", "outbound", {kMicrosPerUnit}}}};
      return Check(environment_->PostChanges({&sold, 1}), true);
    }
    default: {
      SetEvent counted{{piece.Key(), {{"fno", "arrived", {number * kMicrosPerUnit}}}}, {}, {}};
      return Check(environment_->SetOnHand("fno", {&counted, 1}, {.system_role = true}), true);
    }
  }
}

void ShopLoad::Call(int caller) {
  Log& log = *logs_[static_cast<size_t>(caller)];
  int64_t next = 0;
  for (int64_t calls = 0; !stopping_; ++calls) {
    clock_->Advance(step_us_);
    const int64_t end = next + 1 + calls % kEventsACallMax;
    const uint64_t before = environment_->Statistics().sequence;
    absl::Status status = Post(environment_, caller, next, end);
    if (status.ok()) {
      const uint64_t after = environment_->Statistics().sequence;
      MutexLock lock(&log.mutex);
      log.events.insert(log.events.end(), static_cast<size_t>(end - next), {before, after});
      acknowledged_ += end - next;
      next = end;
    }
    if (status.ok() && calls % 4 == 0) status = PostOther(caller, calls);
    if (!status.ok()) {
      MutexLock lock(&mutex_);
      failure_ = absl::StrCat("caller ", caller, ": ", status.ToString());
      return;
    }
  }
}

Bounds ShopLoad::BoundsAt(int caller, uint64_t sequence) const {
  const Log& log = *logs_[static_cast<size_t>(caller)];
  Bounds bounds;
  MutexLock lock(&log.mutex);
  for (const Seen& seen : log.events) {
    if (seen.after <= sequence) ++bounds.least;
    if (seen.before < sequence) ++bounds.most;
  }
  return bounds;
}

absl::StatusOr<int64_t> ShopLoad::OnHand(Environment* environment, int caller) {
  const std::string product = ProductOf(caller);
  IndexQuery query;
  query.organization_ids = {"usmf"};
  query.product_ids = {product};
  query.filters = {{"siteId", {"1"}}, {"locationId", {"11"}}};
  query.return_negative = true;
  absl::StatusOr<QueryAnswer> answer = environment->Query(query);
  if (!answer.ok()) return answer.status();
  if (!answer->issues.empty()) return absl::InternalError(answer->issues[0].message);
  int64_t micros = 0;
  for (const ResultRow& row : answer->rows) {
    for (const MeasureValue& value : row.values) {
      const MeasureColumn& column = answer->columns[value.column];
      if (column.data_source == "pos" && column.measure == "inbound") micros += static_cast<int64_t>(value.micros);
    }
  }
  return micros / kMicrosPerUnit;
}

}  // namespace onhand::proof
