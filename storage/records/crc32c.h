// File: crc32c.h
//
// The checksum of commit log records and of backups: CRC-32C (Castagnoli, reflected polynomial 82F63B78), as iSCSI and
// RocksDB use it. Crc32c("123456789") = E3069283.
#ifndef ONHAND_STORAGE_RECORDS_CRC32C_H_
#define ONHAND_STORAGE_RECORDS_CRC32C_H_

#include <cstdint>
#include <string_view>

namespace onhand::storage {

uint32_t Crc32c(std::string_view bytes);

// Of bytes whose checksum is known, followed by more. Of none it is 0.
uint32_t ExtendCrc32c(uint32_t checksum, std::string_view more);

// The same without the processor's instruction for it, for processors that have none.
uint32_t Crc32cPortable(std::string_view bytes);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_RECORDS_CRC32C_H_
