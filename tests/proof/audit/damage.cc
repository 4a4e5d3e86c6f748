#include "tests/proof/audit/damage.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "storage/directory/data_directory.h"
#include "storage/keys/family.h"
#include "storage/keys/log_key.h"
#include "storage/keys/meta_key.h"
#include "storage/records/adjustment.h"
#include "storage/records/bucket.h"
#include "storage/records/coding.h"
#include "storage/records/dictionary.h"
#include "storage/records/hold.h"
#include "storage/records/log_record.h"
#include "storage/records/receipt.h"
#include "storage/records/row.h"
#include "storage/records/schedule.h"

namespace onhand::proof {
namespace {

using storage::Cursor;
using storage::DataDirectory;
using storage::Family;
using storage::KeyRange;
using storage::LogEntry;
using storage::LogRecord;
using storage::Row;
using storage::WriteBatch;

struct KeyValue {
  std::string key;
  std::string value;
};

std::string Head(Family family) { return std::string(1, static_cast<char>(family)); }

using Fits = bool (*)(const KeyValue& entry);

// One of the entries of a family, any of them; nothing if there is none.
std::optional<KeyValue> Pick(const DamageTools& tools, Family family, Fits fits = nullptr) {
  std::vector<KeyValue> all;
  const std::unique_ptr<Cursor> cursor = tools.snapshot.Scan({Head(family), {}});
  for (; cursor->Valid(); cursor->Next()) {
    KeyValue entry{std::string(cursor->key()), std::string(cursor->value())};
    if (fits == nullptr || fits(entry)) all.push_back(std::move(entry));
  }
  if (all.empty()) return std::nullopt;
  return all[tools.random() % all.size()];
}

// One of the base entries that nothing has happened to since, so that what is wrong with it shows.
std::optional<KeyValue> PickUntouched(const DamageTools& tools, Family base, Fits fits) {
  std::vector<KeyValue> all;
  const std::unique_ptr<Cursor> cursor = tools.snapshot.Scan({Head(base), {}});
  for (; cursor->Valid(); cursor->Next()) {
    KeyValue entry{std::string(cursor->key()), std::string(cursor->value())};
    const std::string key = base == Family::kBase ? Head(Family::kRow) + entry.key.substr(1) : entry.key.substr(1);
    const absl::StatusOr<std::optional<std::string>> now = tools.snapshot.Get(key);
    if (now.ok() && *now == entry.value && fits(entry)) all.push_back(std::move(entry));
  }
  if (all.empty()) return std::nullopt;
  return all[tools.random() % all.size()];
}

template <typename Change>
bool Rewrite(const DamageTools& tools, const std::optional<KeyValue>& entry, Change change) {
  if (!entry.has_value()) return false;
  std::string value;
  if (!change(*entry, &value) || value == entry->value) return false;
  tools.batch.Put(entry->key, value);
  return true;
}

bool Remove(const DamageTools& tools, const std::optional<KeyValue>& entry) {
  if (!entry.has_value()) return false;
  tools.batch.Delete(entry->key);
  return true;
}

// The entry once more, under a key with another byte in it.
bool Copy(const DamageTools& tools, const std::optional<KeyValue>& entry, size_t position) {
  if (!entry.has_value() || position >= entry->key.size()) return false;
  std::string key = entry->key;
  key[position] = key[position] == 'x' ? 'y' : 'x';
  tools.batch.Put(key, entry->value);
  return true;
}

template <typename Record>
bool Encode(absl::StatusOr<Record> decoded, void (*encode)(const Record& record, std::string* out),
            const std::function<void(Record* record)>& change, std::string* value) {
  if (!decoded.ok()) return false;
  change(&*decoded);
  encode(*decoded, value);
  return true;
}

bool ChangeQuantity(const KeyValue& entry, std::string* value) {
  return Encode<Row>(
      storage::DecodeRow(entry.value), storage::EncodeRow, [](Row* row) { row->cells.back().quantity_micros += 1; },
      value);
}

bool HasCells(const KeyValue& entry) {
  const absl::StatusOr<Row> row = storage::DecodeRow(entry.value);
  return row.ok() && !row->cells.empty();
}

bool HasHeld(const KeyValue& entry) {
  const absl::StatusOr<Row> row = storage::DecodeRow(entry.value);
  return row.ok() && !row->held.empty();
}

bool ChangeBucket(const KeyValue& entry, std::string* value) {
  return Encode<storage::Bucket>(
      storage::DecodeBucket(entry.value), storage::EncodeBucket,
      [](storage::Bucket* bucket) { bucket->consumed_micros += 1; }, value);
}

bool ChangeSchedule(const KeyValue& entry, std::string* value) {
  return Encode<storage::Schedule>(
      storage::DecodeSchedule(entry.value), storage::EncodeSchedule,
      [](storage::Schedule* schedule) { schedule->cells.back().quantity_micros += 1; }, value);
}

bool HasDays(const KeyValue& entry) {
  const absl::StatusOr<storage::Schedule> schedule = storage::DecodeSchedule(entry.value);
  return schedule.ok() && !schedule->cells.empty();
}

bool ChangeLine(const KeyValue& entry, std::string* value) {
  return Encode<storage::AdjustmentDetail>(
      storage::DecodeAdjustmentDetail(entry.value), storage::EncodeAdjustmentDetail,
      [](storage::AdjustmentDetail* detail) { detail->quantity_micros += 1; }, value);
}

bool ChangeAggregate(const KeyValue& entry, std::string* value) {
  return Encode<storage::AdjustmentAggregate>(
      storage::DecodeAdjustmentAggregate(entry.value), storage::EncodeAdjustmentAggregate,
      [](storage::AdjustmentAggregate* aggregate) { aggregate->net_micros += 1; }, value);
}

bool ChangeReceipt(const KeyValue& entry, std::string* value) {
  return Encode<storage::Receipt>(
      storage::DecodeReceipt(entry.value), storage::EncodeReceipt,
      [](storage::Receipt* receipt) { receipt->content_hash[3] ^= 1; }, value);
}

uint64_t MetaNumber(const DamageTools& tools, std::string_view key) {
  const absl::StatusOr<std::optional<std::string>> value = tools.snapshot.Get(key);
  const std::string bytes = value.ok() ? value->value_or("") : std::string();
  storage::Reader reader(bytes);
  return bytes.empty() ? 0 : reader.Varint();
}

// Records from here on have left receipts that are still there.
uint64_t FirstWithReceipts(const DamageTools& tools) {
  const std::unique_ptr<Cursor> log = tools.snapshot.Scan({Head(Family::kLog), {}});
  const uint64_t begin = log->Valid() ? storage::ParseLogKey(log->key()).value_or(0) : 0;
  return std::max(begin, MetaNumber(tools, storage::kPurgedThroughKey) + 1);
}

// A receipt that the log still tells of.
std::optional<KeyValue> PickReceipt(const DamageTools& tools) {
  const uint64_t first = FirstWithReceipts(tools);
  std::vector<KeyValue> all;
  const std::unique_ptr<Cursor> cursor = tools.snapshot.Scan({Head(Family::kReceipt), {}});
  for (; cursor->Valid(); cursor->Next()) {
    const absl::StatusOr<storage::Receipt> receipt = storage::DecodeReceipt(cursor->value());
    if (receipt.ok() && receipt->sequence >= first) {
      all.push_back({std::string(cursor->key()), std::string(cursor->value())});
    }
  }
  if (all.empty()) return std::nullopt;
  return all[tools.random() % all.size()];
}

// A number among the meta records, by so much another one.
bool ChangeNumber(const DamageTools& tools, std::string_view key, int64_t by) {
  const int64_t number = static_cast<int64_t>(MetaNumber(tools, key)) + by;
  if (number < 1) return false;
  tools.batch.Put(key, storage::VarintBytes(static_cast<uint64_t>(number)));
  return true;
}

// What a record did before a clean-up may show no more.
bool CleansUp(const LogRecord& record) {
  for (const LogEntry& entry : record.entries) {
    if (entry.kind == storage::EntryKind::kCleanUp) return true;
  }
  return false;
}

// A log record that is neither the first nor the last and behind all clean-ups; `with_receipts`: that are still there.
std::optional<KeyValue> PickRecord(const DamageTools& tools, bool (*fits)(const LogRecord& record),
                                   bool with_receipts = false) {
  std::vector<KeyValue> all;
  const std::unique_ptr<Cursor> cursor = tools.snapshot.Scan({Head(Family::kLog), {}});
  for (; cursor->Valid(); cursor->Next()) {
    all.push_back({std::string(cursor->key()), std::string(cursor->value())});
  }
  if (all.size() < 3) return std::nullopt;
  const uint64_t first = with_receipts ? FirstWithReceipts(tools) : 0;
  std::vector<KeyValue> fitting;
  for (size_t i = 1; i + 1 < all.size(); ++i) {
    const absl::StatusOr<LogRecord> record = storage::DecodeLogRecord(all[i].value);
    if (!record.ok()) return std::nullopt;
    if (CleansUp(*record)) fitting.clear();
    if (record->sequence >= first && fits(*record)) fitting.push_back(all[i]);
  }
  if (fitting.empty()) return std::nullopt;
  return fitting[tools.random() % fitting.size()];
}

bool AnyRecord(const LogRecord&) { return true; }

bool IsChange(const LogRecord& record) {
  return record.entries.size() == 1 && record.entries[0].kind == storage::EntryKind::kChange;
}

bool HasEvents(const LogRecord& record) {
  for (const LogEntry& entry : record.entries) {
    if (storage::HasReceipt(entry.kind)) return true;
  }
  return false;
}

// A record whose checksum is right and that says something else.
bool RewriteRecord(const DamageTools& tools, bool (*fits)(const LogRecord& record),
                   const std::function<void(LogRecord* record)>& change) {
  return Rewrite(
      tools, PickRecord(tools, fits, fits == HasEvents), [&change](const KeyValue& entry, std::string* value) {
        return Encode<LogRecord>(storage::DecodeLogRecord(entry.value), storage::EncodeLogRecord, change, value);
      });
}

// For each kind of thing, one that is wrong, one too many, one that is missing.
constexpr Damage kDamage[] = {
    {"row_changed", "rows",
     [](const DamageTools& tools) { return Rewrite(tools, Pick(tools, Family::kRow, HasCells), ChangeQuantity); }},
    {"row_seen_by_readers", "readers",
     [](const DamageTools& tools) { return Rewrite(tools, Pick(tools, Family::kRow, HasCells), ChangeQuantity); }},
    {"row_missing", "rows", [](const DamageTools& tools) { return Remove(tools, Pick(tools, Family::kRow)); }},
    {"row_too_many", "rows", [](const DamageTools& tools) { return Copy(tools, Pick(tools, Family::kRow), 2); }},
    {"row_unreadable", "rows",
     [](const DamageTools& tools) {
       return Rewrite(tools, Pick(tools, Family::kRow), [](const KeyValue&, std::string* value) {
         *value = "nonsense";
         return true;
       });
     }},
    {"row_missing_beside_holds", "totals",
     [](const DamageTools& tools) { return Remove(tools, Pick(tools, Family::kRow, HasHeld)); }},
    {"held_part_changed", "totals",
     [](const DamageTools& tools) {
       return Rewrite(tools, Pick(tools, Family::kRow, HasHeld), [](const KeyValue& entry, std::string* value) {
         return Encode<Row>(
             storage::DecodeRow(entry.value), storage::EncodeRow,
             [](Row* row) { row->held.back().quantity_micros += 1; }, value);
       });
     }},
    {"measure_without_name", "dictionary",
     [](const DamageTools& tools) {
       return Rewrite(tools, Pick(tools, Family::kRow, HasCells), [](const KeyValue& entry, std::string* value) {
         return Encode<Row>(
             storage::DecodeRow(entry.value), storage::EncodeRow, [](Row* row) { row->cells.back().measure = 60'000; },
             value);
       });
     }},
    {"place_missing", "places", [](const DamageTools& tools) { return Remove(tools, Pick(tools, Family::kPlace)); }},
    {"place_too_many", "places", [](const DamageTools& tools) { return Copy(tools, Pick(tools, Family::kPlace), 2); }},
    {"bucket_changed", "buckets",
     [](const DamageTools& tools) { return Rewrite(tools, Pick(tools, Family::kBucket), ChangeBucket); }},
    {"bucket_missing", "buckets", [](const DamageTools& tools) { return Remove(tools, Pick(tools, Family::kBucket)); }},
    {"bucket_too_many", "buckets",
     [](const DamageTools& tools) { return Copy(tools, Pick(tools, Family::kBucket), 2); }},
    {"bucket_not_its_row", "totals",
     [](const DamageTools& tools) { return Rewrite(tools, Pick(tools, Family::kBucket), ChangeBucket); }},
    {"bucket_negative", "negative",
     [](const DamageTools& tools) {
       return Rewrite(tools, Pick(tools, Family::kBucket), [](const KeyValue& entry, std::string* value) {
         return Encode<storage::Bucket>(
             storage::DecodeBucket(entry.value), storage::EncodeBucket,
             [](storage::Bucket* bucket) { bucket->allocated_micros = -1; }, value);
       });
     }},
    {"hold_changed", "holds",
     [](const DamageTools& tools) {
       return Rewrite(tools, Pick(tools, Family::kHold), [](const KeyValue& entry, std::string* value) {
         return Encode<storage::Hold>(
             storage::DecodeHold(entry.value), storage::EncodeHold,
             [](storage::Hold* hold) { hold->remaining_micros += 1; }, value);
       });
     }},
    {"hold_missing", "holds", [](const DamageTools& tools) { return Remove(tools, Pick(tools, Family::kHold)); }},
    {"hold_too_many", "holds", [](const DamageTools& tools) { return Copy(tools, Pick(tools, Family::kHold), 2); }},
    {"hold_end_missing", "hold_ends",
     [](const DamageTools& tools) { return Remove(tools, Pick(tools, Family::kHoldEnd)); }},
    {"hold_end_too_many", "hold_ends",
     [](const DamageTools& tools) { return Copy(tools, Pick(tools, Family::kHoldEnd), 8); }},
    {"hold_ends_otherwise", "hold_ends",
     [](const DamageTools& tools) {
       return Rewrite(tools, Pick(tools, Family::kHold), [](const KeyValue& entry, std::string* value) {
         return Encode<storage::Hold>(
             storage::DecodeHold(entry.value), storage::EncodeHold, [](storage::Hold* hold) { hold->ends_at_us += 1; },
             value);
       });
     }},
    {"schedule_changed", "schedules",
     [](const DamageTools& tools) { return Rewrite(tools, Pick(tools, Family::kSchedule, HasDays), ChangeSchedule); }},
    {"schedule_missing", "schedules",
     [](const DamageTools& tools) { return Remove(tools, Pick(tools, Family::kSchedule)); }},
    {"schedule_place_missing", "schedule_places",
     [](const DamageTools& tools) { return Remove(tools, Pick(tools, Family::kSchedulePlace)); }},
    {"schedule_place_too_many", "schedule_places",
     [](const DamageTools& tools) { return Copy(tools, Pick(tools, Family::kSchedulePlace), 3); }},
    {"line_changed", "lines",
     [](const DamageTools& tools) { return Rewrite(tools, Pick(tools, Family::kAdjustmentDetail), ChangeLine); }},
    {"line_missing", "lines",
     [](const DamageTools& tools) { return Remove(tools, Pick(tools, Family::kAdjustmentDetail)); }},
    {"aggregate_changed", "lines",
     [](const DamageTools& tools) {
       return Rewrite(tools, Pick(tools, Family::kAdjustmentAggregate), ChangeAggregate);
     }},
    {"pending_missing", "pending",
     [](const DamageTools& tools) { return Remove(tools, Pick(tools, Family::kAdjustmentPending)); }},
    {"pending_too_many", "pending",
     [](const DamageTools& tools) { return Copy(tools, Pick(tools, Family::kAdjustmentPending), 13); }},
    {"receipt_changed", "receipts",
     [](const DamageTools& tools) { return Rewrite(tools, PickReceipt(tools), ChangeReceipt); }},
    {"receipt_missing", "receipts", [](const DamageTools& tools) { return Remove(tools, PickReceipt(tools)); }},
    {"receipt_too_many", "receipts", [](const DamageTools& tools) { return Copy(tools, PickReceipt(tools), 9); }},
    {"receipt_unreadable", "receipts",
     [](const DamageTools& tools) {
       return Rewrite(tools, Pick(tools, Family::kReceipt), [](const KeyValue&, std::string* value) {
         *value = "\x07";
         return true;
       });
     }},
    {"record_missing", "log", [](const DamageTools& tools) { return Remove(tools, PickRecord(tools, AnyRecord)); }},
    {"record_unreadable", "log",
     [](const DamageTools& tools) {
       return Rewrite(tools, PickRecord(tools, AnyRecord), [&tools](const KeyValue& entry, std::string* value) {
         *value = entry.value;
         (*value)[tools.random() % value->size()] ^= 0x10;
         return true;
       });
     }},
    {"record_too_many", "log",
     [](const DamageTools& tools) {
       const std::unique_ptr<Cursor> log = tools.snapshot.Scan({Head(Family::kLog), {}});
       const uint64_t begin = log->Valid() ? storage::ParseLogKey(log->key()).value_or(0) : 0;
       if (begin < 2) return false;
       tools.batch.Put(storage::LogKey(begin - 1), log->value());
       return true;
     }},
    {"record_with_other_number", "log",
     [](const DamageTools& tools) {
       return RewriteRecord(tools, AnyRecord, [](LogRecord* record) { record->sequence += 1; });
     }},
    {"record_with_other_quantity", "rows",
     [](const DamageTools& tools) {
       return RewriteRecord(tools, IsChange,
                            [](LogRecord* record) { record->entries[0].effects[0].changes[0].quantity_micros += 1; });
     }},
    {"record_with_other_content", "receipts",
     [](const DamageTools& tools) {
       return RewriteRecord(tools, HasEvents, [](LogRecord* record) { record->committed_at_us += 1; });
     }},
    {"base_row_changed", "rows",
     [](const DamageTools& tools) {
       return Rewrite(tools, PickUntouched(tools, Family::kBase, HasCells), ChangeQuantity);
     }},
    {"base_row_too_many", "rows", [](const DamageTools& tools) { return Copy(tools, Pick(tools, Family::kBase), 2); }},
    {"base_bucket_changed", "buckets",
     [](const DamageTools& tools) {
       const Fits is_bucket = [](const KeyValue& entry) { return entry.key[1] == static_cast<char>(Family::kBucket); };
       return Rewrite(tools, PickUntouched(tools, Family::kBaseBook, is_bucket), ChangeBucket);
     }},
    {"dictionary_name_twice", "dictionary",
     [](const DamageTools& tools) {
       const absl::StatusOr<std::optional<std::string>> value = tools.snapshot.Get(storage::kDictionaryKey);
       if (!value.ok() || !value->has_value()) return false;
       absl::StatusOr<std::vector<std::string>> names = storage::DecodeDictionary(**value);
       if (!names.ok() || names->empty()) return false;
       names->push_back(names->front());
       std::string changed;
       storage::EncodeDictionary(*names, &changed);
       tools.batch.Put(storage::kDictionaryKey, changed);
       return true;
     }},
    {"row_count_wrong", "meta", [](const DamageTools& tools) { return ChangeNumber(tools, storage::kRowCountKey, 1); }},
    {"log_begin_wrong", "log", [](const DamageTools& tools) { return ChangeNumber(tools, storage::kLogBeginKey, -1); }},
    {"purged_through_wrong", "receipts",
     [](const DamageTools& tools) {
       const std::unique_ptr<Cursor> log = tools.snapshot.Scan({Head(Family::kLog), {}});
       const absl::StatusOr<std::optional<std::string>> value = tools.snapshot.Get(storage::kPurgedThroughKey);
       if (!log->Valid() || !value.ok()) return false;
       // Up to a record that left receipts.
       uint64_t through = 0;
       for (; log->Valid(); log->Next()) {
         const absl::StatusOr<LogRecord> record = storage::DecodeLogRecord(log->value());
         if (record.ok() && HasEvents(*record)) through = record->sequence;
       }
       if (through == 0) return false;
       tools.batch.Put(storage::kPurgedThroughKey, storage::VarintBytes(through));
       return true;
     }},
    {"written_back_wrong", "receipts",
     [](const DamageTools& tools) {
       // To just before a record that left receipts and is no clean-up: opening takes it for not written back.
       const std::unique_ptr<Cursor> log = tools.snapshot.Scan({Head(Family::kLog), {}});
       uint64_t before = 0;
       for (; log->Valid(); log->Next()) {
         const absl::StatusOr<LogRecord> record = storage::DecodeLogRecord(log->value());
         if (!record.ok()) return false;
         if (CleansUp(*record)) before = 0;
         if (HasEvents(*record)) before = record->sequence - 1;
       }
       if (before == 0) return false;
       tools.batch.Put(storage::kWrittenBackKey, storage::VarintBytes(before));
       return true;
     }},
    {"hash_seed_wrong", "receipts",
     [](const DamageTools& tools) {
       std::string seed;
       storage::PutFixed64(4711, &seed);
       tools.batch.Put(storage::kHashSeedKey, seed);
       return true;
     }},
};

}  // namespace

absl::Span<const Damage> AllDamage() { return kDamage; }

absl::StatusOr<bool> ApplyDamage(const std::string& data_dir, const std::string& environment, const Damage& damage,
                                 uint64_t seed) {
  storage::DirectoryOptions options;
  options.data_dir = data_dir;
  absl::StatusOr<std::unique_ptr<DataDirectory>> directory = DataDirectory::Open(std::move(options));
  if (!directory.ok()) return directory.status();
  absl::StatusOr<std::unique_ptr<storage::Store>> store = (*directory)->OpenStore(environment);
  if (!store.ok()) return store.status();
  // In the name of a partition that nothing else touches: the head of the books stays as it is.
  const absl::StatusOr<storage::PartitionHead> head = (*store)->TakePartition("damage");
  if (!head.ok()) return head.status();
  std::mt19937_64 random(seed);
  WriteBatch batch;
  if (!damage.apply({*(*store)->GetSnapshot(), batch, random})) return false;
  batch.Touch({"damage", head->epoch, head->sequence, head->sequence + 1});
  if (absl::Status status = (*store)->Commit(batch); !status.ok()) return status;
  return true;
}

}  // namespace onhand::proof
