#include "storage/inspect/record_text.h"

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "storage/inspect/adjustment_text.h"
#include "storage/inspect/entry_text.h"
#include "storage/inspect/log_text.h"
#include "storage/inspect/product_text.h"
#include "storage/inspect/text_parts.h"
#include "storage/jobs/job_record.h"
#include "storage/keys/job_key.h"
#include "storage/keys/meta_key.h"
#include "storage/keys/receipt_key.h"
#include "storage/kv/partition_heads.h"
#include "storage/records/adjustment.h"
#include "storage/records/coding.h"
#include "storage/records/dictionary.h"
#include "storage/records/receipt.h"

namespace onhand::storage {
namespace {

using text::Escaped;
using text::Hex;
using text::Measures;
using text::Quoted;
using text::Time;

absl::StatusOr<std::string> ReceiptText(std::string_view key, std::string_view value) {
  const std::optional<Hash128> hash = ParseReceiptKey(key);
  if (!hash.has_value()) return absl::DataLossError("not a receipt key");
  absl::StatusOr<Receipt> receipt = DecodeReceipt(value);
  if (!receipt.ok()) return receipt.status();
  return absl::StrCat("scope=", Hex(*hash), " content=", Hex(receipt->content_hash), " sequence=", receipt->sequence,
                      " committed=", Time(receipt->committed_at_us), " result=", Hex(receipt->result));
}

absl::StatusOr<std::string> MetaText(std::string_view key, std::string_view value) {
  const std::string name = Escaped(key.substr(1));
  if (key == kConfigurationKey) return absl::StrCat(name, "=", Quoted(value));
  if (key == kDictionaryKey) {
    absl::StatusOr<std::vector<std::string>> names = DecodeDictionary(value);
    if (!names.ok()) return names.status();
    return absl::StrCat(name, "=", Escaped(absl::StrJoin(*names, ",")));
  }
  if (key == kLogBeginKey || key == kPurgedThroughKey || key == kRowCountKey || key == kSchemaKey ||
      key == kWrittenBackKey || key == kCatalogSchemaKey || key == kProductCountKey) {
    Reader reader(value);
    const uint64_t number = reader.Varint();
    if (!reader.done()) return absl::DataLossError("not a number");
    return absl::StrCat(name, "=", number);
  }
  if (key == kAdjustmentPushKey) {
    absl::StatusOr<PushState> push = DecodePushState(value);
    if (!push.ok()) return push.status();
    return absl::StrCat(name, "=", push->last, push->open ? ",open" : "");
  }
  return absl::StrCat(name, "=", Hex(value));
}

absl::StatusOr<std::string> PartitionText(std::string_view key, std::string_view value) {
  absl::StatusOr<PartitionHead> head = DecodePartitionHead(value);
  if (!head.ok()) return head.status();
  return absl::StrCat(Quoted(key.substr(1)), " epoch=", head->epoch, " sequence=", head->sequence);
}

absl::StatusOr<std::string> JobText(std::string_view key, std::string_view value) {
  absl::StatusOr<JobRecord> job = DecodeJobRecord(value);
  if (!job.ok()) return job.status();
  const auto time = [](const char* name, int64_t time_us) {
    return time_us == 0 ? std::string() : absl::StrCat(" ", name, "=", Time(time_us));
  };
  const auto word = [](std::string_view text) { return absl::string_view(text.data(), text.size()); };
  std::string text = absl::StrCat(Quoted(key.substr(1)), " kind=", word(StoredJobKindName(job->kind)),
                                  " state=", word(StoredJobStateName(job->state)), " failures=", job->failures,
                                  time("created", job->created_at_us), time("started", job->started_at_us),
                                  time("finished", job->finished_at_us), " message=", Quoted(job->message));
  for (const JobParameter& parameter : job->parameters) {
    absl::StrAppend(&text, " ", Escaped(parameter.name), "=", Quoted(parameter.value));
  }
  if (job->content_type.empty()) return text;
  return absl::StrCat(text, " file=", Quoted(job->file_name), " type=", Quoted(job->content_type),
                      " bytes=", job->result_bytes);
}

absl::StatusOr<std::string> JobResultText(std::string_view key, std::string_view value) {
  const std::optional<JobResultKeyParts> parts = ParseJobResultKey(key);
  if (!parts.has_value()) return absl::DataLossError("not a key of a job's file");
  return absl::StrCat(Quoted(parts->id), " piece=", parts->piece, " bytes=", value.size());
}

const char* LineName(Family family) {
  switch (family) {
    case Family::kAdjustmentAggregate:
      return "adjustment_aggregate";
    case Family::kAdjustmentDetail:
      return "adjustment_detail";
    case Family::kAdjustmentPending:
      return "adjustment_pending";
    case Family::kBase:
      return "base";
    case Family::kBaseBook:
      return "base_book";
    case Family::kBucket:
      return "bucket";
    case Family::kHold:
      return "hold";
    case Family::kHoldEnd:
      return "hold_end";
    case Family::kJob:
      return "job";
    case Family::kJobResult:
      return "job_result";
    case Family::kLog:
      return "log";
    case Family::kMeta:
      return "meta";
    case Family::kPartition:
      return "partition";
    case Family::kProduct:
      return "product";
    case Family::kProductTerm:
      return "product_term";
    case Family::kReceipt:
      return "receipt";
    case Family::kRow:
      return "row";
    case Family::kPlace:
      return "place";
    case Family::kSchedule:
      return "schedule";
    case Family::kSchedulePlace:
      return "schedule_place";
  }
  return "";
}

absl::StatusOr<std::string> Text(Family family, std::string_view key, std::string_view value, Measures measures) {
  switch (family) {
    case Family::kAdjustmentAggregate:
      return AdjustmentAggregateText(key, value, measures);
    case Family::kAdjustmentDetail:
      return AdjustmentDetailText(key, value, measures);
    case Family::kAdjustmentPending:
      return AdjustmentPendingText(key, value);
    case Family::kBase:
    case Family::kRow:
      return RowText(key.substr(1), value, measures);
    case Family::kPlace:
      return PlaceText(key.substr(1), value);
    case Family::kBucket:
      return BucketText(key, value);
    case Family::kSchedule:
      return ScheduleText(key, value, measures);
    case Family::kSchedulePlace:
      return SchedulePlaceText(key, value);
    case Family::kHold:
      return HoldText(key, value, measures);
    case Family::kHoldEnd:
      return HoldEndText(key, value);
    case Family::kBaseBook:
      return BaseBookText(key, value, measures);
    case Family::kJob:
      return JobText(key, value);
    case Family::kJobResult:
      return JobResultText(key, value);
    case Family::kLog:
      return LogText(key, value, measures);
    case Family::kMeta:
      return MetaText(key, value);
    case Family::kPartition:
      return PartitionText(key, value);
    case Family::kProduct:
      return ProductText(key.substr(1), value);
    case Family::kProductTerm:
      return ProductTermText(key, value);
    case Family::kReceipt:
      return ReceiptText(key, value);
  }
  return absl::DataLossError("unknown family");
}

}  // namespace

std::string RecordText(Family family, std::string_view key, std::string_view value, Measures measures) {
  const absl::StatusOr<std::string> text = Text(family, key, value, measures);
  if (text.ok()) return absl::StrCat(LineName(family), " ", *text);
  const absl::string_view wrong = text.status().message();
  return absl::StrCat(LineName(family), " damaged=", Quoted(std::string_view(wrong.data(), wrong.size())),
                      " key=", Hex(key), " value=", Hex(value));
}

absl::Status CheckRecord(Family family, std::string_view key, std::string_view value) {
  return Text(family, key, value, {}).status();
}

}  // namespace onhand::storage
