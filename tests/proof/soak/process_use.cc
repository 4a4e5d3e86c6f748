#include "tests/proof/soak/process_use.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace onhand::proof {
namespace {

namespace fs = std::filesystem;

// Files come and go while it looks.
int64_t BytesBelow(const std::string& folder) {
  int64_t bytes = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    std::error_code gone;
    if (entry->is_regular_file(gone)) bytes += static_cast<int64_t>(entry->file_size(gone));
  }
  return bytes;
}

}  // namespace

std::optional<ProcessUse> MeasureProcess(pid_t pid, const std::string& data_dir) {
  const std::string process = absl::StrCat("/proc/", pid);
  ProcessUse use;
  int64_t pages_all = 0;
  int64_t pages_resident = 0;
  if (!(std::ifstream(process + "/statm") >> pages_all >> pages_resident)) return std::nullopt;
  use.memory_bytes = pages_resident * sysconf(_SC_PAGESIZE);
  std::error_code error;
  for (fs::directory_iterator entry(process + "/fd", error), end; !error && entry != end; entry.increment(error)) {
    ++use.files_open;
  }
  if (error) return std::nullopt;
  use.disk_bytes = BytesBelow(data_dir);
  return use;
}

std::vector<std::string> FindGrowth(const std::vector<ProcessUse>& samples, const std::vector<GrowthLimit>& limits) {
  std::vector<std::string> grown;
  const size_t quarter = samples.size() / 4;
  if (quarter < 2) return grown;
  for (const GrowthLimit& limit : limits) {
    const auto least = [&samples, quarter, figure = limit.figure](size_t begin) {
      int64_t value = samples[begin].*figure;
      for (size_t i = begin; i < begin + quarter; ++i) value = std::min(value, samples[i].*figure);
      return value;
    };
    const auto load = [&samples, quarter](size_t begin) {
      return static_cast<double>(samples[begin + quarter - 1].events - samples[begin].events);
    };
    const size_t last_quarter = samples.size() - quarter;
    const int64_t second = least(quarter);
    const int64_t last = least(last_quarter);
    const double more_load = load(quarter) > 0 ? load(last_quarter) / load(quarter) : 1;
    const double factor = limit.factor * (limit.follows_load ? std::max(1.0, more_load) : 1);
    if (static_cast<double>(last) <= static_cast<double>(second) * factor + static_cast<double>(limit.margin)) continue;
    grown.push_back(absl::StrCat(limit.name, ": at least ", second, " in the second quarter of the run, ", last,
                                 " in the last; allowed are ", factor, " times as much and ", limit.margin));
  }
  return grown;
}

}  // namespace onhand::proof
