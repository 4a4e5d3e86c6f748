#include "tests/benchmark/crash_child.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/base/check.h"
#include "tests/benchmark/caller.h"
#include "tests/benchmark/row_sequence.h"
#include "tests/benchmark/subject.h"
#include "tests/benchmark/subjects/engine_subject.h"
#include "tests/benchmark/workload.h"

namespace onhand::benchmark {
namespace {

constexpr size_t kDraws = 1 << 22;
constexpr uint64_t kRun = 1;

// The count lies in the page cache of a file, which outlives the process.
std::atomic<uint64_t>* MapCounter(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_CLOEXEC);
  ONHAND_CHECK(file >= 0);
  void* const memory = mmap(nullptr, sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  ONHAND_CHECK(memory != MAP_FAILED);
  close(file);
  static_assert(std::atomic<uint64_t>::is_always_lock_free);
  return static_cast<std::atomic<uint64_t>*>(memory);
}

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "bench %s: %s\n", kCrashChildArgument, std::string(status.message()).c_str());
  return 1;
}

}  // namespace

CrashChild::CrashChild(pid_t pid, int output, std::string counter_path)
    : pid_(pid), output_(output), counter_path_(std::move(counter_path)) {}

CrashChild::~CrashChild() {
  Kill();
  close(output_);
}

absl::StatusOr<std::unique_ptr<CrashChild>> CrashChild::Start(const CrashChildOptions& options) {
  int pipe_fds[2];
  if (pipe2(pipe_fds, O_CLOEXEC) != 0) return absl::InternalError(absl::StrCat("pipe: ", std::strerror(errno)));
  std::vector<std::string> words = {"bench",
                                    kCrashChildArgument,
                                    options.dir,
                                    options.counter_path,
                                    std::to_string(options.rows),
                                    std::to_string(options.first_number),
                                    std::to_string(options.events)};
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const pid_t pid = fork();
  if (pid == 0) {
    dup2(pipe_fds[1], STDOUT_FILENO);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execv("/proc/self/exe", argv.data());
    _exit(127);
  }
  close(pipe_fds[1]);
  if (pid < 0) {
    close(pipe_fds[0]);
    return absl::InternalError(absl::StrCat("fork: ", std::strerror(errno)));
  }
  return std::unique_ptr<CrashChild>(new CrashChild(pid, pipe_fds[0], options.counter_path));
}

absl::Status CrashChild::WaitUntilReady() {
  char byte = 0;
  ssize_t count = 0;
  do {
    count = read(output_, &byte, 1);
  } while (count < 0 && errno == EINTR);
  return count == 1 ? absl::OkStatus() : absl::UnavailableError("the process that is to be killed ended by itself");
}

void CrashChild::Kill() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
}

uint64_t CrashChild::Acknowledged() const {
  uint64_t count = 0;
  std::ifstream file(counter_path_, std::ios::binary);
  file.read(reinterpret_cast<char*>(&count), sizeof(count));
  return count;
}

absl::Status MakeCounter(const std::string& path) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  const uint64_t nothing = 0;
  file.write(reinterpret_cast<const char*>(&nothing), sizeof(nothing));
  file.close();
  return file ? absl::OkStatus() : absl::UnavailableError(absl::StrCat("cannot write ", path));
}

int CrashChildMain(const std::vector<std::string>& arguments) {
  if (arguments.size() != 5) return 2;
  const uint64_t rows = std::strtoull(arguments[2].c_str(), nullptr, 10);
  const Dataset dataset{
      .products = static_cast<uint32_t>(rows / kCrashLocations), .locations = kCrashLocations, .stock_units = 1000};
  const uint64_t events = std::strtoull(arguments[4].c_str(), nullptr, 10);
  std::atomic<uint64_t>* const counter = MapCounter(arguments[1]);
  const std::unique_ptr<Subject> subject = NewEngineSubject(
      {.engine = BenchmarkEngineOptions({.dir = arguments[0]}), .configuration = BenchmarkConfiguration({})});
  const absl::Status prepared = subject->Prepare(dataset, kRun);
  if (!prepared.ok()) return Fail(prepared);
  const uint64_t first_number = std::strtoull(arguments[3].c_str(), nullptr, 10);
  const RowSequence draws(static_cast<uint32_t>(rows), Skew::kZipf, first_number, kDraws);
  const CallerPlan plan{.load = {.operation = Operation::kApplyBatch, .callers = kCrashCallers},
                        .dataset = dataset,
                        .rows = &draws,
                        .first_number = first_number};
  std::atomic<uint64_t> posted = 0;
  std::atomic<bool> ready = false;
  std::vector<std::thread> threads;
  for (int i = 0; i < kCrashCallers; ++i) {
    absl::StatusOr<std::unique_ptr<Session>> session = subject->OpenSession();
    if (!session.ok()) std::_Exit(Fail(session.status()));
    threads.emplace_back([&, i, session = *std::move(session)]() mutable {
      Caller caller(&plan, i, std::move(session));
      while (true) {
        const absl::Status status = caller.Step();
        if (!status.ok()) std::_Exit(Fail(status));
        counter->fetch_add(plan.load.batch);
        const bool enough = posted.fetch_add(plan.load.batch) + plan.load.batch >= events;
        if (enough && !ready.exchange(true) && write(STDOUT_FILENO, "r", 1) != 1) std::_Exit(1);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return 1;
}

}  // namespace onhand::benchmark
