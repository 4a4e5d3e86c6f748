#include "tests/proof/corruption/sample_database.h"

#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "engine/engine.h"
#include "tests/storage/compatibility/make_database.h"

namespace onhand::proof {
namespace {

constexpr int64_t kDayUs = 24ll * 3600 * 1'000'000;
constexpr int64_t kStartUs = 1'704'067'200'000'000;  // of make_database.h
constexpr int kEventsOfACall = 6;

[[noreturn]] void Stop(const absl::Status& status) {
  std::cerr << "cannot make the sample: " << status << std::endl;
  std::_Exit(1);
}
void Check(const absl::Status& status) {
  if (!status.ok()) Stop(status);
}
void CheckAll(const EventResults& results) {
  Check(results.status);
  for (const Outcome& outcome : results.outcomes) {
    if (outcome.refused()) Stop(absl::InternalError(outcome.message));
  }
}

std::unique_ptr<Engine> Open(const std::string& data_dir) {
  EngineOptions options;
  options.data_dir = data_dir;
  options.clock = SampleClock();
  options.maintenance_interval_ms = 0;
  options.adjustment_push_minutes = 0;
  auto engine = Engine::Open(options);
  Check(engine.status());
  return *std::move(engine);
}

void Post(Environment* environment, int begin, int end) {
  for (int i = begin; i < end; i += kEventsOfACall) {
    std::vector<std::vector<std::string>> texts(kEventsOfACall);
    std::vector<ChangeEvent> events;
    for (int j = i; j < std::min(i + kEventsOfACall, end); ++j) events.push_back(SampleEvent(j, &texts[j - i]));
    CheckAll(environment->PostChanges(events));
  }
}

void PutProducts(Environment* environment, int begin, int end) {
  Configuration configuration = environment->configuration()->configuration;
  if (!configuration.product_search_enabled) {
    configuration.product_search_enabled = true;
    auto replaced = environment->ReplaceConfiguration(configuration);
    Check(replaced.status());
    if (!replaced->issues.empty()) Stop(absl::InternalError(replaced->issues[0].message));
  }
  std::vector<Product> products;
  for (int i = begin; i < end; ++i) {
    Product product;
    product.item_number = absl::StrCat("article-", i);
    product.company = "usmf";
    product.product_name = absl::StrCat("Article number ", i, " of the sample");
    products.push_back(product);
  }
  auto results = environment->products().PutProducts(products);
  Check(results.status());
  if (!results->issues.empty()) Stop(absl::InternalError(results->issues[0].message));
}

void MakeFile(Environment* environment) {
  LogExtract extract;
  extract.organization_id = "usmf";
  extract.from_us = kStartUs;
  extract.until_us = kStartUs + 100 * kDayUs;
  auto start = environment->jobs().StartLogExtract(extract);
  Check(start.status());
  for (;;) {
    bool ended = true;
    for (const Job& job : environment->jobs().List()) {
      if (job.state == JobState::kFailed) Stop(absl::InternalError(job.message));
      ended = ended && job.state == JobState::kCompleted;
    }
    if (ended) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

void Reserve(Environment* environment, int number) {
  const std::string id = absl::StrCat("sample-hold-", number);
  ReserveEvent event;
  event.id = id;
  event.organization_id = "usmf";
  event.product_id = "T-shirt";
  event.dimensions = {{"siteId", "1"}, {"locationId", "11"}, {"colorId", "Red"}};
  event.quantities = {{"iv", "softreserved", {10'000}}};
  event.ends_at_us = kStartUs + (200 + number) * kDayUs;
  CheckAll(environment->Apply(absl::Span<const ReserveEvent>(&event, 1), {}));
}

}  // namespace

const Clock* SampleClock() {
  static const auto* const clock = new FixedClock(kStartUs + 41 * kDayUs);
  return clock;
}

ChangeEvent SampleEvent(int index, std::vector<std::string>* texts) {
  texts->push_back(absl::StrCat("sample-", index));
  texts->push_back(absl::StrCat("article-", index % 40));
  texts->push_back(absl::StrCat("colour ", index % 7));
  ChangeEvent event;
  event.id = (*texts)[0];
  event.organization_id = "usmf";
  event.product_id = (*texts)[1];
  event.dimensions = {{"siteId", index % 3 == 0 ? "1" : "2"}, {"locationId", "11"}, {"colorId", (*texts)[2]}};
  event.quantities = {{"pos", "inbound", {(index + 1) * kMicrosPerUnit}}};
  return event;
}

void MakeSampleAndDie(const std::string& data_dir) {
  MakeDatabase(data_dir);
  {
    // Closed in good order: what it wrote goes into table files when it is opened next.
    const std::unique_ptr<Engine> engine = Open(data_dir);
    Check(engine->CreateEnvironment(kOtherEnvironment));
    auto other = engine->Find(kOtherEnvironment);
    Check(other.status());
    Post(other->get(), 0, 12);
    auto shop = engine->Find(kDamagedEnvironment);
    Check(shop.status());
    Post(shop->get(), 0, kSampleEvents / 2);
    PutProducts(shop->get(), 0, 30);
    MakeFile(shop->get());
    Reserve(shop->get(), 1);
    Check((*shop)->RunMaintenance());
  }
  const std::unique_ptr<Engine> engine = Open(data_dir);
  auto shop = engine->Find(kDamagedEnvironment);
  Check(shop.status());
  PutProducts(shop->get(), 30, 40);
  Reserve(shop->get(), 2);
  Post(shop->get(), kSampleEvents / 2, kSampleEvents);
  auto other = engine->Find(kOtherEnvironment);
  Check(other.status());
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

}  // namespace onhand::proof
