#include "storage/audit/audit_sink.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace onhand::storage {
namespace {

constexpr uint64_t kEntriesBetweenCalls = 4096;
constexpr uint64_t kEntriesCountedTogether = 64;

}  // namespace

AuditSink::AuditSink(size_t findings_max, Progress progress)
    : findings_max_(findings_max), journey_(std::make_shared<Journey>()) {
  journey_->progress = std::move(progress);
  journey_->teller = std::this_thread::get_id();
}

AuditSink AuditSink::Part() const { return AuditSink(findings_max_, journey_); }

void AuditSink::Add(const AuditSink& part) {
  for (const Check& check : part.checks_) Compared(check.name, check.compared);
  for (const Count& count : part.found_) CountFound(count.check, count.count);
  const size_t room = findings_max_ - std::min(findings_max_, findings_.size());
  const size_t kept = std::min(room, part.findings_.size());
  findings_.insert(findings_.end(), part.findings_.begin(), part.findings_.begin() + static_cast<ptrdiff_t>(kept));
}

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
  CountFound(check, 1);
  if (findings_.size() >= findings_max_) return;
  findings_.push_back({std::string(check), std::move(place), std::move(what)});
}

void AuditSink::CountFound(std::string_view check, uint64_t findings) {
  findings_total_ += findings;
  const auto it = std::find_if(found_.begin(), found_.end(), [&](const Count& count) { return count.check == check; });
  if (it == found_.end()) {
    found_.push_back({std::string(check), findings});
  } else {
    it->count += findings;
  }
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
  advanced_ += entries;
  if (advanced_ < kEntriesCountedTogether) return absl::OkStatus();
  Journey& journey = *journey_;
  const uint64_t done = journey.done += std::exchange(advanced_, 0);
  if (std::this_thread::get_id() == journey.teller && done - journey.told >= kEntriesBetweenCalls) Tell();
  return status();
}

absl::Status AuditSink::status() const {
  return journey_->ended ? absl::CancelledError("the audit was ended early") : absl::OkStatus();
}

void AuditSink::Tell() {
  Journey& journey = *journey_;
  if (journey.ended) return;
  const uint64_t done = journey.told = journey.done;
  if (journey.progress != nullptr && !journey.progress(done, std::max<uint64_t>(journey.total, done))) End();
}

}  // namespace onhand::storage
