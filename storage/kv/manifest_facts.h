// File: manifest_facts.h
//
// What RocksDB's MANIFEST says of a database, as far as its other files are held against it. Private to storage/kv.
#ifndef ONHAND_STORAGE_KV_MANIFEST_FACTS_H_
#define ONHAND_STORAGE_KV_MANIFEST_FACTS_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "storage/kv/log_scan.h"

namespace onhand::storage {

struct ManifestFacts {
  LogScan scan;
  // Log files before it hold nothing that the tables lack.
  uint64_t first_log = 0;
  // Every change up to this number was on disk when the MANIFEST was written last.
  uint64_t last_sequence = 0;
  // The same of the time when this MANIFEST was begun.
  uint64_t first_last_sequence = 0;
  // The newest change that any table file held that it names, or once named.
  uint64_t newest_in_tables = 0;
  // Changes that no log file holds, for files were taken over under these numbers. Of those after first_last_sequence
  // it knows all.
  std::set<uint64_t> taken_over;
  // Table files that are part of the database: number and size, and the column family's name.
  struct TableFile {
    uint64_t bytes = 0;
    std::string family;
  };
  std::map<uint64_t, TableFile> tables;
  // Not empty: a record of it cannot be understood, although its checksum holds.
  std::string wrong;
};

// `content` is the whole file.
ManifestFacts ReadManifest(std::string_view content);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_MANIFEST_FACTS_H_
