// The engine beside the reference model: two bytes are one decision of tests/engine/random's generator, so the bytes
// say which events, carts, queries, configurations and steps of the clock follow each other. Every outcome and every
// answer is compared; what is refused writes nothing.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "storage/base/check.h"
#include "tests/engine/random/random_run.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view choices(reinterpret_cast<const char*>(data), size);
  onhand::RandomRunCounts counts;
  const std::string difference = onhand::RunRandom({.seed = 1, .operations = 400, .choices = choices}, &counts);
  if (!difference.empty()) std::fprintf(stderr, "%s\n", difference.c_str());
  ONHAND_CHECK(difference.empty());
  return 0;
}
