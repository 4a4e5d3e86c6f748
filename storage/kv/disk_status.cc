#include "storage/kv/disk_status.h"

#include "absl/strings/str_cat.h"

namespace onhand::storage {
namespace {

// RocksDB says "While doing this: PATH: SYSTEM'S WORDS"; we say what was done and where ourselves.
std::string SystemsWords(const rocksdb::Status& status) {
  const std::string text = status.getState() == nullptr ? status.ToString() : status.getState();
  const size_t last = text.rfind(": ");
  return last == std::string::npos ? text : text.substr(last + 2);
}

}  // namespace

absl::Status FromEnv(const rocksdb::Status& status, std::string_view what, const std::string& path) {
  if (status.ok()) return absl::OkStatus();
  const std::string words = SystemsWords(status);
  const std::string message = absl::StrCat(std::string(what), " ", path, ": ", words);
  if (status.IsNotFound() || status.IsPathNotFound()) return absl::NotFoundError(message);
  if (words == "Not a directory") return absl::InvalidArgumentError(message);
  return absl::UnavailableError(message);
}

}  // namespace onhand::storage
