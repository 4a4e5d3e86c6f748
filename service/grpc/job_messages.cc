#include "service/grpc/job_messages.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"

namespace onhand {
namespace {

constexpr int64_t kSecondUs = 1'000'000;
constexpr int64_t kSecondsMin = -62'135'596'800;  // 0001-01-01T00:00:00Z
constexpr int64_t kSecondsMax = 253'402'300'799;  // 9999-12-31T23:59:59Z

void EncodeTimestamp(int64_t time_us, google::protobuf::Timestamp* out) {
  int64_t micros = time_us % kSecondUs;
  if (micros < 0) micros += kSecondUs;
  out->set_seconds((time_us - micros) / kSecondUs);
  out->set_nanos(static_cast<int32_t>(micros * 1'000));
}

int64_t Micros(const google::protobuf::Timestamp& time) { return time.seconds() * kSecondUs + time.nanos() / 1'000; }

bool IsTime(const google::protobuf::Timestamp& time) {
  return time.seconds() >= kSecondsMin && time.seconds() <= kSecondsMax && time.nanos() >= 0 &&
         time.nanos() <= 999'999'999;
}

std::optional<Issue> DecodeTimeField(const char* field, bool present, const google::protobuf::Timestamp& time,
                                     int64_t* time_us) {
  if (!present) return Issue{Reason::kMalformed, field, absl::StrCat(field, " is missing.")};
  if (!IsTime(time)) {
    return Issue{Reason::kMalformed, field,
                 absl::StrCat(field, " is no time: seconds ", time.seconds(), ", nanos ", time.nanos(), ".")};
  }
  *time_us = Micros(time);
  return std::nullopt;
}

}  // namespace

void EncodeJobMessage(const Job& job, v1::Job* message) {
  message->set_job_id(job.id);
  switch (job.kind) {
    case JobKind::kReservationResync:
      message->set_kind(v1::JOB_KIND_RESERVATION_RESYNC);
      break;
    case JobKind::kLogExtract:
      message->set_kind(v1::JOB_KIND_LOG_EXTRACT);
      break;
  }
  switch (job.state) {
    case JobState::kQueued:
      message->set_state(v1::JOB_STATE_QUEUED);
      break;
    case JobState::kRunning:
      message->set_state(v1::JOB_STATE_RUNNING);
      break;
    case JobState::kCompleted:
      message->set_state(v1::JOB_STATE_COMPLETED);
      break;
    case JobState::kFailed:
      message->set_state(v1::JOB_STATE_FAILED);
      break;
  }
  message->set_progress(job.progress);
  message->set_message(job.message);
  EncodeTimestamp(job.created_at_us, message->mutable_created_at());
  if (job.started_at_us != 0) EncodeTimestamp(job.started_at_us, message->mutable_started_at());
  if (job.finished_at_us != 0) EncodeTimestamp(job.finished_at_us, message->mutable_finished_at());
  if (!job.has_result) return;
  message->mutable_result()->set_bytes(job.result_bytes);
  message->mutable_result()->set_content_type(job.content_type);
  message->mutable_result()->set_file_name(job.file_name);
}

Job DecodeJobMessage(const v1::Job& message) {
  Job job;
  job.id = message.job_id();
  job.kind = message.kind() == v1::JOB_KIND_LOG_EXTRACT ? JobKind::kLogExtract : JobKind::kReservationResync;
  switch (message.state()) {
    case v1::JOB_STATE_RUNNING:
      job.state = JobState::kRunning;
      break;
    case v1::JOB_STATE_COMPLETED:
      job.state = JobState::kCompleted;
      break;
    case v1::JOB_STATE_FAILED:
      job.state = JobState::kFailed;
      break;
    default:
      job.state = JobState::kQueued;
  }
  job.progress = message.progress();
  job.message = message.message();
  job.created_at_us = Micros(message.created_at());
  job.started_at_us = Micros(message.started_at());
  job.finished_at_us = Micros(message.finished_at());
  job.has_result = message.has_result();
  job.result_bytes = message.result().bytes();
  job.content_type = message.result().content_type();
  job.file_name = message.result().file_name();
  return job;
}

void EncodeLogExtractMessage(const LogExtract& extract, v1::StartLogExtractRequest* request) {
  request->set_organization_id(extract.organization_id);
  EncodeTimestamp(extract.from_us, request->mutable_from());
  EncodeTimestamp(extract.until_us, request->mutable_until());
  if (extract.product_id.has_value()) request->set_product_id(*extract.product_id);
  if (extract.site_id.has_value()) request->set_site_id(*extract.site_id);
  if (extract.location_id.has_value()) request->set_location_id(*extract.location_id);
}

std::optional<Issue> DecodeLogExtractMessage(const v1::StartLogExtractRequest& request, LogExtract* extract) {
  extract->organization_id = request.organization_id();
  std::optional<Issue> issue = DecodeTimeField("from", request.has_from(), request.from(), &extract->from_us);
  if (!issue) issue = DecodeTimeField("until", request.has_until(), request.until(), &extract->until_us);
  if (request.has_product_id()) extract->product_id = request.product_id();
  if (request.has_site_id()) extract->site_id = request.site_id();
  if (request.has_location_id()) extract->location_id = request.location_id();
  return issue;
}

std::string LogExtractFieldPath(std::string_view pointer) {
  constexpr std::pair<std::string_view, const char*> kFields[] = {
      {"/organizationId", "organization_id"},    {"/productId", "product_id"}, {"/dimensions/siteId", "site_id"},
      {"/dimensions/locationId", "location_id"}, {"/UtcFromDate", "from"},     {"/UtcToDate", "until"}};
  const auto* field = std::find_if(std::begin(kFields), std::end(kFields),
                                   [&](const auto& candidate) { return candidate.first == pointer; });
  return field == std::end(kFields) ? std::string(pointer) : field->second;
}

std::string ResyncFieldPath(std::string_view pointer) {
  if (pointer.size() < 2) return std::string(pointer);
  return absl::StrCat("data_sources[", std::string(pointer.substr(1)), "]");
}

}  // namespace onhand
