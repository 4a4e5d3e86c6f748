#include "tests/end_to_end/server_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/status/status.h"

namespace onhand {
namespace {

constexpr std::chrono::seconds kStartMax(60);
constexpr char kServer[] = "service/onhandd";  // below the runfiles, where tests run

std::string NewLogPath() {
  static std::atomic<int> count = 0;
  const char* directory = std::getenv("TEST_TMPDIR");
  return std::string(directory != nullptr ? directory : "/tmp") + "/onhandd_" + std::to_string(getpid()) + "_" +
         std::to_string(count++) + ".log";
}

}  // namespace

absl::StatusOr<std::unique_ptr<ServerProcess>> ServerProcess::Start(const std::string& data_dir,
                                                                    const std::vector<std::string>& flags) {
  std::vector<std::string> arguments = {kServer, "--data_dir=" + data_dir, "--http_listen=127.0.0.1:0",
                                        "--grpc_listen=127.0.0.1:0", "--auth=off"};
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);

  const std::string log_path = NewLogPath();
  const int log = open(log_path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644);
  int output[2];
  if (log < 0 || pipe2(output, O_CLOEXEC) != 0) return absl::InternalError("no log or no pipe");
  const pid_t pid = fork();
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // no server outlives its test
    dup2(output[1], STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    execv(argv[0], argv.data());
    std::fprintf(stderr, "cannot run %s\n", argv[0]);
    _exit(127);
  }
  close(log);
  close(output[1]);
  std::unique_ptr<ServerProcess> process(new ServerProcess(pid, log_path));
  const absl::Status status = process->WaitUntilListening(output[0]);
  close(output[0]);
  if (!status.ok()) return status;
  return process;
}

absl::Status ServerProcess::WaitUntilListening(int output) {
  const auto deadline = std::chrono::steady_clock::now() + kStartMax;
  std::string text;
  while (text.find('\n') == std::string::npos) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd wait{.fd = output, .events = POLLIN, .revents = 0};
    if (left.count() <= 0 || poll(&wait, 1, static_cast<int>(left.count())) <= 0) {
      return absl::DeadlineExceededError("the server does not say that it listens:\n" + Log());
    }
    char buffer[512];
    const ssize_t count = read(output, buffer, sizeof(buffer));
    if (count <= 0) {
      const int code = Wait();
      return absl::UnavailableError("exit code " + std::to_string(code) + ": " + text + Log());
    }
    text.append(buffer, static_cast<size_t>(count));
  }
  if (std::sscanf(text.c_str(), "listening http=127.0.0.1:%d grpc=127.0.0.1:%d\n", &http_port_, &grpc_port_) != 2) {
    return absl::InternalError("the server printed: " + text);
  }
  return absl::OkStatus();
}

ServerProcess::~ServerProcess() { Kill(); }

void ServerProcess::Kill() {
  if (pid_ == 0) return;
  kill(pid_, SIGKILL);
  Wait();
}

int ServerProcess::Terminate() {
  if (pid_ == 0) return -1;
  kill(pid_, SIGTERM);
  return Wait();
}

bool ServerProcess::IsRunning() {
  if (pid_ == 0) return false;
  if (waitpid(pid_, nullptr, WNOHANG) == 0) return true;
  pid_ = 0;
  return false;
}

int ServerProcess::Wait() {
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string ServerProcess::Log() const {
  std::ifstream in(log_path_);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace onhand
