#include "storage/kv/partition_heads.h"

#include "absl/strings/str_cat.h"
#include "storage/keys/family.h"
#include "storage/records/coding.h"
#include "storage/records/record_version.h"

namespace onhand::storage {
namespace {

constexpr uint8_t kVersion = 1;
constexpr size_t kKeyBytesMax = 64 << 10;

bool IsOpenFamily(char byte) {
  switch (static_cast<Family>(byte)) {
    case Family::kAdjustmentAggregate:
    case Family::kAdjustmentDetail:
    case Family::kAdjustmentPending:
    case Family::kBase:
    case Family::kBaseBook:
    case Family::kBucket:
    case Family::kHold:
    case Family::kHoldEnd:
    case Family::kJob:
    case Family::kJobResult:
    case Family::kLog:
    case Family::kMeta:
    case Family::kProduct:
    case Family::kProductTerm:
    case Family::kReceipt:
    case Family::kRow:
    case Family::kPlace:
    case Family::kSchedule:
    case Family::kSchedulePlace:
      return true;
    case Family::kPartition:
      return false;
  }
  return false;
}

absl::Status CheckChange(const WriteBatch::Change& change) {
  if (absl::Status status = PartitionHeads::CheckKey(change.key); !status.ok()) return status;
  if (change.kind != WriteBatch::Kind::kDeleteRange) return absl::OkStatus();
  const std::string& end = change.value;
  const bool one_family = end.empty() || end[0] == change.key[0] || (end.size() == 1 && end[0] == change.key[0] + 1);
  if (!one_family) return absl::InvalidArgumentError("a range of the batch spans families");
  return absl::OkStatus();
}

}  // namespace

std::string EncodePartitionHead(const PartitionHead& head) {
  std::string out(1, static_cast<char>(kVersion));
  PutVarint(head.epoch, &out);
  PutVarint(head.sequence, &out);
  return out;
}

absl::StatusOr<PartitionHead> DecodePartitionHead(std::string_view bytes) {
  Reader reader(bytes);
  const uint8_t version = reader.Byte();
  PartitionHead head;
  head.epoch = reader.Varint();
  head.sequence = reader.Varint();
  if (reader.ok() && version != kVersion) return UnknownVersion("partition head", version, kVersion);
  if (!reader.done()) return absl::DataLossError("partition head is damaged");
  return head;
}

PartitionHead PartitionHeads::Get(std::string_view partition) const {
  const auto it = heads_.find(partition);
  return it == heads_.end() ? PartitionHead{} : it->second;
}

void PartitionHeads::Set(std::string_view partition, PartitionHead head) {
  const auto it = heads_.find(partition);
  if (it != heads_.end()) {
    it->second = head;
  } else {
    heads_.emplace(partition, head);
  }
}

absl::Status PartitionHeads::CheckKey(std::string_view key) {
  if (key.empty()) return absl::InvalidArgumentError("a key of the batch is empty");
  if (key.size() > kKeyBytesMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("a key of the batch has ", key.size(), " bytes; the most is ", kKeyBytesMax));
  }
  if (!IsOpenFamily(key[0])) {
    return absl::InvalidArgumentError(
        absl::StrCat("a key of the batch begins with byte ", static_cast<uint8_t>(key[0]), ", which is no family"));
  }
  return absl::OkStatus();
}

absl::Status PartitionHeads::CheckOwner(std::string_view partition, uint64_t epoch) const {
  const PartitionHead head = Get(partition);
  if (epoch == head.epoch) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("partition '", std::string(partition), "' is owned under epoch ",
                                                    head.epoch, " now; the writer of epoch ", epoch, " lost it"));
}

absl::Status PartitionHeads::Check(const WriteBatch& batch) const {
  if (batch.steps().empty()) return absl::InvalidArgumentError("the batch touches no partition");
  for (size_t i = 0; i < batch.steps().size(); ++i) {
    const PartitionStep& step = batch.steps()[i];
    if (step.sequence_after <= step.sequence_before) {
      return absl::InvalidArgumentError(absl::StrCat("partition '", step.partition, "' would go from number ",
                                                     step.sequence_before, " to ", step.sequence_after));
    }
    for (size_t j = 0; j < i; ++j) {
      if (batch.steps()[j].partition == step.partition) {
        return absl::InvalidArgumentError(absl::StrCat("the batch touches partition '", step.partition, "' twice"));
      }
    }
    if (absl::Status status = CheckOwner(step.partition, step.epoch); !status.ok()) return status;
    const PartitionHead head = Get(step.partition);
    if (step.sequence_before != head.sequence) {
      return absl::AbortedError(absl::StrCat("partition '", step.partition, "' is at number ", head.sequence,
                                             ", not at ", step.sequence_before));
    }
  }
  for (const WriteBatch::Change& change : batch.changes()) {
    if (absl::Status status = CheckChange(change); !status.ok()) return status;
  }
  return absl::OkStatus();
}

void PartitionHeads::Advance(const WriteBatch& batch) {
  for (const PartitionStep& step : batch.steps()) Set(step.partition, {step.epoch, step.sequence_after});
}

std::string RangeEnd(std::string_view begin, std::string_view end) {
  if (!end.empty() || begin.empty()) return std::string(end);
  return std::string(1, static_cast<char>(begin[0] + 1));
}

}  // namespace onhand::storage
