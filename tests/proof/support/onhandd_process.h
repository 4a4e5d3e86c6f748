// File: onhandd_process.h
//
// The real onhandd as a process of its own, for proofs that kill it. Without GoogleTest, so that programs can use it.
#ifndef ONHAND_TESTS_PROOF_SUPPORT_ONHANDD_PROCESS_H_
#define ONHAND_TESTS_PROOF_SUPPORT_ONHANDD_PROCESS_H_

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "tests/proof/support/proof_flags.h"

namespace onhand::proof {

// Started, waited for and ended by one thread, the main one: it ends with the thread that started it.
class OnhanddProcess {
 public:
  struct Options {
    std::string data_dir;
    std::vector<std::string> flags;  // besides --data_dir and the listeners, which are free ports of 127.0.0.1
    std::string failpoint;           // storage/base/failpoint.h; "" = none
    std::string error_path;          // its standard error is added to this file
  };

  explicit OnhanddProcess(const Options& options);
  // Kills it if it still runs.
  ~OnhanddProcess();
  OnhanddProcess(const OnhanddProcess&) = delete;
  OnhanddProcess& operator=(const OnhanddProcess&) = delete;

  // False: it ended before it was ready, or was not ready after 60 seconds and was killed.
  bool WaitUntilReady();
  const std::string& grpc_address() const { return grpc_address_; }
  int http_port() const { return http_port_; }

  void Signal(int signal_number);
  bool Running();
  // True: it ended by itself or by a signal within this time.
  bool WaitForEnd(std::chrono::milliseconds patience);
  // Of a process that ended: its exit status, or minus the signal that ended it.
  int result() const { return result_; }

 private:
  pid_t pid_ = -1;
  int output_fd_ = -1;
  std::string grpc_address_;
  int http_port_ = 0;
  bool ended_ = false;
  int result_ = 0;
};

// Starts one without any fault in the folder of the options and ends it. A value: that failed, which has been printed,
// and so there is nothing to prove anything about; the program is over with that exit status.
std::optional<int> TryOnhandd(const ProofKind& kind, const ProofOptions& options);

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_SUPPORT_ONHANDD_PROCESS_H_
