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
// A record is synced before the next one is begun, so what a crash left half written is one record, the last one. Where
// the beginning of another record follows, bytes that were once on disk have changed. Records may be written over zeros
// (zeros_ahead.h): any pages of the last one may then be missing, and zeros follow it.
#ifndef ONHAND_STORAGE_KV_LOG_SCAN_H_
#define ONHAND_STORAGE_KV_LOG_SCAN_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace onhand::storage {

inline constexpr size_t kLogBlockBytes = 32 << 10;

struct LogScan {
  enum class End : uint8_t {
    kWhole,    // every byte belongs to a whole record, or is padding
    kZeros,    // whole records, then zeros to the end
    kTorn,     // what begins at wrong_at is no whole record, and no other one begins behind it
    kDamaged,  // another record begins behind it, or it is whole but for its length
  };
  End end = End::kWhole;
  uint64_t records = 0;  // whole ones before wrong_at
  // kTorn, kDamaged: where the first record that is not whole begins. kZeros: where they begin. kWhole: the file's size
  uint64_t wrong_at = 0;
  uint64_t follows_at = 0;  // kDamaged: where the next record begins; wrong_at if none does
  std::string what;         // what is wrong there, "its checksum does not match"
};

// Called with each whole record before wrong_at and the offset at which it begins.
using LogRecordVisitor = std::function<void(uint64_t offset, std::string_view record)>;

// `content` is the whole file.
LogScan ScanLog(std::string_view content, const LogRecordVisitor& visit);

// How many bytes of a block, or of what there is of its beginning, come before zeros that stand where a fragment should
// begin; all of them if there are none. Checksums are not looked at.
size_t BytesBeforeZeros(std::string_view block);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_LOG_SCAN_H_
