// File: check.h
//
// ONHAND_CHECK(condition): always on, in release too. What it guards is a bug, never something that a peer, a file or
// a user can cause; it ends the process before anything wrong is written.
#ifndef ONHAND_STORAGE_BASE_CHECK_H_
#define ONHAND_STORAGE_BASE_CHECK_H_

#include <cstdio>
#include <cstdlib>

#define ONHAND_CHECK(condition)                                                          \
  do {                                                                                   \
    if (__builtin_expect(!(condition), 0)) {                                             \
      std::fprintf(stderr, "%s:%d: check failed: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                      \
    }                                                                                    \
  } while (false)

#endif  // ONHAND_STORAGE_BASE_CHECK_H_
