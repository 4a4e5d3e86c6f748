#include "tests/benchmark/page_cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace onhand::benchmark {
namespace {

void ForEachFile(const std::string& folder, const std::function<void(const std::string& path)>& visit) {
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->is_regular_file(error)) visit(it->path().string());
  }
}

}  // namespace

std::string DropPageCache(const std::string& folder) {
  ForEachFile(folder, [](const std::string& path) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    fdatasync(file);
    posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    close(file);
  });
  std::ofstream everything("/proc/sys/vm/drop_caches");
  everything << "3\n";
  everything.close();
  return everything ? "drop_caches" : "fadvise";
}

absl::Status MakeEmptyFolder(const std::string& path) {
  std::error_code error;
  std::filesystem::remove_all(path, error);
  if (!error) std::filesystem::create_directories(path, error);
  return error ? absl::UnavailableError(absl::StrCat("cannot make ", path, ": ", error.message())) : absl::OkStatus();
}

uint64_t FolderBytes(const std::string& folder) {
  uint64_t bytes = 0;
  ForEachFile(folder, [&bytes](const std::string& path) {
    struct stat entry {};
    if (stat(path.c_str(), &entry) == 0) bytes += static_cast<uint64_t>(entry.st_blocks) * 512;
  });
  return bytes;
}

uint64_t ResidentBytes() {
  std::ifstream statm("/proc/self/statm");
  uint64_t pages = 0;
  uint64_t resident = 0;
  statm >> pages >> resident;
  return resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace onhand::benchmark
