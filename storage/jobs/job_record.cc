#include "storage/jobs/job_record.h"

#include <limits>

#include "absl/status/status.h"
#include "storage/records/coding.h"
#include "storage/records/record_version.h"

namespace onhand::storage {
namespace {

constexpr uint8_t kVersion = 1;
constexpr uint64_t kParameterBytesMin = 2;

}  // namespace

std::string_view StoredJobKindName(StoredJobKind kind) {
  switch (kind) {
    case StoredJobKind::kReservationResync:
      return "reservation_resync";
    case StoredJobKind::kLogExtract:
      return "log_extract";
  }
  return {};
}

std::string_view StoredJobStateName(StoredJobState state) {
  switch (state) {
    case StoredJobState::kQueued:
      return "queued";
    case StoredJobState::kRunning:
      return "running";
    case StoredJobState::kCompleted:
      return "completed";
    case StoredJobState::kFailed:
      return "failed";
  }
  return {};
}

void EncodeJobRecord(const JobRecord& record, std::string* out) {
  out->push_back(static_cast<char>(kVersion));
  out->push_back(static_cast<char>(record.kind));
  out->push_back(static_cast<char>(record.state));
  PutVarint(record.failures, out);
  PutZigZag(record.created_at_us, out);
  PutZigZag(record.started_at_us, out);
  PutZigZag(record.finished_at_us, out);
  PutText(record.message, out);
  PutVarint(record.parameters.size(), out);
  for (const JobParameter& parameter : record.parameters) {
    PutText(parameter.name, out);
    PutText(parameter.value, out);
  }
  PutVarint(record.result_bytes, out);
  PutText(record.content_type, out);
  PutText(record.file_name, out);
}

absl::StatusOr<JobRecord> DecodeJobRecord(std::string_view bytes) {
  Reader reader(bytes);
  const uint8_t version = reader.Byte();
  if (!reader.ok()) return absl::DataLossError("job is empty");
  if (version != kVersion) return UnknownVersion("job", version, kVersion);
  JobRecord record;
  record.kind = static_cast<StoredJobKind>(reader.Byte());
  record.state = static_cast<StoredJobState>(reader.Byte());
  const uint64_t failures = reader.Varint();
  record.created_at_us = reader.ZigZag();
  record.started_at_us = reader.ZigZag();
  record.finished_at_us = reader.ZigZag();
  record.message = std::string(reader.Text());
  const uint64_t parameters = reader.Count(kParameterBytesMin);
  for (uint64_t i = 0; i < parameters && reader.ok(); ++i) {
    JobParameter& parameter = record.parameters.emplace_back();
    parameter.name = std::string(reader.Text());
    parameter.value = std::string(reader.Text());
  }
  record.result_bytes = reader.Varint();
  record.content_type = std::string(reader.Text());
  record.file_name = std::string(reader.Text());
  if (!reader.ok()) return absl::DataLossError("job is cut off");
  if (!reader.done()) return absl::DataLossError("job has bytes too many");
  if (StoredJobKindName(record.kind).empty()) return absl::DataLossError("job has an unknown kind");
  if (StoredJobStateName(record.state).empty()) return absl::DataLossError("job has an unknown state");
  if (failures > std::numeric_limits<uint32_t>::max()) return absl::DataLossError("job has a bad number of failures");
  record.failures = static_cast<uint32_t>(failures);
  return record;
}

}  // namespace onhand::storage
