// File: family.h
//
// The first byte of every key: which table it belongs to. These bytes are on disk; do not change or reuse them.
#ifndef ONHAND_STORAGE_KEYS_FAMILY_H_
#define ONHAND_STORAGE_KEYS_FAMILY_H_

namespace onhand::storage {

enum class Family : char {
  kAdjustmentAggregate = 'G',  // aggregates of adjustment lines (storage/keys/adjustment_key.h)
  kAdjustmentDetail = 'D',     // adjustment lines as they were posted (storage/keys/adjustment_key.h)
  kAdjustmentPending = 'd',    // those that a push has still to look at, keys only
  kBase = 'B',                 // rows as they were where the commit log begins (storage/keys/row_key.h)
  kBaseBook = 'b',             // buckets, schedules and holds as they were there; a key of their family follows
  kBucket = 'A',               // allocation buckets by row and group path (storage/keys/bucket_key.h)
  kHold = 'H',                 // holds by row (storage/keys/hold_key.h)
  kHoldEnd = 'E',              // the same holds by the time they end, keys only (storage/keys/hold_key.h)
  kJob = 'J',                  // jobs by id (storage/keys/job_key.h)
  kJobResult = 'F',            // the files that jobs made, in pieces (storage/keys/job_key.h)
  kLog = 'L',                  // the commit log (storage/keys/log_key.h)
  kMeta = 'M',           // single records: configuration, measure names, where the log begins (storage/keys/meta_key.h)
  kPartition = 'P',      // heads of write ownership, kept by the store itself
  kReceipt = 'I',        // idempotency receipts (storage/keys/receipt_key.h)
  kProduct = 'C',        // the product catalogue (storage/keys/product_key.h)
  kProductTerm = 'T',    // what finds its products, keys only (storage/keys/product_key.h)
  kRow = 'R',            // on-hand rows by product (storage/keys/row_key.h)
  kPlace = 'X',          // the same rows by site and location, keys only (storage/keys/row_key.h)
  kSchedule = 'S',       // schedules by row (storage/keys/schedule_key.h)
  kSchedulePlace = 'Z',  // the same schedules by site and location, keys only
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KEYS_FAMILY_H_
