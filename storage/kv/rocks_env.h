// File: rocks_env.h
//
// A disk as RocksDB is to see it. Private to storage/kv.
#ifndef ONHAND_STORAGE_KV_ROCKS_ENV_H_
#define ONHAND_STORAGE_KV_ROCKS_ENV_H_

#include <rocksdb/env.h>

#include <memory>

namespace onhand::storage {

// The files of `disk`, which must outlive it, on the threads of the process; logs have zeros ahead (zeros_ahead.h), of
// which RocksDB sees nothing. No database has an archive of logs, and
// the disk is not asked whether (nothing that is called `archive` is there): RocksDB 7.8.3 ends the process where it
// refuses to say (an assertion, `s.IsIOError()`), and without assertions would pass over all logs.
std::unique_ptr<rocksdb::Env> NewRocksEnv(rocksdb::Env* disk);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_ROCKS_ENV_H_
