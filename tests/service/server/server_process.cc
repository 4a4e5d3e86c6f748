#include "tests/service/server/server_process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace onhand {
namespace {

constexpr char kBinary[] = "service/onhandd";  // in the runfiles, where tests start
constexpr std::chrono::seconds kPatience(60);

}  // namespace

std::string NewFolder(const std::string& name) {
  static std::atomic<int> number = 0;
  const std::string path = absl::StrCat(testing::TempDir(), "/", name, "_", getpid(), "_", ++number);
  EXPECT_EQ(mkdir(path.c_str(), 0755), 0) << path;
  return path;
}

ServerProcess::ServerProcess(const std::vector<std::string>& arguments) {
  error_path_ = absl::StrCat(NewFolder("process"), "/stderr");
  int pipe_fds[2];
  EXPECT_EQ(pipe2(pipe_fds, O_CLOEXEC), 0);
  std::vector<std::string> words = {kBinary};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // never outlives its test
    dup2(pipe_fds[1], STDOUT_FILENO);
    const int error_fd = open(error_path_.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0644);
    dup2(error_fd, STDERR_FILENO);
    execv(kBinary, argv.data());
    _exit(127);
  }
  close(pipe_fds[1]);
  output_fd_ = pipe_fds[0];
}

ServerProcess::~ServerProcess() {
  if (!ended_) {
    Signal(SIGKILL);
    Wait();
  }
  close(output_fd_);
}

bool ServerProcess::ReadLine(std::string* line) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < end) {
    pollfd wait = {output_fd_, POLLIN, 0};
    if (poll(&wait, 1, 200) <= 0) continue;
    char c = 0;
    if (read(output_fd_, &c, 1) != 1) return false;
    output_.push_back(c);
    if (c == '\n') return true;
    line->push_back(c);
  }
  return false;
}

bool ServerProcess::WaitUntilReady() {
  int consumed = 0;
  char grpc[100] = "";
  char host[100] = "";
  if (!ReadLine(&ready_line_) ||
      sscanf(ready_line_.c_str(), "listening http=%99[^ ] grpc=%99s%n", host, grpc, &consumed) != 2 ||
      consumed != static_cast<int>(ready_line_.size())) {
    ADD_FAILURE() << "not ready: \"" << ready_line_ << "\"\n" << standard_error();
    return false;
  }
  grpc_address_ = grpc;
  const std::string http = host;
  http_port_ = std::atoi(http.substr(http.rfind(':') + 1).c_str());
  return true;
}

void ServerProcess::Signal(int signal_number) { kill(pid_, signal_number); }

bool ServerProcess::Running() {
  if (ended_) return false;
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) != pid_) return true;
  ended_ = true;
  result_ = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
  return false;
}

int ServerProcess::Wait() {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (Running()) {
    if (std::chrono::steady_clock::now() > end) {
      ADD_FAILURE() << "still running\n" << standard_error();
      Signal(SIGKILL);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  char buffer[4096];
  ssize_t n = 0;
  while ((n = read(output_fd_, buffer, sizeof(buffer))) > 0) output_.append(buffer, static_cast<size_t>(n));
  return result_;
}

std::string ServerProcess::standard_error() const {
  std::ostringstream text;
  text << std::ifstream(error_path_).rdbuf();
  return text.str();
}

int ConnectAndSend(int port, const std::string& bytes) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0 ||
      send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size())) {
    close(fd);
    return -1;
  }
  return fd;
}

HttpAnswer HttpExchange(int port, const std::string& method, const std::string& path, const std::string& body) {
  HttpAnswer answer;
  const int fd = ConnectAndSend(
      port, absl::StrCat(method, " ", path, " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ",
                         body.size(), "\r\n\r\n", body));
  if (fd < 0) return answer;
  const timeval patience = {30, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  std::string text;
  char buffer[4096];
  ssize_t n = 0;
  while ((n = recv(fd, buffer, sizeof(buffer), 0)) > 0) text.append(buffer, static_cast<size_t>(n));
  close(fd);
  const size_t end = text.find("\r\n\r\n");
  if (end == std::string::npos || sscanf(text.c_str(), "HTTP/1.1 %d", &answer.status) != 1) return answer;
  answer.body = text.substr(end + 4);
  return answer;
}

}  // namespace onhand
