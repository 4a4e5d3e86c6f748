#include "tests/benchmark/process_workloads.h"

namespace onhand::benchmark {

const std::vector<ProcessWorkload>& ProcessWorkloads() {
  static const auto* const kList = new std::vector<ProcessWorkload>{
      {"recovery", "after SIGKILL at full load: seconds to the first post and question", &RunRecovery},
      {"memory", "resident set at a budget with ten times that data, and the rate then", &RunMemory},
      {"disk", "bytes a row and an event take on disk", &RunDisk},
      {"audit", "seconds in which all books of a million rows are held against each other", &RunAudit},
  };
  return *kList;
}

}  // namespace onhand::benchmark
