// File: temp_folder.h
//
// A folder of the test's own, gone with the object: on disk, or in memory where there is room, for tests that make so
// many files that syncing them is all they would do.
#ifndef ONHAND_TESTS_STORAGE_TESTING_TEMP_FOLDER_H_
#define ONHAND_TESTS_STORAGE_TESTING_TEMP_FOLDER_H_

#include <stdlib.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace onhand::storage {

class TempFolder {
 public:
  enum class Place { kDisk, kMemory };

  explicit TempFolder(Place place = Place::kDisk) {
    constexpr uintmax_t kRoomBytes = 512 << 20;
    std::error_code error;
    const bool in_memory = place == Place::kMemory && std::filesystem::space("/dev/shm", error).available >= kRoomBytes;
    const char* on_disk = std::getenv("TEST_TMPDIR");
    path_ = std::string(in_memory && !error ? "/dev/shm" : on_disk != nullptr ? on_disk : "/tmp") + "/onhand-XXXXXX";
    if (::mkdtemp(path_.data()) == nullptr) std::abort();
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace onhand::storage

#endif  // ONHAND_TESTS_STORAGE_TESTING_TEMP_FOLDER_H_
