// Bytes of every kind of file change, one place at a time: it is found and named, or everything is as before.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/cli/terminal/table.h"
#include "tests/proof/corruption/damage.h"
#include "tests/proof/corruption/look.h"
#include "tests/proof/corruption/sample_database.h"
#include "tests/proof/support/proof_flags.h"
#include "tests/proof/support/proof_report.h"

namespace onhand::proof {
namespace {

namespace fs = std::filesystem;

constexpr ProofKind kKind = {"corruption",
                             "Flips bits, changes bytes, zeroes pages and cuts off ends of every kind of file of a "
                             "database, one a case. Each has to be found and named, or do no harm: then every record, "
                             "answer and book is what it was. The mutant leaves out the check of the write-ahead log.",
                             2400};

constexpr int kSecondsOfACase = 120;
constexpr char kSwitch[] = "ONHAND_FAILPOINT";
constexpr char kMutant[] = "store.open.check_logs=skip";

// "" = of every kind.
std::string only_file;

void AddFlags(FlagSet* flags) {
  flags->Text("file", "KIND", "Only files of this kind, as the table names it: \"table rows\", \"manifest\".",
              &only_file);
}

enum class Outcome { kRefused, kReadNamed, kVerifyNamed, kHarmless, kWrong };
constexpr std::array<const char*, 5> kOutcomes = {"refused when opened", "named when read", "named by verify",
                                                  "harmless", "WRONG"};

// Does `work` in a process of its own. Nothing: it crashed or did not end; `how` says so.
std::optional<std::string> InChild(const std::function<std::string()>& work, std::string* how) {
  int ends[2];
  if (pipe(ends) != 0) std::abort();
  std::cout.flush();
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    alarm(kSecondsOfACase);
    const std::string answer = work();
    for (size_t at = 0; at < answer.size();) {
      const ssize_t written = write(ends[1], answer.data() + at, answer.size() - at);
      if (written <= 0) _exit(3);
      at += static_cast<size_t>(written);
    }
    _exit(0);
  }
  close(ends[1]);
  std::string answer;
  std::array<char, 65536> piece;
  for (ssize_t got; (got = read(ends[0], piece.data(), piece.size())) > 0;) answer.append(piece.data(), got);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return answer;
  *how = WIFSIGNALED(status) ? absl::StrCat("signal ", WTERMSIG(status)) : absl::StrCat("exit ", WEXITSTATUS(status));
  return std::nullopt;
}

std::string FirstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

// Where two texts part.
std::string Difference(const std::string& expected, const std::string& found) {
  size_t at = 0;
  size_t line = 0;
  while (at < expected.size() && at < found.size() && expected[at] == found[at]) {
    if (expected[at] == '\n') line = at + 1;
    ++at;
  }
  return absl::StrCat("expected \"", FirstLine(expected.substr(std::min(line, expected.size()))).substr(0, 300),
                      "\", found \"", FirstLine(found.substr(std::min(line, found.size()))).substr(0, 300), "\"");
}

bool IsNamed(const std::string& status) { return absl::StartsWith(status, "DATA_LOSS"); }
// The version in FORMAT may become another one; that is refused as such.
bool IsRefusal(const std::string& status) { return IsNamed(status) || absl::StartsWith(status, "FAILED_PRECONDITION"); }
// A merge of table files that met the damage stops all writing, and says why.
bool IsStoppedByDamage(const std::string& status) {
  return absl::StartsWith(status, "UNAVAILABLE") && absl::StrContains(status, "orruption");
}

struct Verdict {
  Outcome outcome = Outcome::kHarmless;
  std::string wrong;
};

Verdict Judge(const Look& before, const Look& after, bool mutant) {
  const auto wrong = [](std::string what) { return Verdict{Outcome::kWrong, std::move(what)}; };
  if (after.other != before.other) {
    return wrong(absl::StrCat("the other environment: ", Difference(before.other, after.other)));
  }
  const bool verified = after.verify.empty();
  if (!after.open.empty()) {
    if (!IsRefusal(after.open)) return wrong(absl::StrCat("refused, but not as damage: ", after.open));
    if (verified && !mutant) return wrong(absl::StrCat("verify finds nothing, but opening says ", after.open));
    return {Outcome::kRefused, ""};
  }
  if (after.dump.empty() && after.records != before.records) {
    return wrong(absl::StrCat("records: ", Difference(before.records, after.records)));
  }
  for (const std::string& read : after.reads) {
    if (!IsNamed(read) && !IsStoppedByDamage(read)) return wrong(absl::StrCat("failed, but not as damage: ", read));
  }
  const bool named = !after.reads.empty() || !after.dump.empty();
  if (named) {
    if (verified) {
      return wrong(absl::StrCat("verify finds nothing, but reading says ", after.dump, " ",
                                after.reads.empty() ? "" : after.reads[0]));
    }
    return {Outcome::kReadNamed, ""};
  }
  if (after.answers != before.answers)
    return wrong(absl::StrCat("answers: ", Difference(before.answers, after.answers)));
  if (after.audit != before.audit) return wrong(absl::StrCat("audit: ", after.audit));
  return {verified ? Outcome::kHarmless : Outcome::kVerifyNamed, ""};
}

class Corruption {
 public:
  explicit Corruption(const ProofOptions& options) : options_(options), report_(kKind, options) {}

  int Run() {
    if (!Prepare()) return 2;
    for (int64_t seed = options_.seed; report_.NextCase(); ++seed) RunCase(seed);
    PrintTable();
    for (const auto& [kind, count] : by_damage_) report_.Field(kind, count);
    std::error_code ignored;
    fs::remove_all(work_, ignored);
    return report_.Finish();
  }

 private:
  // In memory where there is room: nothing here is about what the disk keeps.
  static std::string WorkFolder(const ProofOptions& options) {
    std::error_code error;
    const bool room = fs::space("/dev/shm", error).available > (256u << 20) && !error;
    return room ? absl::StrCat("/dev/shm/onhand-proof-corruption-", getpid()) : options.dir + "/work";
  }

  bool Prepare() {
    work_ = WorkFolder(options_);
    fs::create_directories(work_);
    good_ = work_ + "/good";
    case_ = work_ + "/case";
    std::string how;
    InChild([this]() -> std::string { MakeSampleAndDie(good_); }, &how);
    if (how != "signal 9") return Complain("the sample cannot be made: " + how);
    // What a bulk write that was under way leaves.
    fs::create_directories(good_ + kFolder + "/db.bulk");
    fs::copy(good_ + kFolder + "/db/CURRENT", good_ + kFolder + "/db.bulk/0.sst");
    targets_ = FindTargets(good_ + kFolder);
    if (targets_.size() < 20) return Complain(absl::StrCat("the sample has only ", targets_.size(), " kinds of files"));
    if (!only_file.empty()) std::erase_if(targets_, [](const Target& target) { return target.kind != only_file; });
    if (targets_.empty()) return Complain("there is no file of the kind " + only_file);
    for (size_t i = 0; i < targets_.size(); ++i) drawn_.insert(drawn_.end(), targets_[i].weight, i);
    const std::optional<Look> look = LookAtCase(&how);
    if (!look.has_value()) return Complain("the sample cannot be looked at: " + how);
    before_ = *look;
    if (!before_.verify.empty() || !before_.dump.empty() || !before_.open.empty() || !before_.reads.empty() ||
        !before_.audit.empty()) {
      return Complain(absl::StrCat("the sample is not whole: ", before_.verify, before_.dump, before_.open,
                                   before_.reads.empty() ? "" : before_.reads[0], before_.audit));
    }
    return true;
  }

  static bool Complain(const std::string& what) {
    std::cerr << kKind.name << ": " << what << "\n";
    return false;
  }

  std::optional<Look> LookAtCase(std::string* how, const std::function<void()>& damage = nullptr) {
    fs::remove_all(case_);
    fs::copy(good_, case_, fs::copy_options::recursive);
    if (damage != nullptr) damage();
    const std::optional<std::string> bytes = InChild([this] { return LookAt(case_).Encode(); }, how);
    if (!bytes.has_value()) return std::nullopt;
    return Look::Decode(*bytes);
  }

  void RunCase(int64_t seed) {
    std::mt19937_64 random(static_cast<uint64_t>(seed));
    const Target& target = targets_[drawn_[static_cast<size_t>(seed) % drawn_.size()]];
    const DamageKind kind = kDamageKinds[static_cast<size_t>(seed) / drawn_.size() % kDamageKinds.size()];
    const std::string& file = target.files[random() % target.files.size()];
    std::string what;
    std::string how;
    const std::optional<Look> after = LookAtCase(&how, [&] { what = Damage(case_ + kFolder, file, kind, &random); });
    report_.AddOperations(1);
    ++by_damage_[std::string(NameOf(kind))];
    Verdict verdict;
    if (!after.has_value()) {
      verdict = {Outcome::kWrong, "the process ended with " + how};
    } else {
      verdict = Judge(before_, *after, options_.mutant);
      report_.AddVerified(after->compared);
    }
    ++table_[target.kind][static_cast<size_t>(verdict.outcome)];
    if (verdict.outcome != Outcome::kWrong) return;
    report_.Fail(seed, absl::StrCat(what, ": ", verdict.wrong, "; kept in ", Keep(seed, file, kind)),
                 only_file.empty() ? "" : absl::StrCat("--file='", only_file, "'"));
  }

  // The damaged folder, as it was before anybody looked.
  std::string Keep(int64_t seed, const std::string& file, DamageKind kind) const {
    const std::string kept = absl::StrCat(options_.dir, "/seed-", seed);
    std::error_code error;
    fs::remove_all(kept, error);
    fs::copy(good_, kept, fs::copy_options::recursive, error);
    std::mt19937_64 random(static_cast<uint64_t>(seed));
    random();  // that chose the file
    Damage(kept + kFolder, file, kind, &random);
    return kept;
  }

  void PrintTable() const {
    std::vector<cli::TableColumn> columns = {{"file"}, {"cases", true}};
    for (const char* outcome : kOutcomes) columns.push_back({outcome, true});
    std::vector<std::vector<std::string>> rows;
    std::array<int64_t, kOutcomes.size()> sums{};
    const auto add = [&](const std::string& name, const std::array<int64_t, kOutcomes.size()>& counts) {
      int64_t cases = 0;
      for (const int64_t count : counts) cases += count;
      std::vector<std::string>& row = rows.emplace_back();
      row.insert(row.end(), {name, cli::WithThousands(cases)});
      for (const int64_t count : counts) row.push_back(count == 0 ? "" : cli::WithThousands(count));
    };
    for (const auto& [kind, counts] : table_) {
      add(kind, counts);
      for (size_t i = 0; i < counts.size(); ++i) sums[i] += counts[i];
    }
    add("all", sums);
    std::cout << cli::RenderTable(columns, rows) << std::flush;
  }

  static constexpr char kFolder[] = "/environments/shop";

  const ProofOptions options_;
  ProofReport report_;
  std::string work_;
  std::string good_;
  std::string case_;
  std::vector<Target> targets_;
  std::vector<size_t> drawn_;
  Look before_;
  std::map<std::string, std::array<int64_t, kOutcomes.size()>> table_;
  std::map<std::string, int64_t> by_damage_;
};

}  // namespace
}  // namespace onhand::proof

int main(int argc, char** argv) {
  onhand::proof::ProofOptions options;
  if (const auto status =
          onhand::proof::ParseProofFlags(onhand::proof::kKind, argc, argv, &options, onhand::proof::AddFlags))
    return *status;
  // What is left out is decided when a process starts.
  if (options.mutant && std::getenv(onhand::proof::kSwitch) == nullptr) {
    setenv(onhand::proof::kSwitch, onhand::proof::kMutant, 1);
    execv("/proc/self/exe", argv);
    return 2;
  }
  return onhand::proof::Corruption(options).Run();
}
