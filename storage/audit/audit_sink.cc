#include "storage/audit/audit_sink.h"

#include <algorithm>

namespace onhand::storage {
namespace {

constexpr uint64_t kEntriesBetweenCalls = 4096;

}  // namespace

void AuditSink::Compared(std::string_view check, uint64_t count) {
  for (Check& known : checks_) {
    if (known.name == check) {
      known.compared += count;
      return;
    }
  }
  checks_.push_back({std::string(check), count});
}

void AuditSink::Find(std::string_view check, std::string place, std::string what) {
  Compared(check, 0);
  ++findings_total_;
  const auto it = std::find_if(found_.begin(), found_.end(), [&](const Count& count) { return count.check == check; });
  if (it == found_.end()) {
    found_.push_back({std::string(check), 1});
  } else {
    ++it->count;
  }
  if (findings_.size() >= findings_max_) return;
  findings_.push_back({std::string(check), std::move(place), std::move(what)});
}

absl::Status AuditSink::Ended(std::string_view check, std::string_view place, const absl::Status& status) {
  if (status.code() != absl::StatusCode::kDataLoss) return status;
  Find(check, std::string(place), "cannot be read: " + std::string(status.message()));
  return absl::OkStatus();
}

uint64_t AuditSink::findings_of(std::string_view check) const {
  for (const Count& count : found_) {
    if (count.check == check) return count.count;
  }
  return 0;
}

absl::Status AuditSink::Advance(uint64_t entries) {
  done_ += entries;
  if (progress_ == nullptr || done_ - told_ < kEntriesBetweenCalls) return absl::OkStatus();
  told_ = done_;
  if (progress_(done_, std::max(total_, done_))) return absl::OkStatus();
  return absl::CancelledError("the audit was ended early");
}

}  // namespace onhand::storage
