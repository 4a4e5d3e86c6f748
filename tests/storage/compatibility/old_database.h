// File: old_database.h
//
// A data directory as an older program left it, unpacked for one test.
#ifndef ONHAND_TESTS_STORAGE_COMPATIBILITY_OLD_DATABASE_H_
#define ONHAND_TESTS_STORAGE_COMPATIBILITY_OLD_DATABASE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "tests/storage/testing/temp_folder.h"
#include "tests/storage/testing/test_disk.h"

namespace onhand::storage {

class OldDatabase {
 public:
  // Unpacks format_<format>.tar.gz of this folder, which must be among the test's data.
  explicit OldDatabase(uint32_t format);

  // The data directory; its environment is "shop" (make_database.cc).
  const std::string& data_dir() const { return folder_.path(); }
  // What the environment's FORMAT file says now.
  std::string Format() const;
  // The environment's store, opened through the data directory as a server does. Must not outlive this.
  std::unique_ptr<TestDisk> OpenDisk() const;

 private:
  TempFolder folder_;
};

}  // namespace onhand::storage

#endif  // ONHAND_TESTS_STORAGE_COMPATIBILITY_OLD_DATABASE_H_
