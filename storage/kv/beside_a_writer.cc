#include "storage/kv/beside_a_writer.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "storage/kv/disk_stream.h"

namespace onhand::storage {
namespace {

constexpr absl::Duration kTimeMax = absl::Seconds(20);
constexpr absl::Duration kPause = absl::Milliseconds(3);
constexpr size_t kCurrentBytesMax = 64;

// The MANIFEST's name and length; "" if they cannot be read, of which `read` has more to say.
std::string State(const Disk& disk, const std::string& path) {
  const absl::StatusOr<std::string> current = disk.ReadFile(path + "/CURRENT", kCurrentBytesMax);
  if (!current.ok()) return "";
  const std::string name = current->substr(0, current->find('\n'));
  const absl::StatusOr<uint64_t> bytes = FileBytes(disk, absl::StrCat(path, "/", name));
  return bytes.ok() ? absl::StrCat(name, " ", *bytes) : "";
}

}  // namespace

absl::Status ReadBesideAWriter(const Disk& disk, const std::string& path, const std::function<absl::Status()>& read) {
  const absl::Time end = absl::Now() + kTimeMax;
  for (;;) {
    const std::string before = State(disk, path);
    absl::Status status = read();
    if (State(disk, path) == before) return status;
    if (absl::Now() > end) {
      return absl::UnavailableError(
          absl::StrCat("cannot read database ", path,
                       ": its writer changes it faster than it can be read; try again, or read a backup"));
    }
    absl::SleepFor(kPause);
  }
}

}  // namespace onhand::storage
