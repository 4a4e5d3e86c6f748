#include "storage/inspect/dump.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "storage/directory/data_directory.h"
#include "storage/inspect/family_names.h"
#include "storage/inspect/record_text.h"
#include "storage/keys/meta_key.h"
#include "storage/kv/store.h"
#include "storage/records/dictionary.h"

namespace onhand::storage {
namespace {

// A dump reads everything once; what it leaves in memory is of no use.
constexpr uint64_t kCacheBytes = 8 << 20;

absl::Status CheckNamedFamilies(const std::vector<std::string>& wanted) {
  for (const std::string& name : wanted) {
    const auto known = [&name](const NamedFamily& family) { return family.name == name; };
    if (std::any_of(kNamedFamilies.begin(), kNamedFamilies.end(), known)) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("unknown key family '", name, "'; there are ",
                     absl::StrJoin(kNamedFamilies, ", ",
                                   [](std::string* out, const NamedFamily& family) { out->append(family.name); })));
  }
  return absl::OkStatus();
}

// Measure names; none if they cannot be read, which the dump of "meta" then shows.
std::vector<std::string> Measures(const Snapshot& snapshot) {
  absl::StatusOr<std::optional<std::string>> value = snapshot.Get(kDictionaryKey);
  if (!value.ok() || !value->has_value()) return {};
  absl::StatusOr<std::vector<std::string>> names = DecodeDictionary(**value);
  return names.ok() ? *std::move(names) : std::vector<std::string>();
}

absl::Status DumpFamily(const Snapshot& snapshot, Family family, const std::vector<std::string>& measures,
                        uint64_t limit, std::ostream& out) {
  const std::unique_ptr<Cursor> cursor =
      snapshot.Scan({std::string(1, static_cast<char>(family)), {}}, {.fill_cache = false});
  uint64_t lines = 0;
  for (; cursor->Valid() && (limit == 0 || lines < limit); cursor->Next(), ++lines) {
    out << RecordText(family, cursor->key(), cursor->value(), measures) << '\n';
    if (!out.good()) return absl::UnavailableError("cannot write the dump: its output was closed or is full");
  }
  return cursor->status();
}

}  // namespace

std::vector<std::string_view> DumpFamilies() {
  std::vector<std::string_view> names;
  for (const NamedFamily& family : kNamedFamilies) names.push_back(family.name);
  return names;
}

absl::Status Dump(const DumpOptions& options, std::ostream& out) {
  if (absl::Status status = CheckNamedFamilies(options.families); !status.ok()) return status;
  DirectoryOptions directory_options;
  directory_options.data_dir = options.data_dir;
  directory_options.block_cache_bytes = kCacheBytes;
  directory_options.read_only = true;
  absl::StatusOr<std::unique_ptr<DataDirectory>> directory = DataDirectory::Open(std::move(directory_options));
  if (!directory.ok()) return directory.status();
  absl::StatusOr<std::unique_ptr<Store>> store = (*directory)->OpenStore(options.environment);
  if (!store.ok()) return store.status();
  const std::unique_ptr<Snapshot> snapshot = (*store)->GetSnapshot();
  const std::vector<std::string> measures = Measures(*snapshot);
  for (const NamedFamily& family : kNamedFamilies) {
    const bool wanted = options.families.empty() || std::find(options.families.begin(), options.families.end(),
                                                              family.name) != options.families.end();
    if (!wanted) continue;
    absl::Status status = DumpFamily(*snapshot, family.family, measures, options.limit, out);
    if (!status.ok()) return status;
  }
  out.flush();
  return absl::OkStatus();
}

}  // namespace onhand::storage
