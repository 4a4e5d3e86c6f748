// bazel run --config=test //tests/storage/compatibility:make_database -- /tmp/data
#include <iostream>

#include "tests/storage/compatibility/make_database.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: make_database DIR\n";
    return 2;
  }
  onhand::MakeDatabase(argv[1]);
  return 0;
}
