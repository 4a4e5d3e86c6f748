#include "storage/kv/rocks_verify.h"

#include <rocksdb/convenience.h>
#include <rocksdb/options.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/table_properties.h>
#include <rocksdb/utilities/options_util.h>

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "storage/kv/beside_a_writer.h"
#include "storage/kv/commit_mark.h"
#include "storage/kv/disk_stream.h"
#include "storage/kv/log_check.h"

namespace onhand::storage {
namespace {

constexpr std::string_view kTableSuffix = ".sst";

std::string NameOf(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::string LogKind(const std::string& path, const std::string& database) {
  const std::string name = NameOf(path);
  if (path == CommitMarkPath(database)) return "mark";
  if (name == "CURRENT") return "current";
  return absl::StartsWith(name, "MANIFEST-") ? "manifest" : "write-ahead log";
}

// Every block against its checksum.
void VerifyTable(const Disk& disk, uint64_t bytes_expected, VerifiedFile* file) {
  const absl::StatusOr<uint64_t> bytes = FileBytes(disk, file->path);
  if (!bytes.ok()) {
    file->damage = absl::IsNotFound(bytes.status()) ? "is missing" : std::string(bytes.status().message());
    return;
  }
  file->bytes = *bytes;
  if (*bytes != bytes_expected) {
    file->damage = absl::StrCat("has ", *bytes, " bytes; the MANIFEST says ", bytes_expected);
    return;
  }
  rocksdb::Options options;
  options.env = disk.env();
  rocksdb::SstFileReader reader(options);
  rocksdb::Status status = reader.Open(file->path);
  if (status.ok()) status = reader.VerifyChecksum();
  if (!status.ok()) {
    file->damage = status.ToString();
    return;
  }
  file->entries = reader.GetTableProperties()->num_entries;
}

void VerifyOptions(const Disk& disk, VerifiedFile* file) {
  file->holds = "options";
  rocksdb::ConfigOptions config;
  config.env = disk.env();
  config.ignore_unknown_options = true;
  rocksdb::DBOptions options;
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  const rocksdb::Status status = rocksdb::LoadOptionsFromFile(config, file->path, &options, &families);
  if (!status.ok()) file->note = "cannot be understood; nobody reads it, the next opening writes another";
}

absl::StatusOr<uint64_t> TableNumber(const std::string& name) {
  uint64_t number = 0;
  if (absl::EndsWith(name, std::string(kTableSuffix)) &&
      absl::SimpleAtoi(name.substr(0, name.size() - kTableSuffix.size()), &number)) {
    return number;
  }
  return absl::NotFoundError("not a table");
}

}  // namespace

absl::StatusOr<std::vector<VerifiedFile>> VerifyRocksFiles(const Disk& disk, const std::string& path,
                                                           const VerifyProgressCallback& progress) {
  absl::StatusOr<LogCheck> check;
  const absl::Status read = ReadBesideAWriter(disk, path, [&] {
    check = CheckLogs(disk, path);
    return check.status();
  });
  if (check.ok() && !read.ok()) return read;
  if (!check.ok() && !absl::IsNotFound(check.status())) return check.status();
  std::vector<VerifiedFile> files;
  if (!check.ok()) {
    files.push_back({path, "database", 0, 0, "", "is missing"});
    return files;
  }
  uint64_t done = 0;
  uint64_t total = 0;
  std::map<std::string, bool> known;
  for (const CheckedLog& log : check->files) {
    files.push_back({log.path, LogKind(log.path, path), log.bytes, log.records, log.note, ""});
    known[NameOf(log.path)] = true;
    done += log.bytes;
  }
  if (!check->damage.ok()) {
    files.back().damage = std::string(check->damage.message());
    if (!check->manifest.scan.records) return files;
  }
  for (const auto& [number, table] : check->manifest.tables) total += table.bytes;
  total += done;
  for (const auto& [number, table] : check->manifest.tables) {
    if (progress != nullptr && !progress(done, total)) return absl::CancelledError("verify was ended");
    std::string name = absl::StrCat(number, std::string(kTableSuffix));
    name.insert(0, name.size() < 10 ? 10 - name.size() : 0, '0');
    VerifiedFile& file = files.emplace_back();
    file.path = absl::StrCat(path, "/", name);
    file.holds = table.family == "default" ? "partitions" : table.family;
    VerifyTable(disk, table.bytes, &file);
    known[name] = true;
    done += table.bytes;
  }
  absl::StatusOr<std::vector<std::string>> names = disk.ListFolder(path);
  if (!names.ok()) return names.status();
  std::sort(names->begin(), names->end());
  for (const std::string& name : *names) {
    if (known.contains(name)) continue;
    VerifiedFile& file = files.emplace_back();
    file.path = absl::StrCat(path, "/", name);
    const absl::StatusOr<uint64_t> bytes = FileBytes(disk, file.path);
    file.bytes = bytes.ok() ? *bytes : 0;
    if (absl::StartsWith(name, "OPTIONS-")) {
      VerifyOptions(disk, &file);
    } else if (name == "IDENTITY") {
      file.holds = "identity";
    } else if (name == "LOCK") {
      file.holds = "lock";
    } else {
      file.note = TableNumber(name).ok() ? "belongs to nothing; goes at the next opening" : "not in use";
    }
  }
  if (progress != nullptr && !progress(total, total)) return absl::CancelledError("verify was ended");
  return files;
}

}  // namespace onhand::storage
