#include "storage/inspect/verify.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/directory/data_directory.h"
#include "storage/directory/format_version.h"
#include "storage/inspect/family_names.h"
#include "storage/inspect/record_text.h"
#include "storage/keys/log_key.h"
#include "storage/keys/meta_key.h"
#include "storage/keys/partition_key.h"
#include "storage/kv/disk.h"
#include "storage/kv/disk_stream.h"
#include "storage/kv/partition_heads.h"
#include "storage/kv/rocks_verify.h"
#include "storage/kv/store.h"
#include "storage/ledger/main_partition.h"
#include "storage/records/coding.h"

namespace onhand::storage {
namespace {

// A check reads everything once; what it leaves in memory is of no use.
constexpr uint64_t kCacheBytes = 8 << 20;
// Files are read once as blocks and once as records.
constexpr double kShareOfFiles = 0.5;
constexpr uint64_t kRecordsBetweenCalls = 4096;

void Find(VerifyLine* line, std::string finding) {
  if (line->findings.size() < kFindingsMax) line->findings.push_back(std::move(finding));
  ++line->findings_total;
}

absl::StatusOr<std::unique_ptr<DataDirectory>> OpenDirectory(const std::string& data_dir) {
  DirectoryOptions options;
  options.data_dir = data_dir;
  options.block_cache_bytes = kCacheBytes;
  options.read_only = true;
  return DataDirectory::Open(std::move(options));
}

class Verification {
 public:
  explicit Verification(const VerifyRequest& request) : request_(request) {}

  absl::StatusOr<VerifyReport> Run();

 private:
  bool GoOn(double fraction) const { return request_.progress == nullptr || request_.progress(fraction); }
  // False: it is damaged.
  absl::StatusOr<bool> CheckFormat(const std::string& folder);
  absl::Status CheckFiles(const std::string& folder);
  // FAILED_PRECONDITION: newer than this program.
  absl::Status CheckSchema(const Snapshot& snapshot) const;
  absl::Status CheckTables(const Store& store);
  absl::Status CheckTable(const Snapshot& snapshot, const NamedFamily& family);
  void CheckLogNumbers(const Snapshot& snapshot, VerifyLine* line);

  const VerifyRequest& request_;
  VerifyReport report_;
  std::optional<uint64_t> first_log_record_;
  uint64_t last_log_record_ = 0;
};

absl::StatusOr<bool> Verification::CheckFormat(const std::string& folder) {
  VerifyLine& line = report_.files.emplace_back();
  line.name = "FORMAT";
  line.holds = "format";
  const absl::StatusOr<uint64_t> bytes = FileBytes(*Disk::System(), folder + "/FORMAT");
  if (bytes.ok()) line.bytes = *bytes;
  const absl::StatusOr<uint32_t> format = BringUpToDate(folder, report_.environment, /*may_write=*/false);
  if (format.ok()) {
    line.records = 1;
    return true;
  }
  if (!absl::IsDataLoss(format.status())) return format.status();
  Find(&line, std::string(format.status().message()));
  return false;
}

absl::Status Verification::CheckFiles(const std::string& folder) {
  absl::StatusOr<std::vector<VerifiedFile>> files =
      VerifyRocksFiles(*Disk::System(), folder + "/db", [this](uint64_t done, uint64_t total) {
        return GoOn(total == 0 ? 0 : kShareOfFiles * static_cast<double>(done) / static_cast<double>(total));
      });
  if (!files.ok()) return files.status();
  for (VerifiedFile& file : *files) {
    VerifyLine& line = report_.files.emplace_back();
    line.name = file.path.substr(folder.size() + 1);
    line.holds = std::move(file.holds);
    line.bytes = file.bytes;
    line.records = file.entries;
    line.note = std::move(file.note);
    if (!file.damage.empty()) Find(&line, std::move(file.damage));
  }
  return absl::OkStatus();
}

absl::Status Verification::CheckTable(const Snapshot& snapshot, const NamedFamily& family) {
  VerifyLine& line = report_.tables.emplace_back();
  line.name = std::string(family.name);
  const std::unique_ptr<Cursor> cursor =
      snapshot.Scan({std::string(1, static_cast<char>(family.family)), {}}, {.fill_cache = false});
  uint64_t expected = 0;
  for (; cursor->Valid(); cursor->Next()) {
    ++line.records;
    line.bytes += cursor->key().size() + cursor->value().size();
    const absl::Status status = CheckRecord(family.family, cursor->key(), cursor->value());
    if (!status.ok()) Find(&line, absl::StrCat("record ", line.records, ": ", status.message()));
    if (family.family == Family::kLog) {
      const uint64_t number = ParseLogKey(cursor->key()).value_or(0);
      if (!first_log_record_.has_value()) first_log_record_ = expected = number;
      if (number != expected) {
        Find(&line, absl::StrCat("records ", expected, " to ", number - 1, " are missing"));
      }
      expected = number + 1;
      last_log_record_ = number;
    }
    if (line.records % kRecordsBetweenCalls == 0 && !GoOn(kShareOfFiles)) return absl::CancelledError("ended");
  }
  if (!cursor->status().ok()) Find(&line, std::string(cursor->status().message()));
  if (family.family == Family::kLog) CheckLogNumbers(snapshot, &line);
  return absl::OkStatus();
}

// The log must begin where "log_begin" says and end where the partition does.
void Verification::CheckLogNumbers(const Snapshot& snapshot, VerifyLine* line) {
  const auto get = [&](std::string_view key) -> std::optional<std::string> {
    const absl::StatusOr<std::optional<std::string>> value = snapshot.Get(key);
    return value.ok() ? *value : std::nullopt;  // damage shows in the table it is of
  };
  PartitionHead head;
  if (const auto value = get(PartitionKey(kMainPartition)); value.has_value()) {
    head = DecodePartitionHead(*value).value_or(PartitionHead{});
  }
  if (head.sequence != last_log_record_) {
    Find(line, absl::StrCat("ends with record ", last_log_record_, "; the partition stands at ", head.sequence));
  }
  uint64_t begin = 1;
  if (const auto value = get(kLogBeginKey); value.has_value()) begin = Reader(*value).Varint();
  if (first_log_record_.has_value() && *first_log_record_ != begin) {
    Find(line, absl::StrCat("begins with record ", *first_log_record_, " instead of ", begin));
  }
}

absl::Status Verification::CheckSchema(const Snapshot& snapshot) const {
  const absl::StatusOr<std::optional<std::string>> value = snapshot.Get(kSchemaKey);
  if (!value.ok() || !value->has_value()) return absl::OkStatus();  // damage shows in the table it is of
  const uint64_t schema = Reader(**value).Varint();
  if (schema <= kSchema) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("environment '", report_.environment, "': its tables have version ",
                                                    schema, "; this program knows versions up to ", kSchema,
                                                    ": use the newer program that wrote them"));
}

absl::Status Verification::CheckTables(const Store& store) {
  const std::unique_ptr<Snapshot> snapshot = store.GetSnapshot();
  double done = 0;
  for (const NamedFamily& family : kNamedFamilies) {
    if (absl::Status status = CheckTable(*snapshot, family); !status.ok()) return status;
    done += 1.0 / kNamedFamilies.size();
    if (!GoOn(kShareOfFiles + (1 - kShareOfFiles) * done)) return absl::CancelledError("verify was ended");
  }
  return absl::OkStatus();
}

absl::StatusOr<VerifyReport> Verification::Run() {
  absl::StatusOr<std::unique_ptr<DataDirectory>> directory = OpenDirectory(request_.data_dir);
  if (!directory.ok()) return directory.status();
  absl::StatusOr<std::string> id = DataDirectory::FoldEnvironmentId(request_.environment);
  if (!id.ok()) return id.status();
  report_.environment = *id;
  absl::StatusOr<std::string> folder = (*directory)->FolderOf(*id);
  if (!folder.ok()) return folder.status();
  const absl::StatusOr<bool> format = CheckFormat(*folder);
  if (!format.ok()) return format.status();
  if (absl::Status status = CheckFiles(*folder); !status.ok()) return status;
  // Damage within a table file leaves the rest readable; of any other file it does not.
  const bool readable = std::all_of(report_.files.begin(), report_.files.end(), [](const VerifyLine& line) {
    return line.findings_total == 0 || absl::EndsWith(line.name, ".sst");
  });
  if (!*format || !readable) return std::move(report_);
  absl::StatusOr<std::unique_ptr<Store>> store = (*directory)->OpenStore(*id);
  if (!store.ok()) {
    if (!absl::IsDataLoss(store.status())) return store.status();
    VerifyLine& line = report_.tables.emplace_back();
    line.name = "all";
    Find(&line, std::string(store.status().message()));
    return std::move(report_);
  }
  absl::Status status = CheckSchema(*(*store)->GetSnapshot());
  if (status.ok()) status = CheckTables(**store);
  if (!status.ok()) return status;
  return std::move(report_);
}

}  // namespace

uint64_t VerifyReport::findings_total() const {
  uint64_t total = 0;
  for (const VerifyLine& line : files) total += line.findings_total;
  for (const VerifyLine& line : tables) total += line.findings_total;
  return total;
}

absl::StatusOr<std::vector<std::string>> EnvironmentsToVerify(const std::string& data_dir) {
  absl::StatusOr<std::unique_ptr<DataDirectory>> directory = OpenDirectory(data_dir);
  if (!directory.ok()) return directory.status();
  return (*directory)->List();
}

absl::StatusOr<VerifyReport> Verify(const VerifyRequest& request) { return Verification(request).Run(); }

}  // namespace onhand::storage
