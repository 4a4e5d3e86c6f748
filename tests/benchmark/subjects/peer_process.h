// File: peer_process.h
//
// A server of the benchmark as a process of its own: started from its program file, stopped by signal, never outliving
// the thread that started it.
#ifndef ONHAND_TESTS_BENCHMARK_SUBJECTS_PEER_PROCESS_H_
#define ONHAND_TESTS_BENCHMARK_SUBJECTS_PEER_PROCESS_H_

#include <signal.h>
#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace onhand::benchmark {

struct PeerProcessOptions {
  std::vector<std::string> arguments;  // the program's path first
  std::string user;                    // to run as, when this process is root; "" = as this process
  std::string log_path;                // gets standard error, and standard output unless that is read here
  bool read_output = false;            // ReadLine is wanted
  int stop_signal = SIGTERM;
};

// Not thread-safe. The process gets the stop signal when the thread that started it ends.
class PeerProcess {
 public:
  // NOT_FOUND: there is no such program or user. INTERNAL: fork or the like failed.
  static absl::StatusOr<std::unique_ptr<PeerProcess>> Start(PeerProcessOptions options);
  // Stops it.
  ~PeerProcess();
  PeerProcess(const PeerProcess&) = delete;
  PeerProcess& operator=(const PeerProcess&) = delete;

  pid_t pid() const { return pid_; }
  bool running();
  // The next line of its standard output. UNAVAILABLE, with the end of the log: it ended, or `patience` is over.
  absl::StatusOr<std::string> ReadLine(absl::Duration patience);
  // Waits for its end. An error, with the end of the log, unless it ends by itself with exit status 0.
  absl::Status Wait(absl::Duration patience);
  // Sends the stop signal and waits; after 60 s, SIGKILL. No more than once.
  void Stop();
  // The last lines of the log, for messages.
  std::string LogTail() const;

 private:
  PeerProcess(PeerProcessOptions options, pid_t pid, int output_fd);
  bool WaitUntil(absl::Time end);

  const PeerProcessOptions options_;
  const pid_t pid_;
  const int output_fd_;
  bool ended_ = false;
  int wait_status_ = 0;
};

// A new empty folder "<parent>/<prefix>XXXXXX", readable by all; it belongs to `user`, when that is not "" and this
// process is root. Removed, with all that is in it, when the object goes.
class TemporaryFolder {
 public:
  static absl::StatusOr<std::unique_ptr<TemporaryFolder>> Make(const std::string& parent, const std::string& prefix,
                                                               const std::string& user = "");
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}
  const std::string path_;
};

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_SUBJECTS_PEER_PROCESS_H_
