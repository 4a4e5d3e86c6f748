// File: onhandd_process.h
//
// A server program of ours (onhandd, or the empty server of the benchmark) as a process of its own, on free ports of
// 127.0.0.1.
#ifndef ONHAND_TESTS_BENCHMARK_SUBJECTS_ONHANDD_PROCESS_H_
#define ONHAND_TESTS_BENCHMARK_SUBJECTS_ONHANDD_PROCESS_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/benchmark/subjects/peer_process.h"

namespace onhand::benchmark {

// Ends with the object, in order. Not thread-safe.
class OnhanddProcess {
 public:
  // `program` is "service/onhandd" or another that says "listening http=HOST:PORT grpc=HOST:PORT"; `flags` come beside
  // the two listeners. UNAVAILABLE, with the end of the log: it does not say so within a minute.
  static absl::StatusOr<std::unique_ptr<OnhanddProcess>> Start(const std::string& program,
                                                               const std::vector<std::string>& flags,
                                                               const std::string& log_path);

  int http_port() const { return http_port_; }
  const std::string& grpc_address() const { return grpc_address_; }
  pid_t pid() const { return process_->pid(); }

 private:
  explicit OnhanddProcess(std::unique_ptr<PeerProcess> process) : process_(std::move(process)) {}

  const std::unique_ptr<PeerProcess> process_;
  int http_port_ = 0;
  std::string grpc_address_;
};

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_SUBJECTS_ONHANDD_PROCESS_H_
