#include "tests/benchmark/subjects/tree_file.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace onhand::benchmark {

absl::StatusOr<std::string> FindInTree(const std::string& path) {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::string run_file = program.string() + ".runfiles/onhand/" + path;
  if (std::filesystem::exists(run_file, error)) return run_file;
  const std::string here = std::filesystem::absolute(path, error).string();
  if (std::filesystem::exists(here, error)) return here;
  return absl::NotFoundError(absl::StrCat("there is neither ", run_file, " nor ", here));
}

absl::StatusOr<std::string> ReadTreeFile(const std::string& path) {
  const absl::StatusOr<std::string> found = FindInTree(path);
  if (!found.ok()) return found.status();
  std::ifstream file(*found, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return absl::NotFoundError(absl::StrCat("cannot read ", *found));
  return text.str();
}

}  // namespace onhand::benchmark
