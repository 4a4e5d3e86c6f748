// File: crash_child.h
//
// A process that posts to onhand as fast as it can until it is killed, and keeps count of what was acknowledged where
// its parent can read it after its end.
#ifndef ONHAND_TESTS_BENCHMARK_CRASH_CHILD_H_
#define ONHAND_TESTS_BENCHMARK_CRASH_CHILD_H_

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace onhand::benchmark {

inline constexpr uint32_t kCrashLocations = 100;
inline constexpr int kCrashCallers = 2;
// Events that may be under way when it is killed: applied or not, but not acknowledged.
inline constexpr uint64_t kCrashUnderWay = uint64_t{kCrashCallers} * 512;

struct CrashChildOptions {
  std::string dir;            // of the data; made at first
  std::string counter_path;   // of a file that the parent made
  uint64_t rows = 0;          // made first, where they are not yet
  uint64_t first_number = 0;  // of ids
  uint64_t events = 0;        // to post before it is ready
};

// The parent's side. Not thread-safe; kills the process when the object goes.
class CrashChild {
 public:
  // This program again, with the arguments of CrashChildMain. NOT_FOUND, INTERNAL: it could not be started.
  static absl::StatusOr<std::unique_ptr<CrashChild>> Start(const CrashChildOptions& options);
  ~CrashChild();
  CrashChild(const CrashChild&) = delete;
  CrashChild& operator=(const CrashChild&) = delete;

  // Until `events` are posted. UNAVAILABLE: it ended before; why is on standard error.
  absl::Status WaitUntilReady();
  // SIGKILL, and waits for its end.
  void Kill();
  // Events acknowledged, by all processes that counted in the file.
  uint64_t Acknowledged() const;

 private:
  CrashChild(pid_t pid, int output, std::string counter_path);
  pid_t pid_;
  const int output_;
  const std::string counter_path_;
};

// An empty counter file.
absl::Status MakeCounter(const std::string& path);

// The child's side: a program whose first argument is this is one.
inline constexpr char kCrashChildArgument[] = "post-until-killed";
// Does not return but for an error, with an exit status.
int CrashChildMain(const std::vector<std::string>& arguments);

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_CRASH_CHILD_H_
