#include "tests/proof/support/proof_report.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace onhand::proof {
namespace {

constexpr std::chrono::seconds kBetweenLines{10};
constexpr std::chrono::milliseconds kBetweenLinesOnATerminal{200};

}  // namespace

ProofReport::ProofReport(const ProofKind& kind, const ProofOptions& options)
    : kind_(kind.name), options_(options), terminal_(isatty(STDERR_FILENO) == 1) {}

bool ProofReport::TimeIsUp() const {
  return options_.seconds != 0 && Clock::now() - begin_ >= std::chrono::seconds(options_.seconds);
}

bool ProofReport::NextCase() {
  const int64_t done = cases_;
  if ((options_.cases != 0 && done >= options_.cases) || TimeIsUp()) return false;
  const std::string of = options_.cases == 0 ? "" : absl::StrCat(" of ", options_.cases);
  Progress(
      absl::StrCat("case ", done + 1, of, ", ", operations_.load(), " operations, ", failures_.load(), " failures"));
  ++cases_;
  return true;
}

void ProofReport::Fail(int64_t seed, std::string_view what, std::string_view more_flags) {
  ++failures_;
  const std::string more = more_flags.empty() ? "" : absl::StrCat(" ", std::string(more_flags));
  Say(absl::StrCat("FAILED, seed ", seed, ": ", std::string(what), "\n  again: tools/prove ", kind_, " --seed=", seed,
                   " --cases=1", options_.mutant ? " --mutant" : "", more));
}

void ProofReport::Field(std::string_view name, int64_t value) {
  MutexLock lock(&mutex_);
  for (auto& [known, field] : fields_) {
    if (known == name) {
      field = value;
      return;
    }
  }
  fields_.emplace_back(name, value);
}

void ProofReport::Say(std::string_view text) {
  MutexLock lock(&mutex_);
  if (line_pending_) std::fputs("\r\033[K", stderr);
  line_pending_ = false;
  std::fprintf(stderr, "%s: %.*s\n", kind_.c_str(), static_cast<int>(text.size()), text.data());
}

void ProofReport::Progress(std::string_view text) {
  MutexLock lock(&mutex_);
  const Clock::time_point now = Clock::now();
  if (now - shown_ < (terminal_ ? Clock::duration(kBetweenLinesOnATerminal) : Clock::duration(kBetweenLines))) return;
  shown_ = now;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now - begin_).count();
  std::fprintf(stderr, terminal_ ? "\r\033[K%s: %.*s, %lld s" : "%s: %.*s, %lld s\n", kind_.c_str(),
               static_cast<int>(text.size()), text.data(), static_cast<long long>(seconds));
  line_pending_ = terminal_;
  std::fflush(stderr);
}

void ProofReport::RemoveFolder() {
  std::error_code ignored;
  if (failures_ == 0 || options_.mutant) {
    std::filesystem::remove_all(options_.dir, ignored);
  } else if (!std::filesystem::remove(options_.dir, ignored)) {
    Say("what is left of it is in " + options_.dir);
  }
}

int ProofReport::Finish() {
  RemoveFolder();
  MutexLock lock(&mutex_);
  if (line_pending_) std::fputs("\r\033[K", stderr);
  line_pending_ = false;
  std::string line =
      absl::StrCat("{\"kind\": \"", kind_, "\", \"cases\": ", cases_.load(), ", \"operations\": ", operations_.load(),
                   ", \"acknowledged\": ", acknowledged_.load(), ", \"verified\": ", verified_.load(),
                   ", \"failures\": ", failures_.load());
  for (const auto& [name, value] : fields_) absl::StrAppend(&line, ", \"", name, "\": ", value);
  std::printf("%s}\n", line.c_str());
  std::fflush(stdout);
  return failures_ == 0 ? 0 : 1;
}

}  // namespace onhand::proof
