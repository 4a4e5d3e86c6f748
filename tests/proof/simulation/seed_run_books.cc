// The books beside stock: products, adjustment lines, jobs.

#include <chrono>
#include <thread>
#include <utility>

#include "absl/strings/str_split.h"
#include "tests/proof/simulation/seed_run.h"
#include "tests/support/model_text.h"

namespace onhand::proof {
namespace {

constexpr int64_t kDayUs = 86'400'000'000;
constexpr std::chrono::seconds kJobTimeout{120};

}  // namespace

void SeedRun::UseCatalog() {
  const int64_t dice = random_.Below(100);
  // Trouble only comes where nothing else is on its way.
  if (dice < 55 && random_.Percent(60)) Release();
  if (!ok()) return;
  if (dice < 35) {
    PutProducts();
  } else if (dice < 55) {
    DeleteProducts();
  } else {
    FindProducts();
  }
}

void SeedRun::PutProducts() {
  std::vector<Product> products;
  for (int64_t i = random_.Between(1, 4); i > 0; --i) products.push_back(RandomProduct(&random_));
  const Trouble trouble = queue_.empty() ? DrawTrouble(kTroubleAlone) : Trouble::kNone;
  Arm(trouble, /*of_tables=*/false);
  const auto results = environment().products().PutProducts(products);
  const bool met = Disarm();
  if (met) result_.coverage.Fault("put products", TroubleName(trouble));
  Say("put " + std::to_string(products.size()) + " products" + (results.ok() ? "" : ", no answer"));
  if (results.ok()) {
    if (!results->issues.empty() || results->outcomes.size() != products.size()) Fail("products are refused");
    for (const Outcome& outcome : results->outcomes) {
      if (outcome.refused()) Fail("a product is refused: " + outcome.message);
    }
    for (const Product& product : products) catalog_.Put(product);
    ++result_.acknowledged;
  } else if (!troubled_) {
    Fail("put products: " + std::string(results.status().ToString()));
  } else if (met) {
    for (const Product& product : products) catalog_doubt_[product.item_number] = product;
  }
  AfterTrouble(trouble, met);
}

void SeedRun::DeleteProducts() {
  std::vector<std::string> items;
  for (int64_t i = random_.Between(1, 3); i > 0; --i) items.push_back(RandomItem(&random_));
  const std::vector<std::string_view> views(items.begin(), items.end());
  const Trouble trouble = queue_.empty() ? DrawTrouble(kTroubleAlone) : Trouble::kNone;
  Arm(trouble, /*of_tables=*/false);
  const auto results = environment().products().DeleteProducts(views);
  const bool met = Disarm();
  if (met) result_.coverage.Fault("delete products", TroubleName(trouble));
  Say("delete " + reference::Join(items) + (results.ok() ? "" : ", no answer"));
  if (results.ok()) {
    if (results->outcomes.size() != items.size()) Fail("deletions are refused");
    for (const std::string& item : items) catalog_.Delete(item);
    ++result_.acknowledged;
  } else if (!troubled_) {
    Fail("delete products: " + std::string(results.status().ToString()));
  } else if (met) {
    for (const std::string& item : items) catalog_doubt_[item] = std::nullopt;
  }
  AfterTrouble(trouble, met);
}

void SeedRun::FindProducts() {
  const CatalogQuestion question = RandomCatalogQuestion(&random_);
  const auto found = environment().products().Search(question.ToSearch(), {});
  if (!found.ok()) {
    Fail("search: " + std::string(found.status().ToString()));
    return;
  }
  const std::vector<std::string> expected = catalog_.Search(question);
  if (!found->issues.empty() || found->item_numbers != expected) {
    Fail(question.ToText() + " should find " + reference::Join(expected) + ", but finds " +
         reference::Join(found->item_numbers));
  }
  Asked("search products", {});
  Say(question.ToText() + " finds " + reference::Join(expected));
}

// Of each product, what was there before or what was to be there.
void SeedRun::SettleCatalog() {
  for (const auto& [item, wanted] : std::exchange(catalog_doubt_, {})) {
    const std::vector<std::string_view> items = {item};
    const auto listed = environment().products().Get(items);
    if (!listed.ok()) {
      Fail("get product: " + std::string(listed.status().ToString()));
      return;
    }
    const Product* const before = catalog_.Find(item);
    const std::optional<Product> got =
        listed->products.empty() ? std::nullopt : std::optional<Product>(listed->products[0]);
    const bool as_before = before == nullptr ? !got.has_value() : got == *before;
    if (as_before) continue;
    // Of several writes to one product that failed, only the last one is known; none but the first can be there.
    if (got != wanted) {
      Fail("product '" + item + "' is neither what it was nor what it was to become");
      return;
    }
    Say("product '" + item + "' is there");
    if (got.has_value()) {
      catalog_.Put(*got);
    } else {
      catalog_.Delete(item);
    }
  }
}

void SeedRun::CheckCatalog() {
  if (!catalog_doubt_.empty()) return;
  const auto listed = environment().products().List({});
  if (!listed.ok()) {
    Fail("list products: " + std::string(listed.status().ToString()));
    return;
  }
  std::vector<Product> expected;
  for (const auto& [item, product] : catalog_.products()) expected.push_back(product);
  if (listed->products != expected || environment().products().count() != expected.size()) {
    Fail("there should be " + std::to_string(expected.size()) + " products; there are " +
         std::to_string(listed->products.size()) + ", or others");
  }
  Asked("list products", {});
}

// Two steps of at most one commit each; which of them are there shows in the lines.
void SeedRun::Push() {
  const Trouble trouble = DrawTrouble(kTroubleAlone);
  Truth posted = truth_;
  const AdjustmentPushReport post = posted.adjustments.PostStaged(&posted.model);
  Truth aggregated = posted;
  const AdjustmentPushReport sum = aggregated.adjustments.AggregatePosted(world_.clock().NowMicros());
  const bool posts = post.posted > 0;

  Arm(trouble, /*of_tables=*/false);
  const uint64_t before = Sequence();
  const auto report = environment().adjustments().Push();
  const bool met = Disarm();
  if (met) result_.coverage.Fault("push", TroubleName(trouble));
  if (report.ok()) {
    if (report->posted != post.posted || report->refused != post.refused || report->aggregated != sum.aggregated) {
      Fail("the push should post " + std::to_string(post.posted) + ", refuse " + std::to_string(post.refused) +
           " and aggregate " + std::to_string(sum.aggregated) + " lines, but says " + std::to_string(report->posted) +
           ", " + std::to_string(report->refused) + " and " + std::to_string(report->aggregated));
    }
    if (Sequence() > before) doubt_.reset();
    truth_ = std::move(aggregated);
    ++result_.acknowledged;
    ++result_.verified;
    Say("pushed " + std::to_string(post.posted) + ", " + std::to_string(sum.aggregated));
  } else if (!troubled_) {
    Fail("push: " + std::string(report.status().ToString()));
  } else {
    Say("push failed");
    // Refused lines may have been given a message, which is a commit as well.
    const bool posting_is_there = Sequence() > before;
    if (posting_is_there) truth_ = posts ? posted : truth_;
    Doubt(posting_is_there ? aggregated : posts || post.refused > 0 ? posted : aggregated);
  }
  AfterTrouble(trouble, met);
  if (ok() && world_.is_open()) CheckAdjustments();
}

void SeedRun::UpdateAggregates() {
  constexpr std::array<AdjustmentSyncStatus, 7> kStatuses = {
      AdjustmentSyncStatus::kCreated,         AdjustmentSyncStatus::kDoNotSync,
      AdjustmentSyncStatus::kFnoSyncEnqueued, AdjustmentSyncStatus::kFnoTransCreateError,
      AdjustmentSyncStatus::kFnoTransCreated, AdjustmentSyncStatus::kFnoTransPostError,
      AdjustmentSyncStatus::kFnoTransPosted};
  CheckAdjustments();
  std::vector<std::string> ids = {"1-AAAA", "none"};
  for (const auto& [id, status] : truth_.adjustments.statuses()) ids.push_back(id);
  std::vector<std::string> picked;
  for (int64_t i = random_.Between(1, 3); i > 0; --i) {
    picked.push_back(random_.Percent(15) ? ids[0] : random_.Pick(ids));
  }
  std::vector<AdjustmentSyncUpdate> updates;
  for (const std::string& id : picked) {
    updates.push_back({id, kStatuses[static_cast<size_t>(random_.Below(std::ssize(kStatuses)))], "voucher"});
  }
  const Trouble trouble = DrawTrouble(kTroubleAlone);
  Arm(trouble, /*of_tables=*/false);
  const uint64_t before = Sequence();
  const auto outcomes = environment().adjustments().SetStatuses(updates);
  const bool met = Disarm();
  if (met) result_.coverage.Fault("update aggregates", TroubleName(trouble));
  if (outcomes.ok()) {
    for (size_t i = 0; i < updates.size() && ok(); ++i) {
      const std::string wrong = truth_.adjustments.CompareUpdate(updates[i], (*outcomes)[i]);
      if (!wrong.empty()) Fail(wrong);
      const std::string reason(ReasonName((*outcomes)[i].reason));
      if ((*outcomes)[i].refused()) result_.coverage.Refusal("update aggregates", reason);
      Say("aggregate " + picked[i] + " -> " + reason);
      ++result_.verified;
    }
    if (Sequence() > before) doubt_.reset();
    ++result_.acknowledged;
  } else if (!troubled_) {
    Fail("update of aggregates: " + std::string(outcomes.status().ToString()));
  } else {
    Say("update of aggregates failed");
    Truth updated = truth_;
    for (const AdjustmentSyncUpdate& update : updates) updated.adjustments.Update(update);
    Doubt(updated);
  }
  AfterTrouble(trouble, met);
}

void SeedRun::CheckAdjustments() {
  const int64_t forgotten_before_us = world_.clock().NowMicros() - kLogRetentionDays * kDayUs;
  const auto lines = environment().adjustments().ListLines({}, std::nullopt);
  const auto aggregates = environment().adjustments().ListAggregates({}, std::nullopt);
  if (!lines.ok() || !aggregates.ok()) {
    Fail("adjustments: " + std::string((lines.ok() ? aggregates.status() : lines.status()).ToString()));
    return;
  }
  std::string wrong = truth_.adjustments.CompareLines(lines->lines, forgotten_before_us);
  if (wrong.empty()) wrong = truth_.adjustments.CompareAggregates(aggregates->aggregates, forgotten_before_us);
  if (!wrong.empty()) Fail("adjustments: " + wrong);
  Asked("adjustment lines", {});
  Say("lines " + std::to_string(lines->lines.size()) + ", aggregates " + std::to_string(aggregates->aggregates.size()));
}

// With a sound disk: a job runs on a thread of its own, and tries again by the system's clock.
void SeedRun::RunJob() {
  if (troubled_) return;
  const bool resync = random_.Percent(40);
  const LogExtract extract{.organization_id = "usmf",
                           .from_us = 0,
                           .until_us = world_.clock().NowMicros() + 1,
                           .product_id = {},
                           .site_id = {},
                           .location_id = {}};
  JobBook& jobs = environment().jobs();
  const auto start = resync ? jobs.StartReservationResync({}) : jobs.StartLogExtract(extract);
  if (!start.ok()) {
    Fail("job: " + std::string(start.status().ToString()));
    return;
  }
  const std::string operation = resync ? "resync job" : "log extract";
  for (const Issue& issue : start->issues) result_.coverage.Refusal(operation, std::string(ReasonName(issue.reason)));
  if (!start->issues.empty()) {
    if (!resync || truth_.model.settings().reservations) Fail(operation + " is refused: " + start->issues[0].message);
    return;
  }
  const auto until = std::chrono::steady_clock::now() + kJobTimeout;
  absl::StatusOr<Job> job = jobs.Find(start->job_id);
  while (job.ok() && job->state != JobState::kCompleted && job->state != JobState::kFailed) {
    if (std::chrono::steady_clock::now() > until) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    job = jobs.Find(start->job_id);
  }
  if (!job.ok() || job->state != JobState::kCompleted) {
    Fail(operation + " is not completed: " + (job.ok() ? job->message : std::string(job.status().ToString())));
    return;
  }
  Asked(operation, {});
  Say(operation + " " + job->message);
  if (!job->has_result) return;
  std::string csv;
  while (csv.size() < job->result_bytes) {
    const auto piece = jobs.ReadResult(start->job_id, csv.size());
    if (!piece.ok() || piece->empty()) {
      Fail("the file of a log extract ends too early");
      return;
    }
    csv += *piece;
  }
  Say(csv);
  CheckExtract(csv);
}

// An id changes a row in one record at most. No text of the domains has a comma in it.
void SeedRun::CheckExtract(const std::string& csv) {
  if (aging_ == Aging::kPastRetention) return;
  std::map<std::vector<std::string>, std::string> sequences;
  bool heading = true;
  for (const std::string& line : std::vector<std::string>(absl::StrSplit(csv, "\r\n", absl::SkipEmpty()))) {
    if (std::exchange(heading, false)) continue;
    // sequence, time, kind, id, organization, product, site, location, …
    const std::vector<std::string> cells = absl::StrSplit(line, ',');
    if (cells.size() < 8 || cells[3].empty()) continue;
    const std::vector<std::string> scope(cells.begin() + 2, cells.begin() + 8);
    const auto [found, fresh] = sequences.emplace(scope, cells[0]);
    if (!fresh && found->second != cells[0]) {
      Fail(cells[2] + " '" + cells[3] + "' was applied by record " + found->second + " and by record " + cells[0]);
      return;
    }
  }
}

}  // namespace onhand::proof
