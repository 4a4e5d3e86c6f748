#include "tests/benchmark/subjects/peer_process.h"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace onhand::benchmark {
namespace {

constexpr absl::Duration kStopPatience = absl::Seconds(60);
constexpr size_t kLogTailBytes = 2000;

struct User {
  std::string name;
  uid_t uid = 0;
  gid_t gid = 0;
};

absl::StatusOr<User> FindUser(const std::string& name) {
  const passwd* entry = getpwnam(name.c_str());
  if (entry == nullptr) {
    return absl::NotFoundError(absl::StrCat("there is no user ", name, "; install the peer with tools/setup --bench"));
  }
  return User{name, entry->pw_uid, entry->pw_gid};
}

// Between fork and exec: system calls alone.
[[noreturn]] void RunChild(const PeerProcessOptions& options, const User* user, int output_fd, char* const* argv) {
  setsid();
  const int log = open(options.log_path.empty() ? "/dev/null" : options.log_path.c_str(),
                       O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0644);
  dup2(log, STDERR_FILENO);
  dup2(output_fd >= 0 ? output_fd : log, STDOUT_FILENO);
  if (user != nullptr &&
      (initgroups(user->name.c_str(), user->gid) != 0 || setgid(user->gid) != 0 || setuid(user->uid) != 0)) {
    _exit(126);
  }
  // After setuid, which takes it back.
  prctl(PR_SET_PDEATHSIG, options.stop_signal);
  execv(argv[0], argv);
  _exit(127);
}

}  // namespace

PeerProcess::PeerProcess(PeerProcessOptions options, pid_t pid, int output_fd)
    : options_(std::move(options)), pid_(pid), output_fd_(output_fd) {}

absl::StatusOr<std::unique_ptr<PeerProcess>> PeerProcess::Start(PeerProcessOptions options) {
  const std::string& program = options.arguments.at(0);
  if (access(program.c_str(), X_OK) != 0) {
    return absl::NotFoundError(absl::StrCat("cannot run ", program, ": ", strerror(errno)));
  }
  User user;
  const bool change_user = !options.user.empty() && geteuid() == 0;
  if (change_user) {
    absl::StatusOr<User> found = FindUser(options.user);
    if (!found.ok()) return found.status();
    user = *std::move(found);
  }
  int pipe_fds[2] = {-1, -1};
  if (options.read_output && pipe2(pipe_fds, O_CLOEXEC) != 0) {
    return absl::InternalError(absl::StrCat("pipe: ", strerror(errno)));
  }
  std::vector<char*> argv;
  for (std::string& word : options.arguments) argv.push_back(word.data());
  argv.push_back(nullptr);
  const pid_t pid = fork();
  if (pid == 0) RunChild(options, change_user ? &user : nullptr, pipe_fds[1], argv.data());
  const int error = errno;
  if (pipe_fds[1] >= 0) close(pipe_fds[1]);
  if (pid < 0) {
    if (pipe_fds[0] >= 0) close(pipe_fds[0]);
    return absl::InternalError(absl::StrCat("fork: ", strerror(error)));
  }
  return std::unique_ptr<PeerProcess>(new PeerProcess(std::move(options), pid, pipe_fds[0]));
}

PeerProcess::~PeerProcess() {
  Stop();
  if (output_fd_ >= 0) close(output_fd_);
}

bool PeerProcess::running() {
  if (ended_) return false;
  if (waitpid(pid_, &wait_status_, WNOHANG) != pid_) return true;
  ended_ = true;
  return false;
}

bool PeerProcess::WaitUntil(absl::Time end) {
  while (running()) {
    if (absl::Now() > end) return false;
    absl::SleepFor(absl::Milliseconds(5));
  }
  return true;
}

absl::StatusOr<std::string> PeerProcess::ReadLine(absl::Duration patience) {
  const absl::Time end = absl::Now() + patience;
  std::string line;
  while (absl::Now() < end) {
    pollfd wait = {output_fd_, POLLIN, 0};
    if (poll(&wait, 1, 100) <= 0) continue;
    char c = 0;
    if (read(output_fd_, &c, 1) != 1) break;
    if (c == '\n') return line;
    line.push_back(c);
  }
  return absl::UnavailableError(
      absl::StrCat(options_.arguments[0], " said nothing more after \"", line, "\"\n", LogTail()));
}

absl::Status PeerProcess::Wait(absl::Duration patience) {
  if (!WaitUntil(absl::Now() + patience)) {
    return absl::DeadlineExceededError(
        absl::StrCat(options_.arguments[0], " still runs after ", absl::FormatDuration(patience), "\n", LogTail()));
  }
  if (WIFEXITED(wait_status_) && WEXITSTATUS(wait_status_) == 0) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat(options_.arguments[0], " ended with ", WIFSIGNALED(wait_status_) ? "signal " : "status ",
                   WIFSIGNALED(wait_status_) ? WTERMSIG(wait_status_) : WEXITSTATUS(wait_status_), "\n", LogTail()));
}

void PeerProcess::Stop() {
  if (!running()) return;
  kill(pid_, options_.stop_signal);
  if (WaitUntil(absl::Now() + kStopPatience)) return;
  kill(pid_, SIGKILL);
  WaitUntil(absl::InfiniteFuture());
}

std::string PeerProcess::LogTail() const {
  std::ifstream file(options_.log_path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  const std::string all = text.str();
  return all.size() > kLogTailBytes ? all.substr(all.size() - kLogTailBytes) : all;
}

absl::StatusOr<std::unique_ptr<TemporaryFolder>> TemporaryFolder::Make(const std::string& parent,
                                                                       const std::string& prefix,
                                                                       const std::string& user) {
  std::error_code error;
  std::filesystem::create_directories(parent, error);
  std::string path = absl::StrCat(parent, "/", prefix, "XXXXXX");
  if (error || mkdtemp(path.data()) == nullptr || chmod(path.c_str(), 0755) != 0) {
    return absl::UnavailableError(absl::StrCat("cannot make a folder in ", parent, ": ", strerror(errno)));
  }
  std::unique_ptr<TemporaryFolder> folder(new TemporaryFolder(path));
  if (!user.empty() && geteuid() == 0) {
    absl::StatusOr<User> owner = FindUser(user);
    if (!owner.ok()) return owner.status();
    if (chown(path.c_str(), owner->uid, owner->gid) != 0) {
      return absl::UnavailableError(absl::StrCat("cannot give ", path, " to ", user, ": ", strerror(errno)));
    }
  }
  return folder;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace onhand::benchmark
