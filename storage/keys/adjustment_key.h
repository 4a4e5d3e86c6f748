// File: adjustment_key.h
//
// The keys of adjustment lines: details in the order of their commit, details that a push has still to look at, and
// aggregates by push.
//
//   detail key    := 'D' sequence:u64 entry:u32            the log record and the entry in it that brought the line
//   pending key   := 'd' status:u8 sequence:u64 entry:u32  the same, while its status is Created or IVPosted
//   aggregate key := 'G' push:u64 row-key 00 measure:u16
//
// Numbers are big-endian. A dimension's number in a row key is never 00, so the 00 ends it. Worked examples:
// docs/formats/adjustments.md.
#ifndef ONHAND_STORAGE_KEYS_ADJUSTMENT_KEY_H_
#define ONHAND_STORAGE_KEYS_ADJUSTMENT_KEY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/records/row.h"

namespace onhand::storage {

// Which detail line; ordered by commit.
struct DetailNumber {
  uint64_t sequence = 0;
  uint32_t entry = 0;
  friend auto operator<=>(const DetailNumber&, const DetailNumber&) = default;
};

struct PendingKeyParts {
  uint8_t status = 0;
  DetailNumber number;
};

struct AggregateKeyParts {
  uint64_t push = 0;
  std::string_view row_key;
  MeasureNumber measure = 0;
};

// With the family byte; and nothing if the bytes are no such key. Views point into `key`.
std::string DetailKey(const DetailNumber& number);
std::optional<DetailNumber> ParseDetailKey(std::string_view key);
std::string PendingKey(uint8_t status, const DetailNumber& number);
std::optional<PendingKeyParts> ParsePendingKey(std::string_view key);
std::string AggregateKey(uint64_t push, std::string_view row_key, MeasureNumber measure);
std::optional<AggregateKeyParts> ParseAggregateKey(std::string_view key);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KEYS_ADJUSTMENT_KEY_H_
