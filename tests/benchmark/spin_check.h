// File: spin_check.h
//
// Is the machine quiet? The same computation, timed again and again: where it takes longer, somebody else had the
// processor, or its clock changed, and what was measured beside it is worth less. The same for the disk.
#ifndef ONHAND_TESTS_BENCHMARK_SPIN_CHECK_H_
#define ONHAND_TESTS_BENCHMARK_SPIN_CHECK_H_

#include <cstdint>
#include <string>
#include <vector>

namespace onhand::benchmark {

// Runs for about 20 ms on every processor at once, no memory, no system calls; the time of the slowest.
int64_t TimeSpinNs();

// The median time of an fdatasync after 4 KiB were appended to a file in this folder, microseconds; 0 if there is none.
double TimeSyncUs(const std::string& folder);

// How much longer the slowest took than the fastest: 0.2 = 20 %. 0 for fewer than two.
double NoiseOf(const std::vector<int64_t>& spins_ns);

// More than this and the report says that the machine was noisy.
inline constexpr double kNoiseMax = 0.15;

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_SPIN_CHECK_H_
