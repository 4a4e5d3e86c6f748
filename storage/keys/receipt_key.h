// File: receipt_key.h
//
// The key of a receipt: a hash of the scope in which an event's id is unique (decisions I1).
//
//   receipt key := 'I' hash:16 bytes
//   hash        := HashBytes(kind:u8 organization 00 product 00 site 00 location 00 id, the environment's hash seed)
//
// Texts hold no control character (decisions I5), so no two scopes have the same bytes before hashing.
#ifndef ONHAND_STORAGE_KEYS_RECEIPT_KEY_H_
#define ONHAND_STORAGE_KEYS_RECEIPT_KEY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/keys/row_key.h"
#include "storage/records/hash128.h"

namespace onhand::storage {

// `kind` is the byte of EntryKind; of the row, its dimensions do not count.
Hash128 ReceiptHash(uint8_t kind, const RowIdentity& row, std::string_view id, uint64_t seed);
// With the family byte.
std::string ReceiptKey(const Hash128& hash);
// Nothing if the bytes are not a receipt key.
std::optional<Hash128> ParseReceiptKey(std::string_view key);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KEYS_RECEIPT_KEY_H_
