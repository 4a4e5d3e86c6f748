#include "tests/proof/corruption/look.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/adjustment_book.h"
#include "engine/engine.h"
#include "engine/job_book.h"
#include "engine/product_catalog.h"
#include "storage/inspect/dump.h"
#include "storage/inspect/verify.h"
#include "tests/proof/corruption/sample_database.h"

namespace onhand::proof {
namespace {

constexpr int kEventsOfACall = 40;
static_assert(kSampleEvents % kEventsOfACall == 0);

std::string TextOf(const absl::Status& status) { return status.ok() ? "" : status.ToString(); }

std::string RowsText(const QueryAnswer& answer) {
  std::string text;
  for (const Issue& issue : answer.issues) absl::StrAppend(&text, "issue ", issue.message, "\n");
  for (const ResultRow& row : answer.rows) {
    absl::StrAppend(&text, row.organization_id, " ", row.product_id);
    for (const std::string& value : row.dimension_values) absl::StrAppend(&text, "|", value);
    for (const MeasureValue& value : row.values) {
      const MeasureColumn& column = answer.columns[value.column];
      absl::StrAppend(&text, " ", column.data_source, ".", column.measure, "=", FormatMicros(value.micros));
    }
    absl::StrAppend(&text, "\n");
  }
  return text;
}

// Asks everything there is to ask; each error is noted and the next question asked.
class Questions {
 public:
  Questions(Environment* environment, Look* look) : environment_(*environment), look_(*look) {}

  void AskAll() {
    AskQueries();
    AskBooks();
    Say("configuration", absl::StrCat(environment_.configuration()->number));
    Take("partitions", environment_.ListPartitions(), [](const std::vector<std::string>& ids) {
      std::string text;
      for (const std::string& id : ids) absl::StrAppend(&text, id, ",");
      return text;
    });
  }

  void Audit() {
    const absl::StatusOr<AuditReport> report = environment_.Audit({});
    if (!report.ok()) return look_.reads.push_back(TextOf(report.status()));
    for (const AuditFinding& finding : report->findings) {
      absl::StrAppend(&look_.audit, finding.check, ": ", finding.place, ": ", finding.what, "\n");
    }
  }

  // Each of them was applied long ago.
  void SendAgain() {
    for (int begin = 0; begin < kSampleEvents; begin += kEventsOfACall) {
      std::vector<std::vector<std::string>> texts(kEventsOfACall);
      std::vector<ChangeEvent> events;
      for (int i = 0; i < kEventsOfACall; ++i) events.push_back(SampleEvent(begin + i, &texts[i]));
      const EventResults results = environment_.PostChanges(events);
      if (!results.status.ok()) {
        look_.reads.push_back(TextOf(results.status));
        return;
      }
      for (const Outcome& outcome : results.outcomes) {
        ++look_.compared;
        if (outcome.refused()) Say("refused", outcome.message);
      }
    }
  }

 private:
  void Say(std::string_view what, const std::string& text) {
    absl::StrAppend(&look_.answers, std::string(what), ": ", text, "\n");
  }
  template <typename Answer, typename Text>
  void Take(std::string_view what, const absl::StatusOr<Answer>& answer, Text text) {
    if (!answer.ok()) {
      look_.reads.push_back(TextOf(answer.status()));
    } else {
      ++look_.compared;
      Say(what, text(*answer));
    }
  }

  void AskQueries() {
    IndexQuery all;
    all.organization_ids = {"usmf"};
    all.return_negative = true;
    std::vector<std::string> names = {"T-shirt", "Bike", "Lamp", "Gone"};
    for (int i = 0; i < 40; ++i) names.push_back(absl::StrCat("article-", i));
    for (const std::string& name : names) all.product_ids.push_back(name);
    for (const std::vector<std::string_view>& group_by :
         std::vector<std::vector<std::string_view>>{{}, {"siteId"}, {"siteId", "locationId", "colorId", "sizeId"}}) {
      all.group_by = group_by;
      Take("index", environment_.Query(all), RowsText);
    }
    IndexQuery place = all;
    place.product_ids.clear();
    place.filters = {{"siteId", {"1", "2"}}, {"locationId", {"11"}}};
    Take("place", environment_.Query(place), RowsText);
    AllocationQuery allocation;
    allocation.organization_id = "usmf";
    allocation.product_id = "T-shirt";
    allocation.dimensions = {{"siteId", "1"}, {"locationId", "11"}, {"colorId", "Red"}};
    Take("allocation", environment_.Query(allocation), [](const AllocationAnswer& answer) {
      std::string text;
      for (const AllocationBucket& bucket : answer.buckets) {
        for (const NamedValue& group : bucket.groups) absl::StrAppend(&text, group.value, "/");
        absl::StrAppend(&text, FormatMicros(bucket.allocated_micros), ",", FormatMicros(bucket.consumed_micros), " ");
      }
      return text;
    });
  }

  void AskBooks() {
    Take("lines", environment_.adjustments().ListLines({}, std::nullopt), [](const ListedAdjustments& answer) {
      std::string text;
      for (const AdjustmentLine& line : answer.lines) {
        absl::StrAppend(&text, line.line_id, " ", line.id, " ", line.quantity_micros, ", ");
      }
      return text;
    });
    Take("aggregates", environment_.adjustments().ListAggregates({}, std::nullopt), [](const ListedAggregates& answer) {
      std::string text;
      for (const AggregatedAdjustment& line : answer.aggregates) {
        absl::StrAppend(&text, line.aggregate_id, " ", FormatMicros(line.net_micros), ", ");
      }
      return text;
    });
    Take("products", environment_.products().List({}), [](const ListedProducts& answer) {
      std::string text;
      for (const Product& product : answer.products) {
        absl::StrAppend(&text, product.item_number, " ", product.product_name, ", ");
      }
      return text;
    });
    for (const Job& job : environment_.jobs().List()) {
      Say("job", absl::StrCat(job.id, " ", std::string(JobStateName(job.state)), " ", job.result_bytes));
      if (job.has_result)
        Take("file", environment_.jobs().ReadResult(job.id, 0), [](const std::string& piece) { return piece; });
    }
  }

  Environment& environment_;
  Look& look_;
};

void LookThroughEngine(const std::string& data_dir, Look* look) {
  EngineOptions options;
  options.data_dir = data_dir;
  options.clock = SampleClock();
  options.maintenance_interval_ms = 0;
  options.adjustment_push_minutes = 0;
  absl::StatusOr<std::unique_ptr<Engine>> engine = Engine::Open(options);
  if (!engine.ok()) {
    look->open = TextOf(engine.status());
    look->other = "the engine cannot be opened";
    return;
  }
  {
    absl::StatusOr<std::shared_ptr<Environment>> shop = (*engine)->Find(kDamagedEnvironment);
    look->open = TextOf(shop.status());
    if (shop.ok()) {
      Questions questions(shop->get(), look);
      questions.AskAll();
      questions.Audit();
      questions.SendAgain();
      questions.AskAll();
    }
  }
  const absl::StatusOr<std::shared_ptr<Environment>> other = (*engine)->Find(kOtherEnvironment);
  look->other = TextOf(other.status());
  if (!other.ok()) return;
  IndexQuery query;
  query.organization_ids = {"usmf"};
  query.filters = {{"siteId", {"1", "2"}}, {"locationId", {"11"}}};
  const absl::StatusOr<QueryAnswer> answer = (*other)->Query(query);
  look->other = answer.ok() ? RowsText(*answer) : TextOf(answer.status());
}

}  // namespace

Look LookAt(const std::string& data_dir) {
  Look look;
  const absl::StatusOr<storage::VerifyReport> report =
      storage::Verify({.data_dir = data_dir, .environment = kDamagedEnvironment, .progress = {}});
  look.verify = TextOf(report.status());
  if (report.ok()) {
    for (const auto* lines : {&report->files, &report->tables}) {
      for (const storage::VerifyLine& line : *lines) {
        for (const std::string& finding : line.findings) absl::StrAppend(&look.verify, line.name, ": ", finding, "\n");
        look.compared += static_cast<int64_t>(line.records);
      }
    }
  }
  std::ostringstream records;
  look.dump = TextOf(storage::Dump({.data_dir = data_dir, .environment = kDamagedEnvironment}, records));
  look.records = records.str();
  look.compared += std::count(look.records.begin(), look.records.end(), '\n');
  LookThroughEngine(data_dir, &look);
  return look;
}

std::string Look::Encode() const {
  std::string bytes;
  const auto put = [&bytes](const std::string& text) {
    const uint64_t size = text.size();
    bytes.append(reinterpret_cast<const char*>(&size), sizeof(size));
    bytes.append(text);
  };
  for (const std::string* text : {&verify, &dump, &open, &other, &records, &answers, &audit}) put(*text);
  put(std::to_string(compared));
  for (const std::string& read : reads) put(read);
  return bytes;
}

Look Look::Decode(const std::string& bytes) {
  Look look;
  size_t at = 0;
  const auto take = [&](std::string* text) {
    uint64_t size = 0;
    if (bytes.size() - at < sizeof(size)) return;
    std::memcpy(&size, bytes.data() + at, sizeof(size));
    at += sizeof(size);
    *text = bytes.substr(at, size);
    at += size;
  };
  for (std::string* text :
       {&look.verify, &look.dump, &look.open, &look.other, &look.records, &look.answers, &look.audit}) {
    take(text);
  }
  std::string compared;
  take(&compared);
  look.compared = compared.empty() ? 0 : std::stoll(compared);
  while (at < bytes.size()) take(&look.reads.emplace_back());
  return look;
}

}  // namespace onhand::proof
