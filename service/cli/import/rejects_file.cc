#include "service/cli/import/rejects_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "service/cli/files/text_record.h"

namespace onhand::cli {
namespace {

constexpr std::string_view kHeading = "line,reason,original\n";

// Whether `path` is a regular file that starts with our heading: nothing else is ever removed.
bool IsRejectsFile(const std::string& path) {
  struct stat info = {};
  if (stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return false;
  std::ifstream in(path, std::ios::binary);
  std::string start(kHeading.size(), '\0');
  in.read(start.data(), static_cast<std::streamsize>(start.size()));
  return in.gcount() == static_cast<std::streamsize>(start.size()) && start == kHeading;
}

}  // namespace

absl::Status RejectsFile::Failed() const {
  return absl::UnavailableError(absl::StrCat("cannot write the rejected lines to ", path_, ": ", std::strerror(errno),
                                             "; --rejects=FILE names another file"));
}

absl::Status RejectsFile::Add(int64_t line, std::string_view reason, std::string_view original) {
  if (count_ == 0) {
    out_.open(path_, std::ios::binary | std::ios::trunc);
    out_ << kHeading;
    if (!out_) return Failed();
  }
  ++count_;
  std::string record = line > 0 ? absl::StrCat(line, ",") : ",";
  AppendCsvField(reason, &record);
  record.push_back(',');
  AppendCsvField(original, &record);
  record.push_back('\n');
  if (!(out_ << record)) return Failed();
  return absl::OkStatus();
}

absl::Status RejectsFile::Finish() {
  if (count_ == 0) {
    if (IsRejectsFile(path_)) unlink(path_.c_str());
    return absl::OkStatus();
  }
  out_.close();
  if (!out_) return Failed();
  return absl::OkStatus();
}

}  // namespace onhand::cli
