#include "tests/proof/backup/kill_case.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <sstream>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/engine.h"
#include "storage/base/failpoint.h"
#include "tests/proof/backup/shop_load.h"
#include "tests/support/audit_problem.h"

namespace onhand::proof {
namespace {

constexpr std::string_view kFailpointPrefix = "backup.";
// Passed once a file, or once a backup.
constexpr uint64_t kFilePassesMax = 20;
constexpr uint64_t kPassesMax = 3;

// How the next child ends.
struct Death {
  std::string failpoint;  // "NAME:N"; "" = from outside, after so many milliseconds
  int64_t after_ms = 0;
};

// What the journals say: what must be, and what may be.
struct Known {
  std::map<uint32_t, int64_t> backups;    // by id: events
  std::map<std::string, int64_t> copies;  // by name: events
  std::optional<int64_t> creating;        // in flight: events
  std::optional<uint32_t> deleting;       // in flight
  std::string restoring;                  // in flight: name
  int64_t restoring_events = 0;
  int64_t posted = 0;  // at least
  std::string failure;
};

class Case {
 public:
  Case(const KillCase& kill_case, ProofReport* report, KillCounts* counts)
      : case_(kill_case), report_(report), counts_(counts), random_(kill_case.seed) {}

  std::string Run() {
    std::filesystem::create_directories(case_.dir);
    for (int i = 0; i < case_.kills; ++i) {
      const Death death = Choose();
      const std::string how = death.failpoint.empty() ? absl::StrCat("after ", death.after_ms, " ms") : death.failpoint;
      const std::string wrong = RunOne(static_cast<uint64_t>(i), death);
      if (!wrong.empty()) return absl::StrCat("kill ", i + 1, ", ", how, ": ", wrong);
    }
    return "";
  }

 private:
  Death Choose() {
    std::vector<std::string_view> names;
    for (const std::string_view name : kFailpoints) {
      if (name.substr(0, kFailpointPrefix.size()) == kFailpointPrefix) names.push_back(name);
    }
    Death death;
    if (random_() % 4 != 0) {
      const std::string name(names[random_() % names.size()]);
      const uint64_t passes_max = name.find("file_") == std::string::npos ? kPassesMax : kFilePassesMax;
      death.failpoint = absl::StrCat(name, ":", 1 + random_() % passes_max);
    } else {
      death.after_ms = static_cast<int64_t>(random_() % 600);
    }
    return death;
  }

  std::string RunOne(uint64_t number, const Death& death) {
    const std::string journal = case_.dir + "/journal";
    std::filesystem::remove(journal);
    const bool killed = RunToDeath(absl::StrCat(case_.seed * 1000 + number), death);
    if (killed) ++counts_->kills;
    if (killed && !death.failpoint.empty()) ++counts_->at_failpoints;
    ReadJournal(journal);
    if (!known_.failure.empty()) return "the child " + known_.failure;
    report_->AddOperations(1);
    absl::Status status = Check();
    return status.ok() ? "" : std::string(status.message());
  }

  // True if the child was killed, false if it came to its end.
  bool RunToDeath(const std::string& seed, const Death& death) {
    const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
    const std::string dir_flag = "--child_dir=" + case_.dir;
    const std::string own_flag = absl::StrCat("--dir=", case_.dir, "_child");
    const std::string seed_flag = "--seed=" + seed;
    const std::string variable = "ONHAND_FAILPOINT=" + death.failpoint;
    const char* const arguments[] = {program.c_str(), dir_flag.c_str(), own_flag.c_str(), seed_flag.c_str(), nullptr};
    const char* const environment[] = {variable.c_str(), "PATH=/usr/bin:/bin", nullptr};
    const pid_t child = ::fork();
    if (child == 0) {
      ::execve(program.c_str(), const_cast<char* const*>(arguments), const_cast<char* const*>(environment));
      ::_exit(127);
    }
    if (death.failpoint.empty()) {
      // From the moment on at which it does something.
      for (int i = 0; i < 2000 && !std::filesystem::exists(case_.dir + "/journal"); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(death.after_ms));
      ::kill(child, SIGKILL);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) > 1) {
      known_.failure = absl::StrCat("ended with status ", WEXITSTATUS(status));
    }
    return WIFSIGNALED(status);
  }

  void ReadJournal(const std::string& path) {
    std::ifstream journal(path);
    std::string line;
    uint32_t id = 0;
    std::string name;
    while (std::getline(journal, line)) {
      std::istringstream words(line);
      std::string word;
      words >> word;
      if (word == "try-create") {
        int64_t events = 0;
        words >> events;
        known_.creating = events;
        known_.posted = events;
      } else if (word == "created") {
        words >> id;
        known_.backups[id] = *known_.creating;
        known_.creating.reset();
      } else if (word == "try-restore") {
        words >> id >> known_.restoring;
        known_.restoring_events = known_.backups[id];
      } else if (word == "restored") {
        known_.copies[known_.restoring] = known_.restoring_events;
        known_.restoring.clear();
      } else if (word == "try-delete") {
        words >> id;
        known_.deleting = id;
      } else if (word == "deleted") {
        known_.backups.erase(*known_.deleting);
        known_.deleting.reset();
      } else {
        known_.failure = line;
      }
    }
  }

  absl::Status Check() {
    EngineOptions options;
    options.data_dir = case_.dir + "/data";
    options.maintenance_interval_ms = 0;
    absl::StatusOr<std::unique_ptr<Engine>> engine = Engine::Open(options);
    if (!engine.ok()) return engine.status();
    engine_ = *std::move(engine);
    absl::Status status = CheckBackups();
    if (status.ok()) status = CheckEnvironments();
    if (status.ok()) status = CheckFiles();
    engine_.reset();
    return status;
  }

  absl::Status CheckBackups() {
    absl::StatusOr<std::vector<BackupInfo>> listed = engine_->backups()->List(ShopLoad::kEnvironment);
    if (!listed.ok()) return listed.status();
    std::set<uint32_t> there;
    for (const BackupInfo& backup : *listed) {
      there.insert(backup.id);
      if (!backup.damage.empty()) return absl::InternalError(backup.damage);
      absl::Status status = engine_->backups()->Verify(ShopLoad::kEnvironment, backup.id, nullptr);
      if (!status.ok()) return status;
      report_->AddVerified(1);
      if (known_.backups.contains(backup.id)) continue;
      if (!known_.creating.has_value()) {
        return absl::InternalError(absl::StrCat("backup ", backup.id, " is listed, and nobody made it"));
      }
      known_.backups[backup.id] = *known_.creating;
      known_.creating.reset();
    }
    known_.creating.reset();
    if (known_.deleting.has_value() && !there.contains(*known_.deleting)) known_.backups.erase(*known_.deleting);
    known_.deleting.reset();
    for (const auto& [id, events] : known_.backups) {
      if (!there.contains(id)) return absl::InternalError(absl::StrCat("backup ", id, " was made and is gone"));
    }
    if (known_.backups.empty()) return absl::OkStatus();
    // The newest one, and what it holds.
    const uint32_t newest = known_.backups.rbegin()->first;
    absl::Status status = engine_->backups()->Restore(ShopLoad::kEnvironment, newest, "newest", nullptr);
    if (status.ok()) known_.copies["newest"] = known_.backups[newest];
    return status;
  }

  absl::Status CheckEnvironments() {
    absl::StatusOr<std::vector<std::string>> ids = engine_->ListEnvironments();
    if (!ids.ok()) return ids.status();
    std::set<std::string> there(ids->begin(), ids->end());
    if (!known_.restoring.empty() && there.contains(known_.restoring)) {
      known_.copies[known_.restoring] = known_.restoring_events;
    }
    known_.restoring.clear();
    for (const auto& [name, events] : known_.copies) {
      if (there.erase(name) == 0) return absl::InternalError(absl::StrCat("'", name, "' was restored and is gone"));
      if (absl::Status status = CheckOne(name, events, events); !status.ok()) return status;
      if (absl::Status status = engine_->DeleteEnvironment(name); !status.ok()) return status;
    }
    known_.copies.clear();
    // Not there if the child was killed before it did anything.
    if (there.erase(ShopLoad::kEnvironment) == 1) {
      absl::Status status = CheckOne(ShopLoad::kEnvironment, known_.posted, INT64_MAX);
      if (!status.ok()) return status;
    }
    if (there.empty()) return absl::OkStatus();
    return absl::InternalError(absl::StrCat("nobody made the environments ", absl::StrJoin(there, ", ")));
  }

  absl::Status CheckOne(const std::string& name, int64_t least, int64_t most) {
    absl::StatusOr<std::shared_ptr<Environment>> environment = engine_->Find(name);
    if (!environment.ok()) return environment.status();
    absl::StatusOr<int64_t> there = ShopLoad::OnHand(environment->get(), 0);
    if (!there.ok()) return there.status();
    if (*there < least || *there > most) {
      return absl::InternalError(absl::StrCat("'", name, "' has ", *there, " events and should have ", least,
                                              most == least ? "" : " or more"));
    }
    int64_t compared = 0;
    const std::string problem = AuditProblem(environment->get(), &compared);
    report_->AddVerified(compared);
    return problem.empty() ? absl::OkStatus() : absl::InternalError(problem);
  }

  // Nothing unfinished lies about once an engine has been opened.
  absl::Status CheckFiles() {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(case_.dir + "/data")) {
      const std::string name = entry.path().filename().string();
      if (name.rfind(".new", 0) == 0 || name.rfind(".restoring", 0) == 0 || name.ends_with(".new")) {
        return absl::InternalError(absl::StrCat(entry.path().string(), " was left behind"));
      }
    }
    return absl::OkStatus();
  }

  const KillCase case_;
  ProofReport* const report_;
  KillCounts* const counts_;
  std::mt19937_64 random_;
  Known known_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace

std::string RunKillCase(const KillCase& kill_case, ProofReport* report, KillCounts* counts) {
  return Case(kill_case, report, counts).Run();
}

}  // namespace onhand::proof
