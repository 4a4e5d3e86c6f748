#include "tests/proof/audit/busy_shop.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/model/date.h"
#include "engine/model/quantity.h"

namespace onhand::proof {
namespace {

constexpr int64_t kSecondUs = 1'000'000;
constexpr int64_t kHourUs = 3600 * kSecondUs;
constexpr int64_t kDayUs = 24 * kHourUs;
constexpr int64_t kStartUs = 20'000 * kDayUs + 8 * kHourUs;
// Longer than receipts and log records are kept.
constexpr int64_t kLongUs = 32 * kDayUs;

Quantity Units(int64_t units) { return {units * kMicrosPerUnit}; }

}  // namespace

BusyShop::BusyShop(std::string data_dir, uint64_t seed)
    : data_dir_(std::move(data_dir)), random_(seed), clock_(kStartUs) {}

absl::Status BusyShop::Open(uint64_t write_back_bytes) {
  Close();
  EngineOptions options;
  options.data_dir = data_dir_;
  options.clock = &clock_;
  options.maintenance_interval_ms = 0;
  options.adjustment_push_minutes = 0;
  options.write_back_bytes = write_back_bytes;
  absl::StatusOr<std::unique_ptr<Engine>> engine = Engine::Open(std::move(options));
  if (!engine.ok()) return engine.status();
  engine_ = *std::move(engine);
  const absl::StatusOr<std::vector<std::string>> there = engine_->ListEnvironments();
  if (!there.ok()) return there.status();
  if (there->empty()) {
    if (absl::Status status = engine_->CreateEnvironment(kEnvironment); !status.ok()) return status;
  }
  absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(kEnvironment);
  if (!found.ok()) return found.status();
  environment_ = *std::move(found);
  return absl::OkStatus();
}

void BusyShop::Close() {
  environment_.reset();
  engine_.reset();
}

absl::Status BusyShop::Live(int operations) {
  for (int i = 0; i < operations; ++i) {
    if (absl::Status status = Step(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status BusyShop::Step() {
  clock_.Advance(static_cast<int64_t>(Below(20)) * 60 * kSecondUs);
  const uint64_t what = Below(1000);
  if (what < 900) return Post();
  if (what < 950) return Ask();
  if (what < 960) return environment_->adjustments().Push().status();
  if (what < 975) return environment_->RunMaintenance();
  if (what < 978) {
    clock_.Advance(kLongUs);
    return absl::OkStatus();
  }
  if (what < 982) return CleanUp();
  if (what < 988) return Configure();
  return data_dir_.empty() || what < 995 ? absl::OkStatus() : Open();
}

absl::Status BusyShop::HaveSomeOfEverything() {
  // A base and a log, receipts on both sides of what is forgotten, and then some of everything that is still there.
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 40; ++i) {
      for (absl::Status (BusyShop::*post)() : {&BusyShop::PostChange, &BusyShop::PostSet, &BusyShop::PostAllocation,
                                               &BusyShop::PostSchedule, &BusyShop::PostAdjust}) {
        if (absl::Status status = (this->*post)(); !status.ok()) return status;
      }
      if (absl::Status status = PostReserve(/*hold=*/i % 2 == 0); !status.ok()) return status;
    }
    if (round == 1) break;
    if (absl::Status status = environment_->adjustments().Push().status(); !status.ok()) return status;
    clock_.Advance(kLongUs);
    if (absl::Status status = PostChange(); !status.ok()) return status;
    if (absl::Status status = environment_->RunMaintenance(); !status.ok()) return status;
  }
  return Configure();
}

absl::Status BusyShop::FillRows(int64_t count) {
  std::vector<std::string> texts;
  std::vector<ChangeEvent> events;
  for (int64_t done = 0; done < count;) {
    const int64_t batch = std::min<int64_t>(kBulkRecordCountMax, count - done);
    texts.clear();
    texts.reserve(static_cast<size_t>(batch) * 3);
    events.clear();
    for (int64_t i = 0; i < batch; ++i, ++done) {
      texts.push_back(absl::StrCat("fill-", done));
      texts.push_back(absl::StrCat("P", done / 50));
      texts.push_back(absl::StrCat("C", done % 50));
      ChangeEvent& event = events.emplace_back();
      event.id = texts[texts.size() - 3];
      event.organization_id = "usmf";
      event.product_id = texts[texts.size() - 2];
      event.dimensions = {{"siteId", "1"}, {"locationId", "11"}, {"colorId", texts.back()}};
      event.quantities = {{"pos", "inbound", Units(1 + done % 90)}};
    }
    if (absl::Status status = Note(environment_->PostChanges(events)); !status.ok()) return status;
  }
  return absl::OkStatus();
}

void BusyShop::PickRow() {
  organization_ = "usmf";
  product_ = absl::StrCat("Bike ", Below(6));
  site_ = absl::StrCat(Below(2) + 1);
  location_ = absl::StrCat(Below(3) + 11);
  constexpr const char* kColors[] = {"", "red", "blue", "grün"};
  color_ = kColors[Below(4)];
  size_ = Percent(30) ? "L" : "";
}

EventKey BusyShop::Key() {
  id_ = absl::StrCat("e-", next_id_++);
  EventKey key;
  key.id = id_;
  key.organization_id = organization_;
  key.product_id = product_;
  key.dimensions = {{"siteId", site_}, {"locationId", location_}, {"colorId", color_}, {"sizeId", size_}};
  return key;
}

absl::Status BusyShop::Note(const EventResults& results) {
  if (!results.status.ok()) return results.status;
  for (const Outcome& outcome : results.outcomes) applied_ += outcome.refused() ? 0 : 1;
  return absl::OkStatus();
}

absl::Status BusyShop::Post() {
  const uint64_t what = Below(100);
  if (what < 40) return PostChange();
  if (what < 48) return PostSet();
  if (what < 56) return PostReserve(/*hold=*/false);
  if (what < 68) return PostReserve(/*hold=*/true);
  if (what < 76) return PostFollowUp();
  if (what < 86) return PostAllocation();
  if (what < 93) return PostSchedule();
  return PostAdjust();
}

absl::Status BusyShop::PostChange() {
  PickRow();
  ChangeEvent event{Key(), {{"pos", "inbound", Units(static_cast<int64_t>(Below(60)))}}};
  if (Percent(40)) event.quantities.push_back({"pos", "outbound", Units(static_cast<int64_t>(Below(20)))});
  if (Percent(10)) event.quantities.push_back({"iom", "onhand", {static_cast<int64_t>(Below(1'000'000))}});
  return Note(environment_->PostChanges({&event, 1}));
}

absl::Status BusyShop::PostSet() {
  PickRow();
  SetEvent event;
  static_cast<EventKey&>(event) = Key();
  event.quantities = {{"iom", "onhand", Units(static_cast<int64_t>(Below(500)))}};
  return Note(environment_->SetOnHand("iom", {&event, 1}));
}

absl::Status BusyShop::PostReserve(bool hold) {
  PickRow();
  ReserveEvent event;
  static_cast<EventKey&>(event) = Key();
  event.quantities = {{"iv", "softreservordered", Units(static_cast<int64_t>(Below(5) + 1))}};
  event.check_available = Percent(60);
  if (hold) event.ttl_seconds = static_cast<int64_t>(Below(3 * 86'400) + 60);
  const EventResults results = environment_->Apply(absl::Span<const ReserveEvent>(&event, 1), {});
  if (absl::Status status = Note(results); !status.ok()) return status;
  if (!results.outcomes.empty() && !results.outcomes[0].refused()) {
    reserved_.push_back({results.outcomes[0].reservation_id, product_, site_, location_, color_, size_});
  }
  return absl::OkStatus();
}

absl::Status BusyShop::PostFollowUp() {
  if (reserved_.empty()) return absl::OkStatus();
  const Reserved& reserved = reserved_[Below(reserved_.size())];
  organization_ = "usmf";
  product_ = reserved.product;
  site_ = reserved.site;
  location_ = reserved.location;
  color_ = reserved.color;
  size_ = reserved.size;
  if (Percent(30)) {
    ExtendEvent event;
    static_cast<EventKey&>(event) = Key();
    event.reservation_id = reserved.id;
    event.ttl_seconds = static_cast<int64_t>(Below(86'400) + 60);
    return Note(environment_->Apply(absl::Span<const ExtendEvent>(&event, 1), {}));
  }
  UnreserveEvent event;
  static_cast<EventKey&>(event) = Key();
  event.reservation_id = reserved.id;
  event.offset = Units(static_cast<int64_t>(Below(3) + 1));
  return Note(environment_->Apply(absl::Span<const UnreserveEvent>(&event, 1), {}));
}

absl::Status BusyShop::PostAllocation() {
  PickRow();
  AllocationEvent event;
  static_cast<EventKey&>(event) = Key();
  constexpr AllocationOperation kOperations[] = {AllocationOperation::kAllocate, AllocationOperation::kAllocate,
                                                 AllocationOperation::kUnallocate, AllocationOperation::kReallocate,
                                                 AllocationOperation::kConsume};
  event.operation = kOperations[Below(5)];
  constexpr const char* kChannels[] = {"Online", "Store"};
  event.groups = {{"channel", kChannels[Below(2)]}};
  if (Percent(40)) event.groups.push_back({"customerGroup", "VIP"});
  if (event.operation == AllocationOperation::kReallocate) event.source_groups = {{"channel", kChannels[Below(2)]}};
  if (event.operation == AllocationOperation::kConsume) event.physical_measures = {{"pos", "outbound", false}};
  event.quantity = Units(static_cast<int64_t>(Below(4) + 1));
  return Note(environment_->Apply(absl::Span<const AllocationEvent>(&event, 1), {}));
}

absl::Status BusyShop::PostSchedule() {
  PickRow();
  ScheduleEvent event;
  static_cast<EventKey&>(event) = Key();
  const int64_t today = clock_.NowMicros() / kDayUs;
  const std::string day = FormatDate(static_cast<int32_t>(today + static_cast<int64_t>(Below(20))));
  event.quantities_by_date = {{day, {{"pos", "inbound", Units(static_cast<int64_t>(Below(40)))}}}};
  return Note(environment_->Apply(absl::Span<const ScheduleEvent>(&event, 1), {}));
}

absl::Status BusyShop::PostAdjust() {
  PickRow();
  AdjustEvent event;
  static_cast<EventKey&>(event) = Key();
  event.quantity_data_source = "pos";
  event.physical_measure = "inbound";
  event.quantity = Units(static_cast<int64_t>(Below(9)) - 4);
  event.external_reference_id = "SO-7";
  return Note(environment_->Apply(AdjustBatch{Percent(40), {&event, 1}}, {}));
}

absl::Status BusyShop::Ask() {
  PickRow();
  IndexQuery query;
  query.organization_ids = {"usmf"};
  query.product_ids = {product_};
  query.return_negative = true;
  if (Percent(70)) query.group_by = {"colorId"};
  return environment_->Query(query).status();
}

absl::Status BusyShop::CleanUp() {
  const absl::StatusOr<std::vector<std::string>> ids = environment_->ListPartitions();
  if (!ids.ok()) return ids.status();
  if (ids->size() < 4) return absl::OkStatus();
  const std::string& id = (*ids)[Below(ids->size())];
  return environment_->CleanUpPartitions({&id, 1});
}

absl::Status BusyShop::Configure() {
  Configuration configuration = environment_->configuration()->configuration;
  configuration.idempotency_retention_days = Percent(20) ? 0 : 30;
  for (DataSource& source : configuration.data_sources) {
    if (source.name == "iom" && source.physical_measures.size() < 6) {
      source.physical_measures.push_back(absl::StrCat("more", next_id_++));
    }
  }
  return environment_->ReplaceConfiguration(std::move(configuration)).status();
}

}  // namespace onhand::proof
