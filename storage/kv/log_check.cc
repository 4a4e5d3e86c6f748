#include "storage/kv/log_check.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "storage/base/failpoint.h"
#include "storage/kv/commit_mark.h"
#include "storage/kv/disk_stream.h"
#include "storage/records/coding.h"

namespace onhand::storage {
namespace {

constexpr std::string_view kLogSuffix = ".log";
constexpr size_t kCurrentBytesMax = 64;
// Of a change in the write-ahead log: its number and how many numbers it takes.
constexpr size_t kChangeHeaderBytes = 12;

absl::StatusOr<std::string> ReadWhole(const Disk& disk, const std::string& path) {
  std::string content;
  absl::StatusOr<uint64_t> bytes = ReadPieces(disk, path, UINT64_MAX, [&content](std::string_view piece) {
    content.append(piece);
    return absl::OkStatus();
  });
  if (!bytes.ok()) return bytes.status();
  return content;
}

absl::Status Damage(const std::string& path, std::string_view what) {
  return absl::DataLossError(absl::StrCat(path, " ", std::string(what)));
}
absl::Status DamageAt(const std::string& path, uint64_t offset, const std::string& what) {
  return absl::DataLossError(absl::StrCat(path, " is damaged at offset ", offset, ": ", what));
}

// Along the changes in the log.
struct Progress {
  std::optional<uint64_t> next;  // number of the change after the last one that was read
  // The first place where a log file ends before its last byte, or has nothing in it; "" if there is none.
  std::string torn_path;
  uint64_t torn_at = 0;
  std::string torn_what;
  // Changes of a later file need not be the next ones: some may have been taken over between.
  bool torn_by_zeros = false;
};

class Check {
 public:
  Check(const Disk& disk, const std::string& folder) : disk_(disk), folder_(folder) {}

  absl::Status Run();
  LogCheck Take() { return std::move(result_); }

 private:
  bool damaged() const { return !result_.damage.ok(); }
  void Found(absl::Status damage) {
    if (!damaged()) result_.damage = std::move(damage);
  }
  CheckedLog& AddFile(const std::string& path, uint64_t bytes) {
    result_.files.push_back({path, bytes, 0, ""});
    return result_.files.back();
  }

  absl::Status ReadMark();
  absl::Status ReadCurrent();
  absl::Status CheckManifest();
  absl::StatusOr<std::map<uint64_t, std::string>> NeededLogs() const;
  absl::Status CheckLog(const std::string& path);
  void CheckChange(const std::string& path, uint64_t offset, std::string_view record);
  void CheckEnd();
  // The first number from `begin` to before `end` that should be in the log; `end` if there is none.
  uint64_t FirstMissing(uint64_t begin, uint64_t end) const;

  const Disk& disk_;
  const std::string& folder_;
  LogCheck result_;
  std::optional<CommitMarkContent> mark_;
  uint64_t manifest_number_ = 0;
  Progress progress_;
};

absl::Status Check::Run() {
  if (absl::Status status = ReadMark(); !status.ok() || damaged()) return status;
  if (absl::Status status = ReadCurrent(); !status.ok() || damaged()) return status;
  if (absl::Status status = CheckManifest(); !status.ok() || damaged()) return status;
  absl::StatusOr<std::map<uint64_t, std::string>> logs = NeededLogs();
  if (!logs.ok()) return logs.status();
  for (const auto& [number, path] : *logs) {
    if (absl::Status status = CheckLog(path); !status.ok() || damaged()) return status;
  }
  CheckEnd();
  return absl::OkStatus();
}

absl::Status Check::ReadMark() {
  const std::string path = CommitMarkPath(folder_);
  absl::StatusOr<std::optional<CommitMarkContent>> mark = ReadCommitMark(disk_, path);
  if (absl::IsDataLoss(mark.status())) {
    AddFile(path, 0);
    Found(absl::DataLossError(absl::StrCat(mark.status().message(),
                                           ". It only guards the end of the write-ahead log: "
                                           "remove it, and what is there is taken for all there was")));
    return absl::OkStatus();
  }
  if (!mark.ok()) return mark.status();
  mark_ = *mark;
  if (!mark_.has_value()) return absl::OkStatus();
  absl::StatusOr<uint64_t> bytes = FileBytes(disk_, path);
  if (!bytes.ok()) return bytes.status();
  AddFile(path, *bytes).records = 1;
  return absl::OkStatus();
}

absl::Status Check::ReadCurrent() {
  const std::string path = folder_ + "/CURRENT";
  absl::StatusOr<std::string> content = disk_.ReadFile(path, kCurrentBytesMax);
  CheckedLog& file = AddFile(path, content.ok() ? content->size() : 0);
  if (absl::IsNotFound(content.status())) {
    Found(Damage(path, "is missing"));
    return absl::OkStatus();
  }
  if (!content.ok()) return content.status();
  std::string_view name = *content;
  const bool has_end = absl::EndsWith(*content, "\n");
  if (has_end) name.remove_suffix(1);
  const std::optional<uint64_t> number = ManifestNumber(name);
  if (!has_end || !number.has_value()) {
    Found(Damage(path, "is damaged: it should be one line with the name of the MANIFEST"));
    return absl::OkStatus();
  }
  if (mark_.has_value() && *number < mark_->manifest) {
    Found(Damage(path, absl::StrCat("is damaged: it names MANIFEST ", *number, "; there was a number ", mark_->manifest,
                                    " already")));
    return absl::OkStatus();
  }
  manifest_number_ = *number;
  file.records = 1;
  result_.manifest_path = folder_ + "/" + std::string(name);
  return absl::OkStatus();
}

absl::Status Check::CheckManifest() {
  const std::string& path = result_.manifest_path;
  absl::StatusOr<std::string> content = ReadWhole(disk_, path);
  CheckedLog& file = AddFile(path, content.ok() ? content->size() : 0);
  if (absl::IsNotFound(content.status())) {
    Found(Damage(path, "is missing, which CURRENT names"));
    return absl::OkStatus();
  }
  if (!content.ok()) return content.status();
  result_.manifest = ReadManifest(*content);
  const ManifestFacts& facts = result_.manifest;
  file.records = facts.scan.records;
  if (!facts.wrong.empty()) {
    Found(Damage(path, absl::StrCat("is damaged: ", facts.wrong)));
  } else if (facts.scan.end == LogScan::End::kDamaged) {
    Found(DamageAt(path, facts.scan.wrong_at, facts.scan.what));
  } else if (facts.scan.records == 0) {
    Found(DamageAt(path, 0, "it holds no record"));
  } else if (mark_.has_value() && mark_->manifest == manifest_number_ && facts.scan.wrong_at < mark_->manifest_bytes) {
    Found(DamageAt(path, facts.scan.wrong_at,
                   absl::StrCat(facts.scan.what.empty() ? "it ends there" : facts.scan.what, "; ",
                                mark_->manifest_bytes, " bytes of it were on disk")));
  } else if (facts.scan.end != LogScan::End::kWhole) {
    file.note = absl::StrCat("torn end at offset ", facts.scan.wrong_at);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::map<uint64_t, std::string>> Check::NeededLogs() const {
  absl::StatusOr<std::vector<std::string>> names = disk_.ListFolder(folder_);
  if (!names.ok()) return names.status();
  std::map<uint64_t, std::string> logs;
  for (const std::string& name : *names) {
    uint64_t number = 0;
    if (!absl::EndsWith(name, std::string(kLogSuffix)) ||
        !absl::SimpleAtoi(name.substr(0, name.size() - kLogSuffix.size()), &number)) {
      continue;
    }
    if (number >= result_.manifest.first_log) logs[number] = folder_ + "/" + name;
  }
  return logs;
}

absl::Status Check::CheckLog(const std::string& path) {
  CheckedLog& file = AddFile(path, 0);
  const Progress before = progress_;
  LogScan scan;
  for (std::optional<uint64_t> wrong_at; !damaged();) {
    absl::StatusOr<std::string> content = ReadWhole(disk_, path);
    // Only a reader beside a writer meets that; what was in it is in tables by now.
    if (absl::IsNotFound(content.status())) return absl::OkStatus();
    if (!content.ok()) return content.status();
    file.bytes = content->size();
    progress_ = before;
    scan = ScanLog(*content, [&](uint64_t offset, std::string_view record) { CheckChange(path, offset, record); });
    // A writer may have put a record where the zeros were that had been read, and a further one behind it. Whatever
    // came before what was seen of it is there the next time.
    if (scan.end != LogScan::End::kDamaged || wrong_at == scan.wrong_at) break;
    wrong_at = scan.wrong_at;
  }
  file.records = scan.records;
  if (damaged()) return absl::OkStatus();
  if (scan.end == LogScan::End::kDamaged) {
    Found(DamageAt(path, scan.wrong_at,
                   scan.follows_at == scan.wrong_at
                       ? scan.what
                       : absl::StrCat(scan.what, "; the next record begins at offset ", scan.follows_at)));
    return absl::OkStatus();
  }
  const bool torn = scan.end != LogScan::End::kWhole;
  const bool zeros = scan.end == LogScan::End::kZeros;
  if (torn) file.note = absl::StrCat(zeros ? "only zeros from offset " : "torn end at offset ", scan.wrong_at);
  // RocksDB begins no new file while there is nothing in the one it has.
  if (progress_.torn_path.empty() && (torn || (scan.records == 0 && !progress_.next.has_value()))) {
    progress_.torn_path = path;
    progress_.torn_at = scan.wrong_at;
    progress_.torn_what = torn ? scan.what : "it holds no record";
    progress_.torn_by_zeros = zeros && progress_.next.has_value();
  }
  return absl::OkStatus();
}

void Check::CheckChange(const std::string& path, uint64_t offset, std::string_view record) {
  if (damaged()) return;
  if (record.size() < kChangeHeaderBytes) {
    Found(DamageAt(path, offset, "the record is too short for a change"));
    return;
  }
  Reader reader(record);
  const uint64_t number = reader.Fixed64();
  const uint64_t end = number + reader.Fixed32();
  // A recovery that dropped a torn end goes on under the number of what was torn.
  if (!progress_.torn_path.empty() && !progress_.torn_by_zeros &&
      (!progress_.next.has_value() || number > *progress_.next)) {
    Found(DamageAt(progress_.torn_path, progress_.torn_at,
                   absl::StrCat(progress_.torn_what, "; what was written later is in ", path)));
    return;
  }
  progress_.torn_path.clear();
  const uint64_t expected = progress_.next.value_or(result_.manifest.last_sequence + 1);
  if (const uint64_t missing = FirstMissing(expected, number); missing < number) {
    Found(DamageAt(path, offset,
                   absl::StrCat("the changes numbered ", missing, " to ", number - 1, " are missing before it")));
    return;
  }
  progress_.next = std::max(progress_.next.value_or(0), end);
}

// What the MANIFEST and the mark know of must be in the log, or in tables.
void Check::CheckEnd() {
  const ManifestFacts& facts = result_.manifest;
  const uint64_t last = std::max(facts.last_sequence, mark_.has_value() ? mark_->sequence : 0);
  const uint64_t begin = progress_.next.value_or(std::max(facts.first_last_sequence, facts.newest_in_tables) + 1);
  const uint64_t missing = FirstMissing(begin, last + 1);
  if (missing > last) return;
  const std::string lost =
      absl::StrCat("the changes numbered ", missing, " to ", last, " were on disk and are not there");
  if (!progress_.torn_path.empty()) {
    Found(DamageAt(progress_.torn_path, progress_.torn_at, absl::StrCat(progress_.torn_what, "; ", lost)));
  } else {
    Found(absl::DataLossError(absl::StrCat("the write-ahead log in ", folder_, " is cut short: ", lost)));
  }
}

uint64_t Check::FirstMissing(uint64_t begin, uint64_t end) const {
  // Of numbers before it the MANIFEST need not know whether files were taken over under them.
  begin = std::max(begin, std::min(end, result_.manifest.first_last_sequence + 1));
  while (begin < end && result_.manifest.taken_over.contains(begin)) ++begin;
  return begin;
}

absl::Status DropTornEnd(const Disk& disk, const LogCheck& check) {
  const LogScan& scan = check.manifest.scan;
  if (scan.end == LogScan::End::kWhole) return absl::OkStatus();
  absl::StatusOr<std::string> content = disk.ReadFile(check.manifest_path, scan.wrong_at);
  if (!content.ok()) return content.status();
  // RocksDB removes files with this ending if a crash leaves one.
  const std::string fresh = check.manifest_path + ".dbtmp";
  absl::Status status = disk.WriteFile(fresh, *content);
  if (status.ok()) status = disk.Rename(fresh, check.manifest_path);
  if (status.ok()) status = disk.SyncFolder(std::filesystem::path(check.manifest_path).parent_path().string());
  return status;
}

}  // namespace

absl::StatusOr<LogCheck> CheckLogs(const Disk& disk, const std::string& path) {
  Check check(disk, path);
  if (absl::Status status = check.Run(); !status.ok()) return status;
  return check.Take();
}

absl::Status PrepareLogs(const Disk& disk, const std::string& path, bool may_write) {
  if (SkipAtFailpoint("store.open.check_logs")) return absl::OkStatus();
  absl::StatusOr<LogCheck> check = CheckLogs(disk, path);
  absl::Status status = check.ok() ? check->damage : check.status();
  if (status.ok() && may_write) status = DropTornEnd(disk, *check);
  if (status.ok()) return status;
  return absl::Status(absl::IsNotFound(status) ? absl::StatusCode::kDataLoss : status.code(),
                      absl::StrCat("cannot open database ", path, ": ", status.message()));
}

}  // namespace onhand::storage
