// Databases of every version there was, opened by this program; and newer ones, which it must refuse.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "engine/engine.h"
#include "storage/directory/data_directory.h"
#include "storage/inspect/dump.h"
#include "storage/inspect/verify.h"
#include "storage/keys/family.h"
#include "storage/keys/meta_key.h"
#include "storage/kv/partition_heads.h"
#include "storage/kv/store.h"
#include "storage/ledger/main_partition.h"
#include "storage/records/row.h"
#include "tests/proof/support/proof_flags.h"
#include "tests/proof/support/proof_report.h"

namespace onhand::proof {
namespace {

namespace fs = std::filesystem;
using storage::Family;

constexpr int64_t kDayUs = 24ll * 3600 * 1'000'000;
constexpr int64_t kNowUs = 1'704'067'200'000'000 + 41 * kDayUs;  // one day after the archives were made
constexpr char kEnvironment[] = "shop";
constexpr char kFolder[] = "/environments/shop";
constexpr char kArchives[] = "tests/storage/compatibility/";

// What the shop of each archive has, by product (tests/storage/compatibility/make_database.cc).
struct Archive {
  const char* name;
  bool read_only;  // can be read without being brought up to date
  const char* shirt;
};
constexpr char kWholeShirt[] =
    "@iv.@allocated=2 @iv.@consumed=1 @iv.@cumulative_allocated=3 @iv.@cumulative_consumed=1 "
    "iv.ordered=-0.000001 iv.softreserved=1.1 pos.inbound=11.5 pos.outbound=4.5";
constexpr std::array<Archive, 3> kArchiveList = {{
    {"format_1", false, "iv.ordered=-0.000001 pos.inbound=10 pos.outbound=3.5"},
    {"format_2", true, kWholeShirt},
    {"format_2_schema_3", true, kWholeShirt},
}};
constexpr char kBike[] = "pos.inbound=4 pos.outbound=0.5";
constexpr char kLamp[] = "pos.inbound=0.000001 web.returned=4.25";

// A number that only a newer program writes.
struct Newer {
  const char* name;
  Family family;         // of the record whose first byte it is
  std::string_view key;  // of a single record; "" = the first one of the family
  int version;           // the newest that this program knows
};
constexpr std::array<Newer, 13> kNewer = {{
    {"row", Family::kRow, "", 2},
    {"base row", Family::kBase, "", 2},
    {"bucket", Family::kBucket, "", 1},
    {"schedule", Family::kSchedule, "", 1},
    {"hold", Family::kHold, "", 1},
    {"adjustment line", Family::kAdjustmentDetail, "", 1},
    {"adjustment aggregate", Family::kAdjustmentAggregate, "", 1},
    {"receipt", Family::kReceipt, "", 1},
    {"log record", Family::kLog, "", 2},
    {"measure dictionary", Family::kMeta, storage::kDictionaryKey, 1},
    {"product record", Family::kProduct, "", 1},
    {"schema", Family::kMeta, storage::kSchemaKey, static_cast<int>(storage::kSchema)},
    {"format", Family::kMeta, "", 2},
}};
// Opened, and each newer number; and a partition head, which a store does not hand out.
constexpr int kCasesOfAnArchive = 1 + static_cast<int>(kNewer.size());
constexpr int kCases = kCasesOfAnArchive * static_cast<int>(kArchiveList.size()) + 1;

constexpr ProofKind kKind = {"compatibility",
                             "Opens a database of every version there was, checks it, asks it, writes on it; and "
                             "refuses each number that only a newer program writes, changing nothing. The mutant loses "
                             "a quantity of an old database.",
                             kCases};

std::map<std::string, std::string> BytesOf(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    // The lock names the process that tried.
    if (!entry.is_regular_file() || entry.path().filename() == "LOCK") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    files[entry.path()] = {std::istreambuf_iterator<char>(file), {}};
  }
  return files;
}

// The first thing that is not as it should be; "" if nothing is.
class Found {
 public:
  bool Same(std::string_view what, const std::string& expected, const std::string& found) {
    if (expected == found) return true;
    return Add(absl::StrCat(std::string(what), " should be \"", expected, "\" and is \"", found, "\""));
  }
  bool Ok(std::string_view what, const absl::Status& status) {
    return status.ok() || Add(absl::StrCat(std::string(what), ": ", status.ToString()));
  }
  bool Holds(std::string_view what, bool condition) { return condition || Add(std::string(what)); }
  // A refusal that names both numbers.
  bool Refused(const absl::Status& status, absl::StatusCode code, int newer, int newest) {
    const std::string text = status.ToString();
    return Holds(absl::StrCat("should be refused as ", absl::StatusCodeToString(code), ", version ", newer, " beside ",
                              newest, ", and is: ", text),
                 status.code() == code && absl::StrContains(text, absl::StrCat("version ", newer)) &&
                     absl::StrContains(text, absl::StrCat(newest)));
  }
  const std::string& what() const { return what_; }

 private:
  bool Add(std::string what) {
    if (what_.empty()) what_ = std::move(what);
    return false;
  }
  std::string what_;
};

class Compatibility {
 public:
  explicit Compatibility(const ProofOptions& options)
      : options_(options), report_(kKind, options), data_dir_(options.dir + "/data") {}

  int Run() {
    for (int64_t seed = options_.seed; report_.NextCase(); ++seed) {
      const int number = static_cast<int>((seed - 1) % kCases);
      Found found;
      std::string name = "partition head";
      if (number == kCases - 1) {
        CheckHead(&found);
      } else {
        const Archive& archive = kArchiveList[number / kCasesOfAnArchive];
        name = CheckArchive(archive, number % kCasesOfAnArchive, &found);
      }
      if (!found.what().empty()) report_.Fail(seed, absl::StrCat(name, ": ", found.what()));
    }
    report_.Field("not_there", not_there_);
    return report_.Finish();
  }

 private:
  // Returns what the case is about.
  std::string CheckArchive(const Archive& archive, int check, Found* found) {
    std::error_code error;
    fs::remove_all(data_dir_, error);
    fs::create_directories(data_dir_, error);
    const std::string file = absl::StrCat(kArchives, archive.name, ".tar.gz");
    const std::string command = absl::StrCat("tar -xzf '", file, "' -C '", data_dir_, "'");
    if (!found->Holds(absl::StrCat("cannot unpack ", file), std::system(command.c_str()) == 0)) return archive.name;
    if (check == 0) {
      if (options_.mutant) LoseAQuantity(found);
      CheckOpened(archive, found);
      return archive.name;
    }
    const Newer& newer = kNewer[check - 1];
    if (std::string_view(newer.name) == "format") {
      CheckNewerFormat(found);
    } else {
      CheckNewer(newer, found);
    }
    return absl::StrCat(archive.name, ", newer ", newer.name);
  }

  std::unique_ptr<Engine> OpenEngine(Found* found) {
    EngineOptions options;
    options.data_dir = data_dir_;
    options.clock = &clock_;
    options.maintenance_interval_ms = 0;
    options.adjustment_push_minutes = 0;
    absl::StatusOr<std::unique_ptr<Engine>> engine = Engine::Open(options);
    found->Ok("the engine", engine.status());
    return engine.ok() ? *std::move(engine) : nullptr;
  }

  std::unique_ptr<storage::Store> OpenStore(bool read_only, Found* found) {
    storage::DirectoryOptions options;
    options.data_dir = data_dir_;
    options.read_only = read_only;
    directory_.reset();
    absl::StatusOr<std::unique_ptr<storage::DataDirectory>> directory = storage::DataDirectory::Open(options);
    if (!found->Ok("the data directory", directory.status())) return nullptr;
    directory_ = *std::move(directory);
    absl::StatusOr<std::unique_ptr<storage::Store>> store = directory_->OpenStore(kEnvironment);
    if (!found->Ok("the store", store.status())) return nullptr;
    return *std::move(store);
  }

  absl::StatusOr<storage::VerifyReport> Verify() const {
    return storage::Verify({.data_dir = data_dir_, .environment = kEnvironment, .progress = {}});
  }
  void ExpectWhole(Found* found) {
    const absl::StatusOr<storage::VerifyReport> report = Verify();
    if (!found->Ok("verify", report.status())) return;
    for (const auto* lines : {&report->files, &report->tables}) {
      for (const storage::VerifyLine& line : *lines) {
        report_.AddVerified(static_cast<int64_t>(line.records));
        found->Holds(absl::StrCat("verify: ", line.name, ": ", line.findings.empty() ? "" : line.findings[0]),
                     line.findings_total == 0);
      }
    }
  }
  static void ExpectClean(Environment* shop, Found* found) {
    const absl::StatusOr<AuditReport> report = shop->Audit({});
    if (!found->Ok("audit", report.status())) return;
    for (const AuditFinding& finding : report->findings) {
      found->Holds(absl::StrCat("audit: ", finding.check, ": ", finding.place, ": ", finding.what), false);
    }
  }

  // "pos.inbound=10 pos.outbound=3.5" of one product, over everything.
  std::string Totals(Environment* shop, std::string_view product, Found* found) {
    IndexQuery query;
    query.organization_ids = {"usmf"};
    query.product_ids = {product};
    query.return_negative = true;
    const absl::StatusOr<QueryAnswer> answer = shop->Query(query);
    if (!found->Ok("query", answer.status())) return "";
    std::string line;
    for (const ResultRow& row : answer->rows) {
      for (const MeasureValue& value : row.values) {
        const MeasureColumn& column = answer->columns[value.column];
        if (column.calculated) continue;
        absl::StrAppend(&line, line.empty() ? "" : " ", column.data_source, ".", column.measure, "=",
                        FormatMicros(value.micros));
      }
    }
    report_.AddVerified(1);
    return line;
  }

  void Sell(Environment* shop, std::string_view id, int64_t units, Found* found) {
    ChangeEvent event;
    event.id = id;
    event.organization_id = "usmf";
    event.product_id = "T-shirt";
    event.dimensions = {{"siteId", "1"}, {"locationId", "11"}, {"colorId", "Red"}};
    event.quantities = {{"pos", "outbound", {units * kMicrosPerUnit}}};
    const EventResults results = shop->PostChanges({&event, 1});
    report_.AddOperations(1);
    if (!found->Ok("a change", results.status)) return;
    if (found->Same("the change", "", results.outcomes[0].message)) report_.AddAcknowledged(1);
  }

  void CheckOpened(const Archive& archive, Found* found) {
    if (archive.read_only) {
      ExpectWhole(found);
    } else if (!options_.mutant) {  // else it has been brought up to date by now
      const absl::Status status = Verify().status();
      found->Holds(
          absl::StrCat("verify should say that it must be brought up to date, and says: ", status.ToString()),
          absl::IsFailedPrecondition(status) && absl::StrContains(status.message(), "open it once for writing"));
    }
    std::string shirt = archive.shirt;
    for (int round = 0; round < 3; ++round) {
      const std::unique_ptr<Engine> engine = OpenEngine(found);
      if (engine == nullptr) return;
      const absl::StatusOr<std::shared_ptr<Environment>> shop = engine->Find(kEnvironment);
      if (!found->Ok("the environment", shop.status())) return;
      found->Same("T-shirt", shirt, Totals(shop->get(), "T-shirt", found));
      found->Same("Bike", kBike, Totals(shop->get(), "Bike", found));
      found->Same("Lamp", kLamp, Totals(shop->get(), "Lamp", found));
      found->Same("Gone", "", Totals(shop->get(), "Gone", found));
      ExpectClean(shop->get(), found);
      // One that it knows from then, and one that is new, twice.
      Sell(shop->get(), "sale-2", 1, found);
      Sell(shop->get(), "new-sale", 2, found);
      Sell(shop->get(), "new-sale", 2, found);
      if (round == 0) {
        shirt = absl::StrReplaceAll(shirt, {{"outbound=4.5", "outbound=6.5"}, {"outbound=3.5", "outbound=5.5"}});
      }
      found->Same("T-shirt after the sale", shirt, Totals(shop->get(), "T-shirt", found));
      if (round == 1) found->Ok("maintenance", (*shop)->RunMaintenance());
      ExpectClean(shop->get(), found);
    }
    ExpectWhole(found);
  }

  void CheckNewerFormat(Found* found) {
    const std::string path = data_dir_ + kFolder + "/FORMAT";
    std::ofstream(path, std::ios::trunc) << "onhand-environment format=4 id=shop\n";
    const auto before = BytesOf(data_dir_ + kFolder);
    {
      const std::unique_ptr<Engine> engine = OpenEngine(found);
      if (engine == nullptr) return;
      found->Refused(engine->Find(kEnvironment).status(), absl::StatusCode::kFailedPrecondition, 4, 3);
    }
    found->Refused(Verify().status(), absl::StatusCode::kFailedPrecondition, 4, 3);
    std::ostringstream nowhere;
    found->Refused(storage::Dump({.data_dir = data_dir_, .environment = kEnvironment}, nowhere),
                   absl::StatusCode::kFailedPrecondition, 4, 3);
    found->Holds("a file has changed", BytesOf(data_dir_ + kFolder) == before);
    report_.AddVerified(static_cast<int64_t>(before.size()));
  }

  // The first record of the family, or the one of this key. Nothing: there is none.
  static std::optional<std::pair<std::string, std::string>> FindRecord(const storage::Store& store,
                                                                       const Newer& newer) {
    const std::unique_ptr<storage::Snapshot> snapshot = store.GetSnapshot();
    const std::string family(1, static_cast<char>(newer.family));
    const std::unique_ptr<storage::Cursor> cursor = snapshot->Scan({family, {}});
    if (!newer.key.empty()) cursor->Seek(newer.key);
    if (!cursor->Valid() || (!newer.key.empty() && cursor->key() != newer.key)) return std::nullopt;
    return std::make_pair(std::string(cursor->key()), std::string(cursor->value()));
  }

  static absl::Status PutRecord(storage::Store* store, const std::string& key, const std::string& value) {
    absl::StatusOr<storage::PartitionHead> head = store->TakePartition("proof");
    if (!head.ok()) return head.status();
    storage::WriteBatch batch;
    batch.Put(key, value);
    batch.Touch({"proof", head->epoch, head->sequence, head->sequence + 1});
    return store->Commit(batch);
  }

  std::string Records() const {
    std::ostringstream records;
    const absl::Status status = storage::Dump({.data_dir = data_dir_, .environment = kEnvironment}, records);
    return status.ok() ? records.str() : status.ToString();
  }

  void CheckNewer(const Newer& newer, Found* found) {
    {
      const std::unique_ptr<storage::Store> store = OpenStore(/*read_only=*/false, found);
      if (store == nullptr) return;
      std::optional<std::pair<std::string, std::string>> record = FindRecord(*store, newer);
      if (!record.has_value()) {
        ++not_there_;  // that format had none
        return;
      }
      record->second[0] = static_cast<char>(newer.version + 1);
      if (!found->Ok("cannot put the record", PutRecord(store.get(), record->first, record->second))) return;
    }
    const bool is_schema = newer.key == storage::kSchemaKey;
    const auto before = BytesOf(data_dir_ + kFolder);
    const absl::StatusOr<storage::VerifyReport> report = Verify();
    if (is_schema) {
      found->Refused(report.status(), absl::StatusCode::kFailedPrecondition, newer.version + 1, newer.version);
    } else if (found->Ok("verify", report.status())) {
      std::string findings;
      for (const storage::VerifyLine& line : report->tables) {
        for (const std::string& finding : line.findings) absl::StrAppend(&findings, finding, "\n");
      }
      found->Refused(absl::DataLossError(findings), absl::StatusCode::kDataLoss, newer.version + 1, newer.version);
    }
    found->Holds("verify has changed a file", BytesOf(data_dir_ + kFolder) == before);
    report_.AddVerified(static_cast<int64_t>(before.size()));
    const std::string records = Records();
    {
      const std::unique_ptr<Engine> engine = OpenEngine(found);
      if (engine == nullptr) return;
      const absl::StatusOr<std::shared_ptr<Environment>> shop = engine->Find(kEnvironment);
      if (is_schema) {
        found->Refused(shop.status(), absl::StatusCode::kFailedPrecondition, newer.version + 1, newer.version);
      } else if (shop.ok()) {
        ExpectRefusedOrRight(shop->get(), found);
      } else {
        found->Holds(absl::StrCat("should be data loss: ", shop.status().ToString()), absl::IsDataLoss(shop.status()));
      }
    }
    if (is_schema) found->Same("the records", records, Records());
  }

  // Records that are met one by one: who asks for one is refused, nobody gets a wrong answer.
  void ExpectRefusedOrRight(Environment* shop, Found* found) {
    for (const auto& [product, totals] : {std::pair{"Bike", kBike}, {"Lamp", kLamp}}) {
      Found asked;
      const std::string answer = Totals(shop, product, &asked);
      if (asked.what().empty()) {
        found->Same(product, totals, answer);
      } else {
        found->Holds(asked.what(), absl::StrContains(asked.what(), "DATA_LOSS"));
      }
    }
  }

  // Heads are the store's own, and no batch may hold one.
  void CheckHead(Found* found) {
    std::string bytes = storage::EncodePartitionHead({3, 4});
    bytes[0] = 2;
    found->Refused(storage::DecodePartitionHead(bytes).status(), absl::StatusCode::kDataLoss, 2, 1);
    report_.AddVerified(1);
  }

  void LoseAQuantity(Found* found) {
    const std::unique_ptr<storage::Store> store = OpenStore(/*read_only=*/false, found);
    if (store == nullptr) return;
    const auto record = FindRecord(*store, kNewer[0]);
    if (!record.has_value()) return;
    absl::StatusOr<storage::Row> row = storage::DecodeRow(record->second);
    if (!found->Ok("a row", row.status()) || row->cells.empty()) return;
    row->cells[0].quantity_micros -= kMicrosPerUnit;
    std::string value;
    storage::EncodeRow(*row, &value);
    found->Ok("cannot put the row", PutRecord(store.get(), record->first, value));
  }

  const ProofOptions options_;
  ProofReport report_;
  const std::string data_dir_;
  FixedClock clock_{kNowUs};
  std::unique_ptr<storage::DataDirectory> directory_;
  int64_t not_there_ = 0;
};

}  // namespace
}  // namespace onhand::proof

int main(int argc, char** argv) {
  onhand::proof::ProofOptions options;
  if (const auto status = onhand::proof::ParseProofFlags(onhand::proof::kKind, argc, argv, &options)) return *status;
  return onhand::proof::Compatibility(options).Run();
}
