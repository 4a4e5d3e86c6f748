// File: server_process.h
//
// onhandd as a process of its own, for tests that start, signal and kill it.
#ifndef ONHAND_TESTS_SERVICE_SERVER_SERVER_PROCESS_H_
#define ONHAND_TESTS_SERVICE_SERVER_SERVER_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

namespace onhand {

class ServerProcess {
 public:
  // Starts bazel-bin/service/onhandd with these arguments.
  explicit ServerProcess(const std::vector<std::string>& arguments);
  // Kills it if it still runs.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // Waits up to 60 s for the ready line. False, with the test failed, if it ends or says something else before.
  bool WaitUntilReady();
  int http_port() const { return http_port_; }
  std::string grpc_address() const { return grpc_address_; }  // "127.0.0.1:50051"
  std::string ready_line() const { return ready_line_; }
  pid_t pid() const { return pid_; }

  void Signal(int signal_number);
  bool Running();
  // Waits up to 60 s for its end. The exit status, or minus the signal that ended it.
  int Wait();

  // What it wrote, up to its end; after Wait.
  const std::string& standard_output() const { return output_; }
  std::string standard_error() const;

 private:
  bool ReadLine(std::string* line);

  pid_t pid_ = -1;
  int output_fd_ = -1;
  std::string error_path_;
  std::string output_;
  std::string ready_line_;
  std::string grpc_address_;
  int http_port_ = 0;
  bool ended_ = false;
  int result_ = 0;
};

// A new empty folder of the test.
std::string NewFolder(const std::string& name);

// One HTTP/1.1 request over a connection of its own. Status and body; status 0 if there was no whole answer.
struct HttpAnswer {
  int status = 0;
  std::string body;
};
HttpAnswer HttpExchange(int port, const std::string& method, const std::string& path, const std::string& body = "");

// A connection to 127.0.0.1:port that has sent `bytes`; -1 if refused. The caller closes it.
int ConnectAndSend(int port, const std::string& bytes);

}  // namespace onhand

#endif  // ONHAND_TESTS_SERVICE_SERVER_SERVER_PROCESS_H_
