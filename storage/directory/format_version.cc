#include "storage/directory/format_version.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "storage/base/check.h"
#include "storage/directory/files.h"
#include "storage/kv/rocks_resources.h"
#include "storage/kv/rocks_store.h"

namespace onhand::storage {
namespace {

constexpr std::string_view kBeforeVersion = "onhand-environment format=";
constexpr std::string_view kBeforeId = " id=";

std::string FormatPath(const std::string& folder) { return folder + "/FORMAT"; }

struct Format {
  uint32_t version = 0;
  std::string id;
};

absl::StatusOr<Format> ReadFormat(const std::string& folder, const Disk& disk) {
  const std::string path = FormatPath(folder);
  absl::StatusOr<std::string> content = ReadSmallFile(path, disk);
  if (absl::IsNotFound(content.status())) return absl::DataLossError(absl::StrCat(path, " is missing"));
  if (!content.ok()) return content.status();
  const absl::Status damaged = absl::DataLossError(
      absl::StrCat(path, " is damaged: it should be one line 'onhand-environment format=VERSION id=ID'"));
  std::string_view rest = *content;
  if (rest.substr(0, kBeforeVersion.size()) != kBeforeVersion || rest.back() != '\n') return damaged;
  rest.remove_prefix(kBeforeVersion.size());
  rest.remove_suffix(1);
  const size_t end = rest.find(kBeforeId);
  if (end == std::string_view::npos || rest.find('\n') != std::string_view::npos) return damaged;
  Format format;
  if (!absl::SimpleAtoi(std::string(rest.substr(0, end)), &format.version)) return damaged;
  format.id = std::string(rest.substr(end + kBeforeId.size()));
  return format;
}

absl::StatusOr<std::unique_ptr<Store>> OpenDatabase(const std::string& folder, const std::shared_ptr<Disk>& disk,
                                                    bool adds_tables) {
  const RocksLimits small{
      .block_cache_bytes = 8 << 20, .write_buffer_bytes = 8 << 20, .background_threads = 1, .disk = disk};
  return OpenRocksStore({.path = folder + "/db",
                         .resources = std::make_shared<RocksResources>(small),
                         .keep = nullptr,
                         .adds_tables = adds_tables,
                         .may_have_range_markers = true});
}

// Version 2 has more tables, each a column family; opening a database for writing makes those that are missing. Its
// records are read beside those of version 1.
absl::Status BringToFormat2(const std::string& folder, const std::shared_ptr<Disk>& disk) {
  return OpenDatabase(folder, disk, /*adds_tables=*/true).status();
}

// In version 3 no table has markers that remove ranges of keys.
absl::Status BringToFormat3(const std::string& folder, const std::shared_ptr<Disk>& disk) {
  const absl::StatusOr<std::unique_ptr<Store>> store = OpenDatabase(folder, disk, /*adds_tables=*/false);
  return store.ok() ? DropRangeMarkers(store->get()) : store.status();
}

}  // namespace

absl::Span<const Migration> Migrations() {
  static const auto* const ladder = new std::vector<Migration>{{1, 2, &BringToFormat2}, {2, 3, &BringToFormat3}};
  return *ladder;
}

absl::Status WriteFormat(const std::string& folder, std::string_view id, uint32_t version, const Disk& disk) {
  std::string content(kBeforeVersion);
  absl::StrAppend(&content, version);
  content.append(kBeforeId).append(id).push_back('\n');
  return ReplaceFile(FormatPath(folder), content, disk);
}

absl::StatusOr<uint32_t> BringToFormat(const std::string& folder, std::string_view id, uint32_t wanted, uint32_t usable,
                                       absl::Span<const Migration> ladder, bool may_write,
                                       const std::shared_ptr<Disk>& disk) {
  absl::StatusOr<Format> format = ReadFormat(folder, *disk);
  if (!format.ok()) return format.status();
  if (format->id != id) {
    return absl::DataLossError(absl::StrCat(FormatPath(folder), " is that of environment '", format->id,
                                            "': the folder was renamed or mixed up by hand"));
  }
  if (format->version > wanted) {
    return absl::FailedPreconditionError(absl::StrCat(folder, " has format version ", format->version,
                                                      "; this program reads versions up to ", wanted,
                                                      ": use the newer program that wrote it"));
  }
  while (format->version < wanted) {
    const auto rung = std::find_if(ladder.begin(), ladder.end(),
                                   [&](const Migration& migration) { return migration.from == format->version; });
    if (rung == ladder.end()) {
      return absl::FailedPreconditionError(absl::StrCat(folder, " has format version ", format->version,
                                                        ", which this program (version ", wanted,
                                                        ") cannot bring up to date"));
    }
    if (!may_write && format->version >= usable) break;
    if (!may_write) {
      return absl::FailedPreconditionError(absl::StrCat(folder, " has format version ", format->version,
                                                        " and this program writes ", wanted,
                                                        ": open it once for writing, which brings it up to date"));
    }
    ONHAND_CHECK(rung->to > rung->from && rung->to <= wanted);
    absl::Status status = rung->run(folder, disk);
    if (status.ok()) status = WriteFormat(folder, id, rung->to, *disk);
    if (!status.ok() && format->version >= usable) break;
    if (!status.ok()) return status;
    format->version = rung->to;
  }
  return format->version;
}

absl::StatusOr<uint32_t> BringUpToDate(const std::string& folder, std::string_view id, bool may_write,
                                       const std::shared_ptr<Disk>& disk) {
  return BringToFormat(folder, id, kFormatVersion, kUsableFormat, Migrations(), may_write, disk);
}

}  // namespace onhand::storage
