// Faults on purpose, one for each sanitizer: whoever runs the suite under one can see first that it finds anything.

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <string>
#include <thread>
#include <vector>

namespace {

// Volatile, so that the compiler cannot see what happens and leave it out.
volatile int g_one = 1;

int HeapOverflow() {
  std::vector<int> numbers(4);
  return numbers.data()[3 + g_one];
}

int SignedOverflow() { return std::numeric_limits<int>::max() - 1 + 2 * g_one; }

int DataRace() {
  int shared = 0;
  std::thread other([&shared] { shared += g_one; });
  shared += g_one;
  other.join();
  return shared;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string fault = argc == 2 ? argv[1] : "";
  int result = 0;
  if (fault == "heap_overflow") {
    result = HeapOverflow();
  } else if (fault == "signed_overflow") {
    result = SignedOverflow();
  } else if (fault == "data_race") {
    result = DataRace();
  } else {
    std::fprintf(stderr, "usage: planted_faults heap_overflow|signed_overflow|data_race\n");
    return 0;  // any other status would look as if something had been found
  }
  std::printf("%s was not found (%d)\n", fault.c_str(), result);
  return 0;
}
