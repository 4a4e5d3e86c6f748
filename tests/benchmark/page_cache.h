// File: page_cache.h
//
// What the operating system knows about memory and disk, how to make it forget file contents, and folders to write in.
#ifndef ONHAND_TESTS_BENCHMARK_PAGE_CACHE_H_
#define ONHAND_TESTS_BENCHMARK_PAGE_CACHE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace onhand::benchmark {

// Writes the folder's files to disk and drops them from the page cache. Says how: "drop_caches", or, where that is not
// allowed, "fadvise", which leaves what is mapped and directories.
std::string DropPageCache(const std::string& folder);

// An empty folder, whatever was there before. UNAVAILABLE: it cannot be made.
absl::Status MakeEmptyFolder(const std::string& path);

// Space that the folder's files take on disk.
uint64_t FolderBytes(const std::string& folder);

// Of this process, now.
uint64_t ResidentBytes();

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_PAGE_CACHE_H_
