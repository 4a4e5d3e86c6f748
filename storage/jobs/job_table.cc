#include "storage/jobs/job_table.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/keys/family.h"
#include "storage/keys/job_key.h"

namespace onhand::storage {
namespace {

void PutRecord(const JobRecord& record, WriteBatch* batch) {
  std::string value;
  EncodeJobRecord(record, &value);
  batch->Put(JobKey(record.id), value);
}

void DeleteFile(std::string_view id, WriteBatch* batch) {
  std::string end = JobResultPrefix(id);
  ++end.back();  // the 00 behind the id
  batch->DeleteRange(JobResultPrefix(id), end);
}

}  // namespace

absl::StatusOr<std::unique_ptr<JobTable>> JobTable::Open(Store* store) {
  absl::StatusOr<PartitionHead> head = store->TakePartition(kJobsPartition);
  if (!head.ok()) return head.status();
  return std::unique_ptr<JobTable>(new JobTable(store, *head));
}

absl::StatusOr<std::vector<JobRecord>> JobTable::ReadAll() const {
  std::vector<JobRecord> records;
  const std::unique_ptr<Snapshot> snapshot = store_->GetSnapshot();
  const std::unique_ptr<Cursor> cursor = snapshot->Scan({JobKey({}), {}}, {.fill_cache = false});
  for (; cursor->Valid(); cursor->Next()) {
    absl::StatusOr<JobRecord> record = DecodeJobRecord(cursor->value());
    const std::string id(cursor->key().substr(1));
    if (!record.ok()) return absl::DataLossError(absl::StrCat("job '", id, "': ", record.status().message()));
    record->id = id;
    records.push_back(*std::move(record));
  }
  if (!cursor->status().ok()) return cursor->status();
  return records;
}

absl::Status JobTable::Commit(WriteBatch batch) {
  MutexLock lock(&mutex_);
  batch.Touch({std::string(kJobsPartition), head_.epoch, head_.sequence, head_.sequence + 1});
  absl::Status status = store_->Commit(batch);
  if (status.ok()) ++head_.sequence;
  return status;
}

absl::Status JobTable::Put(const JobRecord& record) {
  WriteBatch batch;
  PutRecord(record, &batch);
  return Commit(std::move(batch));
}

absl::Status JobTable::PutWithoutFile(const JobRecord& record) {
  WriteBatch batch;
  PutRecord(record, &batch);
  DeleteFile(record.id, &batch);
  return Commit(std::move(batch));
}

absl::Status JobTable::PutWithPieces(const JobRecord& record, uint32_t first_piece,
                                     absl::Span<const std::string> pieces) {
  WriteBatch batch;
  PutRecord(record, &batch);
  for (size_t i = 0; i < pieces.size(); ++i) {
    batch.Put(JobResultKey(record.id, first_piece + static_cast<uint32_t>(i)), pieces[i]);
  }
  return Commit(std::move(batch));
}

absl::Status JobTable::Delete(absl::Span<const std::string> ids) {
  if (ids.empty()) return absl::OkStatus();
  WriteBatch batch;
  for (const std::string& id : ids) {
    batch.Delete(JobKey(id));
    DeleteFile(id, &batch);
  }
  return Commit(std::move(batch));
}

absl::StatusOr<std::string> JobTable::ReadPiece(std::string_view id, uint32_t piece) const {
  absl::StatusOr<std::optional<std::string>> value = store_->GetSnapshot()->Get(JobResultKey(id, piece));
  if (!value.ok()) return value.status();
  if (!value->has_value()) {
    return absl::NotFoundError(absl::StrCat("the file of job '", std::string(id), "' has no piece ", piece));
  }
  return **std::move(value);
}

}  // namespace onhand::storage
