#include "tests/proof/support/onhandd_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <system_error>
#include <thread>

extern char** environ;

namespace onhand::proof {
namespace {

constexpr std::chrono::seconds kPatience(60);
constexpr char kVariable[] = "ONHAND_FAILPOINT=";

// In the runfiles: where tests start, or beside the program.
std::string Binary() {
  const std::filesystem::path here = "service/onhandd";
  std::error_code error;
  if (std::filesystem::exists(here, error)) return here.string();
  const std::string self = std::filesystem::read_symlink("/proc/self/exe", error).string();
  return self + ".runfiles/onhand/" + here.string();
}

std::vector<char*> Pointers(std::vector<std::string>* texts) {
  std::vector<char*> pointers;
  for (std::string& text : *texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

OnhanddProcess::OnhanddProcess(const Options& options) {
  std::vector<std::string> words = {Binary(), "--data_dir=" + options.data_dir, "--http_listen=127.0.0.1:0",
                                    "--grpc_listen=127.0.0.1:0", "--auth=off"};
  words.insert(words.end(), options.flags.begin(), options.flags.end());
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (std::strncmp(*variable, kVariable, sizeof(kVariable) - 1) != 0) variables.emplace_back(*variable);
  }
  if (!options.failpoint.empty()) variables.push_back(kVariable + options.failpoint);
  const std::vector<char*> argv = Pointers(&words);
  const std::vector<char*> envp = Pointers(&variables);
  int pipe_fds[2] = {-1, -1};
  if (pipe2(pipe_fds, O_CLOEXEC) != 0) std::abort();
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // never outlives its proof
    dup2(pipe_fds[1], STDOUT_FILENO);
    const int error_fd = open(options.error_path.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0644);
    if (error_fd >= 0) dup2(error_fd, STDERR_FILENO);
    execve(argv[0], argv.data(), envp.data());
    const char* const why = strerrordesc_np(errno);
    if (write(STDERR_FILENO, why, std::strlen(why)) < 0) _exit(126);
    _exit(127);
  }
  close(pipe_fds[1]);
  output_fd_ = pipe_fds[0];
}

OnhanddProcess::~OnhanddProcess() {
  if (Running()) {
    Signal(SIGKILL);
    WaitForEnd(kPatience);
  }
  close(output_fd_);
}

bool OnhanddProcess::WaitUntilReady() {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  std::string line;
  while (std::chrono::steady_clock::now() < end) {
    pollfd wait = {output_fd_, POLLIN, 0};
    if (poll(&wait, 1, 200) <= 0) continue;
    char c = 0;
    if (read(output_fd_, &c, 1) != 1) break;
    if (c != '\n') {
      line.push_back(c);
      continue;
    }
    char grpc[100] = "";
    char http[100] = "";
    if (std::sscanf(line.c_str(), "listening http=%99[^ ] grpc=%99s", http, grpc) != 2) break;
    grpc_address_ = grpc;
    http_port_ = std::atoi(std::strrchr(http, ':') + 1);
    return true;
  }
  if (!WaitForEnd(std::chrono::seconds(1))) Signal(SIGKILL);
  WaitForEnd(kPatience);
  return false;
}

void OnhanddProcess::Signal(int signal_number) {
  if (!ended_) kill(pid_, signal_number);
}

bool OnhanddProcess::Running() {
  if (ended_) return false;
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) != pid_) return true;
  ended_ = true;
  result_ = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
  return false;
}

bool OnhanddProcess::WaitForEnd(std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (Running()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

std::optional<int> TryOnhandd(const ProofKind& kind, const ProofOptions& options) {
  const OnhanddProcess::Options first{.data_dir = options.dir + "/first", .error_path = options.dir + "/first.stderr"};
  OnhanddProcess server(first);
  bool good = server.WaitUntilReady();
  server.Signal(SIGTERM);
  good = server.WaitForEnd(kPatience) && server.result() == 0 && good;
  std::ostringstream said;
  said << std::ifstream(first.error_path).rdbuf();
  std::error_code ignored;
  std::filesystem::remove_all(good ? first.data_dir : options.dir, ignored);
  if (good) return std::nullopt;
  std::cerr << kind.name << ": " << Binary() << " does not start and end as it should; it ended with "
            << server.result() << " and said: " << said.str() << "\n";
  return 2;
}

}  // namespace onhand::proof
