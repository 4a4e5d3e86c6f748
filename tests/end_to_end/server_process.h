// File: server_process.h
//
// A real onhandd as a child process. Its last words go to a file that failing tests show.
#ifndef ONHAND_TESTS_END_TO_END_SERVER_PROCESS_H_
#define ONHAND_TESTS_END_TO_END_SERVER_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace onhand {

class ServerProcess {
 public:
  // Starts it on free ports of 127.0.0.1 with these flags besides, and waits until it says that it listens. If it ends
  // before: UNAVAILABLE with what it printed and its exit code.
  static absl::StatusOr<std::unique_ptr<ServerProcess>> Start(const std::string& data_dir,
                                                              const std::vector<std::string>& flags);
  // SIGKILL, unless it has ended.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  int http_port() const { return http_port_; }
  std::string grpc_address() const { return "127.0.0.1:" + std::to_string(grpc_port_); }

  // As if the power went: no chance to finish anything.
  void Kill();
  // SIGTERM; its exit code, or 128 + the signal that ended it.
  int Terminate();
  bool IsRunning();
  // What it wrote to its error output so far.
  std::string Log() const;

 private:
  ServerProcess(pid_t pid, std::string log_path) : pid_(pid), log_path_(std::move(log_path)) {}
  absl::Status WaitUntilListening(int output);
  int Wait();

  pid_t pid_;  // 0 once it has been waited for
  const std::string log_path_;
  int http_port_ = 0;
  int grpc_port_ = 0;
};

}  // namespace onhand

#endif  // ONHAND_TESTS_END_TO_END_SERVER_PROCESS_H_
