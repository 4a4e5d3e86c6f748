// File: main_partition.h
//
// The partition of its store that a ledger owns: its sequence number is that of the ledger's last commit.
#ifndef ONHAND_STORAGE_LEDGER_MAIN_PARTITION_H_
#define ONHAND_STORAGE_LEDGER_MAIN_PARTITION_H_

#include <cstdint>
#include <string_view>

namespace onhand::storage {

// On disk; do not change.
inline constexpr std::string_view kMainPartition = "main";

// The version of the tables that this program writes. Version 1 has no buckets, schedules and holds, up to version 2
// all tables are as the last commit left them. Both are opened all the same; the next commit makes them this version.
inline constexpr uint64_t kSchema = 3;

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_LEDGER_MAIN_PARTITION_H_
