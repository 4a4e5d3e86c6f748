#include "storage/records/hash128.h"

#include <cstring>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace onhand::storage {

Hash128 HashBytes(std::string_view bytes, uint64_t seed) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits_withSeed(bytes.data(), bytes.size(), seed));
  Hash128 hash;
  static_assert(sizeof(canonical.digest) == sizeof(hash));
  std::memcpy(hash.data(), canonical.digest, hash.size());
  return hash;
}

}  // namespace onhand::storage
