// File: dump.h
//
// Prints any key family of an environment as text, from a database opened for reading only; the one way in which
// tools above the engine look at storage.
#ifndef ONHAND_STORAGE_INSPECT_DUMP_H_
#define ONHAND_STORAGE_INSPECT_DUMP_H_

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace onhand::storage {

struct DumpOptions {
  std::string data_dir;
  std::string environment;
  // "rows", "places", "buckets", "schedules", "schedule_places", "holds", "hold_ends", "receipts", "log", "base",
  // "base_books", "jobs", "job_results", "products", "product_terms", "meta", "partitions"; empty = all.
  std::vector<std::string> families;
  uint64_t limit = 0;  // lines a family; 0 = all
};

// The names that `families` may hold, in the order in which they are printed.
std::vector<std::string_view> DumpFamilies();

// One line a record: family, key and value in readable form, measures by name; damaged records are printed in hex
// with what is wrong. A process may have the environment open meanwhile: the dump shows the tables as they stood on
// disk when it began. What commits after meta record "written_back" did to rows, places and receipts stands in the log
// alone. INVALID_ARGUMENT: unknown family. UNAVAILABLE: `out` took no more. Else as DataDirectory::Open and OpenStore,
// read-only.
absl::Status Dump(const DumpOptions& options, std::ostream& out);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_INSPECT_DUMP_H_
