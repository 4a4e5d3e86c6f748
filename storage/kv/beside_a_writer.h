// File: beside_a_writer.h
//
// Reading the files of a database that another process may be writing. RocksDB's files belong together: what a writer
// just moved from a log to a table is found in neither by somebody who looked into the MANIFEST before and for the log
// afterwards; so is a table that it just took over. Whatever is moved, the MANIFEST says so first. Private to
// storage/kv.
#ifndef ONHAND_STORAGE_KV_BESIDE_A_WRITER_H_
#define ONHAND_STORAGE_KV_BESIDE_A_WRITER_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "storage/kv/disk.h"

namespace onhand::storage {

// Calls `read`, which reads the database in folder `path`, until nothing was moved meanwhile, and answers with what it
// answered. It must be able to start over. UNAVAILABLE: the writer was faster for 20 seconds.
absl::Status ReadBesideAWriter(const Disk& disk, const std::string& path, const std::function<absl::Status()>& read);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KV_BESIDE_A_WRITER_H_
