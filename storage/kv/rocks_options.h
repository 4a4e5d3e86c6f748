// File: rocks_options.h
//
// How each table of an environment is laid out on disk. Private to storage/kv.
#ifndef ONHAND_STORAGE_KV_ROCKS_OPTIONS_H_
#define ONHAND_STORAGE_KV_ROCKS_OPTIONS_H_

#include <rocksdb/options.h>

#include <array>
#include <string>

#include "storage/keys/family.h"
#include "storage/kv/rocks_resources.h"

namespace onhand::storage {

// Every family has a column family of its own; partition heads live in RocksDB's "default".
inline constexpr std::array<Family, 20> kRocksFamilies = {Family::kPartition,
                                                          Family::kMeta,
                                                          Family::kLog,
                                                          Family::kReceipt,
                                                          Family::kRow,
                                                          Family::kPlace,
                                                          Family::kBase,
                                                          Family::kJob,
                                                          Family::kJobResult,
                                                          Family::kBucket,
                                                          Family::kSchedule,
                                                          Family::kSchedulePlace,
                                                          Family::kHold,
                                                          Family::kHoldEnd,
                                                          Family::kBaseBook,
                                                          Family::kProduct,
                                                          Family::kProductTerm,
                                                          Family::kAdjustmentDetail,
                                                          Family::kAdjustmentPending,
                                                          Family::kAdjustmentAggregate};

// Its position in kRocksFamilies; -1 if the byte is no family.
int FamilyIndex(char byte);

// On disk; do not change.
std::string ColumnFamilyName(Family family);

// RocksDB's warnings go to the file `warnings_path`; "" drops them.
rocksdb::DBOptions RocksDbOptions(const RocksResources& resources, const std::string& warnings_path);
rocksdb::ColumnFamilyOptions RocksFamilyOptions(Family family, const RocksResources& resources);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_ROCKS_OPTIONS_H_
