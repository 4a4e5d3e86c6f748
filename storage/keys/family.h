// File: family.h
//
// The first byte of every key: which table it belongs to. These bytes are on disk; do not change or reuse them.
#ifndef ONHAND_STORAGE_KEYS_FAMILY_H_
#define ONHAND_STORAGE_KEYS_FAMILY_H_

namespace onhand::storage {

enum class Family : char {
  kBase = 'B',       // rows as they were where the commit log begins (storage/keys/row_key.h)
  kLog = 'L',        // the commit log (storage/keys/log_key.h)
  kMeta = 'M',       // single records: configuration, measure names, where the log begins (storage/keys/meta_key.h)
  kPartition = 'P',  // heads of write ownership, kept by the store itself
  kReceipt = 'I',    // idempotency receipts (storage/keys/receipt_key.h)
  kRow = 'R',        // on-hand rows by product (storage/keys/row_key.h)
  kPlace = 'X',      // the same rows by site and location, keys only (storage/keys/row_key.h)
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KEYS_FAMILY_H_
