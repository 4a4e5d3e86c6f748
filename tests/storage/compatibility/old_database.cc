#include "tests/storage/compatibility/old_database.h"

#include <cstdlib>
#include <fstream>
#include <iostream>

namespace onhand::storage {

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
