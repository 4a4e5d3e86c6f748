// File: prefetch.h
//
// Memory that will be looked at soon is fetched while other work goes on.
#ifndef ONHAND_STORAGE_BASE_PREFETCH_H_
#define ONHAND_STORAGE_BASE_PREFETCH_H_

#include <cstddef>

namespace onhand {

// Only a hint: any address will do.
inline void PrefetchBytes(const void* begin, size_t count) {
  constexpr size_t kCacheLineBytes = 64;
  for (size_t at = 0; at < count; at += kCacheLineBytes) __builtin_prefetch(static_cast<const char*>(begin) + at);
}

}  // namespace onhand

#endif  // ONHAND_STORAGE_BASE_PREFETCH_H_
