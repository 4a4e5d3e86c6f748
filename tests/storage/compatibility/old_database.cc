#include "tests/storage/compatibility/old_database.h"

#include <cstdlib>
#include <fstream>
#include <iostream>

#include "storage/directory/data_directory.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand::storage {
namespace {

class DirectoryDisk : public TestDisk {
 public:
  explicit DirectoryDisk(const std::string& data_dir) {
    DirectoryOptions options;
    options.data_dir = data_dir;
    options.block_cache_bytes = 16 << 20;
    options.write_buffer_bytes = 64 << 20;
    directory_ = ValueOf(DataDirectory::Open(options));
  }

 private:
  std::unique_ptr<Store> OpenStore() override { return ValueOf(directory_->OpenStore("shop")); }

  std::unique_ptr<DataDirectory> directory_;
};

}  // namespace

std::unique_ptr<TestDisk> OldDatabase::OpenDisk() const { return std::make_unique<DirectoryDisk>(data_dir()); }

OldDatabase::OldDatabase(uint32_t format) {
  const std::string archive = "tests/storage/compatibility/format_" + std::to_string(format) + ".tar.gz";
  const std::string command = "tar -xzf '" + archive + "' -C '" + folder_.path() + "'";
  if (std::system(command.c_str()) == 0) return;
  std::cerr << "cannot unpack " << archive << std::endl;
  std::abort();
}

std::string OldDatabase::Format() const {
  std::ifstream file(data_dir() + "/environments/shop/FORMAT");
  std::string line;
  std::getline(file, line);
  return line;
}

}  // namespace onhand::storage
