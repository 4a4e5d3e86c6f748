#include "storage/keys/receipt_key.h"

#include <algorithm>

#include "storage/keys/family.h"

namespace onhand::storage {

Hash128 ReceiptHash(uint8_t kind, const RowIdentity& row, std::string_view id, uint64_t seed) {
  // Reused, for this is done for every event.
  thread_local std::string scope;
  scope.assign(1, static_cast<char>(kind));
  for (const std::string_view text : {row.organization, row.product, row.site, row.location}) {
    AppendKeyText(text, &scope);
  }
  scope.append(id);
  return HashBytes(scope, seed);
}

std::string ReceiptKey(const Hash128& hash) {
  std::string key;
  key.reserve(1 + hash.size());
  key.push_back(static_cast<char>(Family::kReceipt));
  return key.append(reinterpret_cast<const char*>(hash.data()), hash.size());
}

std::optional<Hash128> ParseReceiptKey(std::string_view key) {
  Hash128 hash;
  if (key.size() != 1 + hash.size() || key[0] != static_cast<char>(Family::kReceipt)) return std::nullopt;
  std::copy(key.begin() + 1, key.end(), hash.begin());
  return hash;
}

}  // namespace onhand::storage
