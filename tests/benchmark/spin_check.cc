#include "tests/benchmark/spin_check.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "tests/benchmark/statistics.h"

namespace onhand::benchmark {
namespace {

constexpr uint64_t kSteps = 8'000'000;
constexpr int kSyncs = 15;

uint64_t Spin(uint64_t x) {
  for (uint64_t i = 0; i < kSteps; ++i) x = (x ^ (x >> 29)) * 0xBF58476D1CE4E5B9 + i;
  return x;
}

}  // namespace

int64_t TimeSpinNs() {
  std::atomic<uint64_t> sink = 0;  // keeps the loop from being left out
  std::vector<std::thread> others;
  const auto begin = std::chrono::steady_clock::now();
  for (unsigned i = 1; i < std::thread::hardware_concurrency(); ++i)
    others.emplace_back([&sink, i] { sink += Spin(i); });
  sink += Spin(0);
  for (std::thread& other : others) other.join();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - begin).count();
}

double TimeSyncUs(const std::string& folder) {
  const std::string path = folder + "/sync_check";
  const int file = open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644);
  if (file < 0) return 0;
  const std::string block(4096, 'x');
  std::vector<double> times_us;
  for (int i = 0; i < kSyncs; ++i) {
    if (write(file, block.data(), block.size()) != static_cast<ssize_t>(block.size())) break;
    const auto begin = std::chrono::steady_clock::now();
    if (fdatasync(file) != 0) break;
    times_us.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count());
  }
  close(file);
  unlink(path.c_str());
  return SpreadOf(times_us).median;
}

double NoiseOf(const std::vector<int64_t>& spins_ns) {
  if (spins_ns.size() < 2) return 0;
  const auto [least, most] = std::minmax_element(spins_ns.begin(), spins_ns.end());
  return Ratio(static_cast<double>(*most - *least), static_cast<double>(*least));
}

}  // namespace onhand::benchmark
