// File: log_scan.h
//
// RocksDB's log format, in which its write-ahead log and its MANIFEST are written: blocks of 32 KiB, in them fragments
//
//   fragment := checksum:u32 length:u16 type:u8 payload        masked CRC-32C of type and payload
//   type     := 1 whole record | 2 its beginning | 3 its middle | 4 its end
//
// and less than 7 bytes of padding at a block's end. Private to storage/kv.
//
// RocksDB itself does not tell damage from a torn end: it stops, or even goes on behind it. Here they are told apart.
// Bytes are appended in order and a record is synced before the next one is begun, so what a crash left half written is
// one record, the last one. Where the beginning of another record follows, bytes that were once on disk have changed.
#ifndef ONHAND_STORAGE_KV_LOG_SCAN_H_
#define ONHAND_STORAGE_KV_LOG_SCAN_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace onhand::storage {

struct LogScan {
  enum class End : uint8_t {
    kWhole,    // every byte belongs to a whole record, or is padding
    kTorn,     // what begins at wrong_at is no whole record, and no other one begins behind it
    kDamaged,  // another record begins behind it, or it is whole but for its length
  };
  End end = End::kWhole;
  uint64_t records = 0;     // whole ones before wrong_at
  uint64_t wrong_at = 0;    // kTorn, kDamaged: where the first record that is not whole begins. kWhole: the file's size
  uint64_t follows_at = 0;  // kDamaged: where the next record begins; wrong_at if none does
  std::string what;         // what is wrong there, "its checksum does not match"
};

// Called with each whole record before wrong_at and the offset at which it begins.
using LogRecordVisitor = std::function<void(uint64_t offset, std::string_view record)>;

// `content` is the whole file.
LogScan ScanLog(std::string_view content, const LogRecordVisitor& visit);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_LOG_SCAN_H_
