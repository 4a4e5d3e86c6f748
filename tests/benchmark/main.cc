// The benchmark: what onhand does beside what a user would take instead. tools/bench sets up, builds and runs it.

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "service/flags/flag_set.h"
#include "tests/benchmark/crash_child.h"
#include "tests/benchmark/json_report.h"
#include "tests/benchmark/process_report.h"
#include "tests/benchmark/process_workloads.h"
#include "tests/benchmark/progress.h"
#include "tests/benchmark/registry.h"
#include "tests/benchmark/runner.h"
#include "tests/benchmark/subjects/empty_subject.h"
#include "tests/benchmark/subjects/engine_subject.h"
#include "tests/benchmark/subjects/onhandd_subject.h"
#include "tests/benchmark/subjects/postgres_subject.h"
#include "tests/benchmark/subjects/redis_subject.h"
#include "tests/benchmark/subjects/rocksdb_subject.h"
#include "tests/benchmark/svg_chart.h"
#include "tests/benchmark/table_report.h"
#include "tests/benchmark/workload.h"

namespace onhand::benchmark {
namespace {

constexpr int kFailed = 1;
constexpr int kUsage = 2;

SubjectRegistry MakeRegistry() {
  SubjectRegistry registry;
  AddEngineSubjects(&registry);
  AddOnhanddSubjects(&registry);
  AddRocksDbSubjects(&registry);
  AddRedisSubjects(&registry);
  AddPostgresSubjects(&registry);
  AddEmptySubjects(&registry);
  return registry;
}

struct Flags {
  bool help = false;
  bool list = false;
  bool quick = false;
  int64_t seconds = 5;
  int64_t rounds = 5;
  int64_t rows = 0;
  int64_t callers = 0;
  int64_t memory_mib = 0;
  int64_t receipts = 0;
  int64_t open_percent = 50;
  std::string peers = "default";
  std::string transports = "inprocess";
  std::string dir = "var/bench/data";
  std::string out = "var/bench";
};

FlagSet Declare(Flags* flags) {
  FlagSet set("bench WORKLOAD... [FLAGS]",
              "Measures onhand and its peers in turn, audits them, and reports medians and their ratios.");
  set.Switch("help", "This text.", &flags->help);
  set.Switch("list", "Says which workloads, transports and peers there are.", &flags->list);
  set.Group("What");
  set.Text("peers", "A,B", "Families of peers, or none; default: those of the workload that are installed.",
           &flags->peers);
  set.Text("transport", "A,B", "Ways to onhand: inprocess, grpc, rest.", &flags->transports);
  set.Integer("rows", "N", "About as many rows in place of the workload's own; 0 = its own.", 0, 10'000'000,
              &flags->rows);
  set.Integer("receipts", "N", "Of recovery, disk and audit: events that the data has seen; 0 = its own.", 0,
              1'000'000'000, &flags->receipts);
  set.Integer("callers", "N", "Callers in place of the workload's own; 0 = its own.", 0, 1024, &flags->callers);
  set.Integer("memory_mib", "N", "For caches and write buffers of each subject; 0 = their defaults.", 0, 1 << 20,
              &flags->memory_mib);
  set.Group("How long");
  set.Integer("seconds", "N", "Measured in the closed loop, each subject and round.", 1, 3600, &flags->seconds);
  set.Integer("rounds", "N", "Rounds; the median of them counts.", 1, 1000, &flags->rounds);
  set.Integer("open_percent", "N", "Of the throughput, asked for in the open loop; 0 = no open loop.", 0, 100,
              &flags->open_percent);
  set.Switch("quick", "A look: 1 s, 3 rounds and a tenth of the rows, unless they are given.", &flags->quick);
  set.Group("Where");
  set.Text("dir", "DIR", "For data; the disk it is on is measured. A folder in it is made and removed.", &flags->dir);
  set.Text("out", "DIR", "For reports: WORKLOAD[-TRANSPORT].json and .svg.", &flags->out);
  set.Epilog(
      "The last line for each workload is its result as JSON. Exit status: 0; 1 when an audit or a subject failed; 2 "
      "for\n"
      "wrong usage. A missed target is no failure.\n");
  return set;
}

std::string List(const SubjectRegistry& registry) {
  std::vector<std::vector<std::string>> workloads;
  for (const Workload& workload : Workloads()) workloads.push_back({workload.name, workload.help});
  for (const ProcessWorkload& workload : ProcessWorkloads()) {
    workloads.push_back({std::string(workload.name), std::string(workload.help)});
  }
  std::vector<std::vector<std::string>> subjects;
  for (const SubjectKind& kind : registry.kinds()) subjects.push_back({kind.family, kind.name, kind.help});
  return absl::StrCat("workloads (or all):\n", AlignToLeft(workloads),
                      "ways to onhand (--transport):\n  inprocess, grpc, rest; ",
                      "of recovery, memory, disk, audit and cold only inprocess\n"
                      "what is measured, by family (--peers):\n",
                      AlignToLeft(subjects));
}

int Usage(const absl::Status& status) {
  std::fprintf(stderr, "bench: %s\n", std::string(status.message()).c_str());
  return kUsage;
}

// "" for "": the caller's folder, when Bazel runs this in another.
std::string Resolve(const std::string& path) {
  const char* const folder = std::getenv("BUILD_WORKING_DIRECTORY");
  if (folder == nullptr || path.starts_with('/')) return path;
  return absl::StrCat(folder, "/", path);
}

absl::Status WriteFile(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  return file ? absl::OkStatus() : absl::UnavailableError(absl::StrCat("cannot write ", path));
}

std::string BaseName(const ProcessReport& report) { return report.workload; }

std::string BaseName(const WorkloadReport& report) {
  return report.transport == "inprocess" ? report.workload : absl::StrCat(report.workload, "-", report.transport);
}

template <typename Report>
absl::Status WriteReports(const Report& report, const std::string& out) {
  std::error_code error;
  std::filesystem::create_directories(out, error);
  if (error) return absl::UnavailableError(absl::StrCat("cannot make ", out, ": ", error.message()));
  const std::string base = absl::StrCat(out, "/", BaseName(report));
  const absl::Status written = WriteFile(base + ".json", FullJson(report));
  return written.ok() ? WriteFile(base + ".svg", DrawChart(report)) : written;
}

absl::StatusOr<std::vector<Transport>> ReadTransports(const std::string& text) {
  std::vector<Transport> transports;
  for (const absl::string_view name : absl::StrSplit(text, ',', absl::SkipEmpty())) {
    const auto transport = FindTransport({name.data(), name.size()});
    if (!transport.has_value()) {
      return absl::InvalidArgumentError(absl::StrCat("--transport: '", name, "' is not inprocess, grpc or rest"));
    }
    transports.push_back(*transport);
  }
  return transports;
}

absl::Status ReadPeers(const std::string& text, const SubjectRegistry& registry, RunOptions* options) {
  if (text == "default") return absl::OkStatus();
  options->peers.emplace();
  if (text == "none") return absl::OkStatus();
  for (const absl::string_view name : absl::StrSplit(text, ',', absl::SkipEmpty())) {
    options->peers->emplace_back(name);
    if (registry.NamesOfFamily(options->peers->back()).empty()) {
      return absl::InvalidArgumentError(absl::StrCat("--peers: there is no family '", name, "'; see --list"));
    }
  }
  return absl::OkStatus();
}

void ApplyQuick(const Flags& flags, RunOptions* options) {
  const Flags defaults;
  if (flags.seconds == defaults.seconds) options->seconds = 1;
  if (flags.rounds == defaults.rounds) options->rounds = 3;
  options->rows_divisor = 10;
}

// Names of workloads as given: one; the common beginning of several ("apply-single"); "all".
absl::StatusOr<std::vector<std::string>> Expand(const std::vector<std::string>& given) {
  std::vector<std::string> known;
  for (const Workload& workload : Workloads()) known.push_back(workload.name);
  for (const ProcessWorkload& workload : ProcessWorkloads()) known.emplace_back(workload.name);
  std::vector<std::string> names;
  for (const std::string& name : given) {
    const bool exact = std::find(known.begin(), known.end(), name) != known.end();
    const size_t before = names.size();
    for (const std::string& candidate : known) {
      if (exact ? candidate == name : name == "all" || candidate.starts_with(name + "-")) names.push_back(candidate);
    }
    if (names.size() == before) {
      return absl::InvalidArgumentError(absl::StrCat("there is no workload '", name, "'; see --list"));
    }
  }
  if (names.empty()) return absl::InvalidArgumentError("name a workload; --list says which there are");
  return names;
}

// Tells and keeps what came out; the exit status.
template <typename Report>
int Finish(const std::string& title, const absl::StatusOr<Report>& report, const Flags& flags, Progress* progress) {
  progress->Clear();
  absl::Status status = report.status();
  if (status.ok()) {
    std::printf("%s", FormatTable(*report).c_str());
    status = WriteReports(*report, Resolve(flags.out));
  }
  if (!status.ok()) {
    progress->Say(absl::StrCat(title, " failed: ", status.message()));
    return kFailed;
  }
  std::printf("\n%s\n", SummaryJson(*report).c_str());
  std::fflush(stdout);
  return report->sound() ? 0 : kFailed;
}

int RunOne(const std::string& name, const Flags& flags, const std::vector<Transport>& transports,
           const RunOptions& options, const SubjectRegistry& registry) {
  Progress progress;
  for (const ProcessWorkload& workload : ProcessWorkloads()) {
    if (workload.name != name) continue;
    const ProcessOptions process{.rows = options.rows,
                                 .receipts = static_cast<uint64_t>(flags.receipts),
                                 .seconds = options.seconds,
                                 .rounds = options.rounds,
                                 .memory_bytes = options.memory_bytes,
                                 .quick = flags.quick,
                                 .dir = options.dir};
    return Finish(name, workload.run(process, registry, &progress), flags, &progress);
  }
  int exit_status = 0;
  for (const Transport transport : transports) {
    const int status =
        Finish(absl::StrCat(name, " (", TransportName(transport), ")"),
               RunWorkload(*FindWorkload(name), transport, options, registry, &progress), flags, &progress);
    exit_status = std::max(exit_status, status);
  }
  return exit_status;
}

// In a process of its own, so that what one leaves behind in memory and threads is no matter of the next.
int RunAlone(const std::string& name, const std::vector<std::string>& arguments,
             const std::vector<std::string>& given) {
  std::vector<std::string> words = {"bench", name};
  // Values of flags may be words of their own and look like names; only the names go.
  std::vector<std::string> names = given;
  for (const std::string& argument : arguments) {
    const auto found = std::find(names.begin(), names.end(), argument);
    if (found == names.end()) {
      words.push_back(argument);
    } else {
      names.erase(found);
    }
  }
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const pid_t pid = fork();
  if (pid == 0) {
    execv("/proc/self/exe", argv.data());
    _exit(kFailed);
  }
  int status = 0;
  if (pid < 0 || waitpid(pid, &status, 0) != pid) return kFailed;
  return WIFEXITED(status) ? WEXITSTATUS(status) : kFailed;
}

int Main(int argc, char** argv) {
  // With it, gRPC's handlers for fork() would take this process's sockets out of the epoll set that a peer shares with
  // it until it executes its program.
  setenv("GRPC_ENABLE_FORK_SUPPORT", "false", /*overwrite=*/1);
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (!arguments.empty() && arguments[0] == kCrashChildArgument) {
    return CrashChildMain({arguments.begin() + 1, arguments.end()});
  }
  Flags flags;
  const FlagSet set = Declare(&flags);
  const absl::StatusOr<std::vector<std::string>> given = set.Parse(arguments);
  if (!given.ok()) return Usage(given.status());
  const SubjectRegistry registry = MakeRegistry();
  if (flags.help || flags.list) {
    std::fputs(flags.help ? set.Help().c_str() : List(registry).c_str(), stdout);
    return 0;
  }
  const absl::StatusOr<std::vector<std::string>> names = Expand(*given);
  if (!names.ok()) return Usage(names.status());
  const absl::StatusOr<std::vector<Transport>> transports = ReadTransports(flags.transports);
  if (!transports.ok()) return Usage(transports.status());
  RunOptions options{.seconds = static_cast<double>(flags.seconds),
                     .rounds = static_cast<int>(flags.rounds),
                     .open_share = static_cast<double>(flags.open_percent) / 100,
                     .rows = static_cast<uint64_t>(flags.rows),
                     .callers = static_cast<int>(flags.callers),
                     .memory_bytes = static_cast<uint64_t>(flags.memory_mib) << 20,
                     .dir = Resolve(flags.dir)};
  const absl::Status peers = ReadPeers(flags.peers, registry, &options);
  if (!peers.ok()) return Usage(peers);
  if (flags.quick) ApplyQuick(flags, &options);
  int exit_status = 0;
  for (const std::string& name : *names) {
    const int status =
        names->size() == 1 ? RunOne(name, flags, *transports, options, registry) : RunAlone(name, arguments, *given);
    exit_status = std::max(exit_status, status);
  }
  return exit_status;
}

}  // namespace
}  // namespace onhand::benchmark

int main(int argc, char** argv) { return onhand::benchmark::Main(argc, argv); }
