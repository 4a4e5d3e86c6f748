#include "storage/kv/rocks_status.h"

#include "absl/strings/str_cat.h"

namespace onhand::storage {

absl::Status FromRocks(const rocksdb::Status& status, std::string_view what, const std::string& path) {
  if (status.ok()) return absl::OkStatus();
  const std::string words = status.ToString();
  const auto says = [&](const char* part) { return words.find(part) != std::string::npos; };
  const auto text = [&](const char* meaning) {
    return absl::StrCat(std::string(what), " ", path, ": ", meaning, words);
  };
  if (status.IsNoSpace()) return absl::UnavailableError(text("disk full: "));
  // Open calls it damage when the disk refuses to say how large a file is; one that is missing, or of another size, is.
  if (status.IsCorruption() && says("Can't access ") && !says("No such file or directory") && !says("mismatch")) {
    return absl::UnavailableError(text("the size of a table cannot be read: "));
  }
  if (status.IsPathNotFound() || status.IsCorruption() || status.IsNotFound()) {
    return absl::DataLossError(text("damaged: "));
  }
  // Open finds this out by opening CURRENT a second time after the system refused to the first time.
  if (says("Direct I/O is not supported")) {
    return absl::UnavailableError(text("Input/output error at opening CURRENT, and not at once again: "));
  }
  if (says("options incompatible with filesystem")) {
    return absl::UnavailableError(text("CURRENT cannot be opened: "));
  }
  // Open says this where CURRENT is missing and nothing may be made.
  if (status.IsInvalidArgument()) return absl::DataLossError(text("damaged: "));
  if (status.IsIOError() || status.IsBusy() || status.IsTryAgain() || status.IsTimedOut() || status.IsAborted() ||
      status.IsIncomplete() || status.IsMemoryLimit() || status.IsShutdownInProgress()) {
    return absl::UnavailableError(text(""));
  }
  return absl::InternalError(text(""));
}

}  // namespace onhand::storage
