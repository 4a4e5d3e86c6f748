// File: format_version.h
//
// The version of everything inside an environment's folder, in its FORMAT file, and the way from older versions to
// the present one.
//
//   FORMAT := "onhand-environment format=" version " id=" id "\n"       id folded, as in environment_id.h
//
// A newer version than this program's is refused. An older one is brought up rung by rung; after each rung FORMAT
// says so, so that a crash goes on from there. docs/formats/directory.md tells how to add a rung.
#ifndef ONHAND_STORAGE_DIRECTORY_FORMAT_VERSION_H_
#define ONHAND_STORAGE_DIRECTORY_FORMAT_VERSION_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/kv/disk.h"

namespace onhand::storage {

// What this program writes.
inline constexpr uint32_t kFormatVersion = 3;
// From which on tables are as today's: such a folder is used as it is where it cannot be brought up to date.
inline constexpr uint32_t kUsableFormat = 2;
// From which on no table has markers that remove ranges of keys (RocksStoreOptions::may_have_range_markers).
inline constexpr uint32_t kFormatWithoutRangeMarkers = 3;

// One rung: changes a folder of version `from` into one of version `to` > from. It may be run again after a crash in
// the middle of it, so it must start by looking how far it came. The folder is locked and its database closed.
struct Migration {
  uint32_t from = 0;
  uint32_t to = 0;
  std::function<absl::Status(const std::string& folder, const std::shared_ptr<Disk>& disk)> run;
};

// The rungs that lead to kFormatVersion.
absl::Span<const Migration> Migrations();

// Writes a new folder's FORMAT. UNAVAILABLE.
absl::Status WriteFormat(const std::string& folder, std::string_view id, uint32_t version,
                         const Disk& disk = *Disk::System());

// Sees to it that the folder has version `wanted`, and says which it has: one from `usable` on will do where it must
// not be written, or a rung fails. FAILED_PRECONDITION: it is newer (both versions named), or older with no rung to
// start from, or older and `may_write` is false. DATA_LOSS: FORMAT is missing, damaged or another environment's. Else
// what a rung returned.
absl::StatusOr<uint32_t> BringToFormat(const std::string& folder, std::string_view id, uint32_t wanted, uint32_t usable,
                                       absl::Span<const Migration> ladder, bool may_write,
                                       const std::shared_ptr<Disk>& disk = Disk::System());

// The same with today's versions and rungs.
absl::StatusOr<uint32_t> BringUpToDate(const std::string& folder, std::string_view id, bool may_write,
                                       const std::shared_ptr<Disk>& disk = Disk::System());

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_DIRECTORY_FORMAT_VERSION_H_
