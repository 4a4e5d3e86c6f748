// `onhand jobs list|show|wait|fetch|delete|extract-log|resync`.

#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/job_book.h"
#include "service/cli/commands/command.h"
#include "service/cli/commands/job_output.h"
#include "service/cli/terminal/progress.h"
#include "service/cli/terminal/table.h"
#include "service/json/json_writer.h"
#include "service/json/log_extract_decoder.h"

namespace onhand::cli {
namespace {

// What all of them take.
struct JobFlags {
  std::string environment;
  bool json = false;
  bool quiet = false;
  ConnectionFlags connection;

  void AddTo(FlagSet* flags, std::string_view json_help, bool shows_progress) {
    flags->Group("Which");
    AddEnvironmentFlag(flags, &environment);
    flags->Group("Output");
    flags->Switch("json", json_help, &json);
    if (shows_progress) flags->Switch("quiet", "No progress on the standard error.", &quiet);
    connection.AddTo(flags);
  }
  ProgressStyle style() const { return ChooseProgressStyle(quiet); }
};

constexpr std::string_view kJobJsonHelp = "Print the job as the REST interface does, with its times and its file.";

// Parses and connects. A value: the command is over, with that exit status.
std::optional<int> Begin(std::string_view command, const FlagSet& set, const JobFlags& flags,
                         absl::Span<const std::string> arguments, size_t positional_count,
                         std::vector<std::string>* positional, std::unique_ptr<Backend>* backend, const CommandIo& io) {
  if (const auto status = ParseOrExit(set, command, arguments, positional_count, positional_count, positional, io)) {
    return status;
  }
  if (absl::Status status = CheckEnvironmentFlag(flags.environment); !status.ok()) return Fail(command, status, io);
  absl::StatusOr<std::unique_ptr<Backend>> connected = flags.connection.Connect(false);
  if (!connected.ok()) return Fail(command, connected.status(), io);
  *backend = *std::move(connected);
  return std::nullopt;
}

void PrintJob(const Job& job, bool json, const CommandIo& io) { io.out << (json ? JobJson(job) + "\n" : JobText(job)); }

// What a job that has ended means for the exit status.
int ExitOf(const Job& job) { return job.state == JobState::kCompleted ? kExitOk : kExitFailure; }

// Of a command that starts a job: how it goes on.
struct AfterStart {
  bool wait = false;
  std::string out;  // where the file goes; "" = nowhere

  // A process that opened the data directory itself must not end before the job.
  bool waits(const JobFlags& flags) const { return wait || !out.empty() || !flags.connection.data_dir.empty(); }
};

int GoOn(std::string_view command, const absl::StatusOr<JobStart>& start, const AfterStart& after,
         const JobFlags& flags, JobBackend* jobs, const CommandIo& io) {
  if (!start.ok()) return Fail(command, start.status(), io);
  if (!start->issues.empty()) return FailWithIssues(command, "the job was not started", start->issues, io);
  if (!after.waits(flags)) {
    if (flags.json) {
      io.out << "{\"jobId\":\"" << start->job_id << "\"}\n";
    } else {
      io.out << start->job_id << "\n";
    }
    return kExitOk;
  }
  const absl::StatusOr<Job> job =
      WaitForJob(jobs, flags.environment, start->job_id, /*give_up_after_s=*/0, flags.style(), io);
  if (!job.ok()) return Fail(command, job.status(), io);
  if (job->state == JobState::kCompleted && !after.out.empty()) {
    const absl::Status status = SaveJobFile(jobs, flags.environment, *job, after.out, flags.style(), io);
    if (!status.ok()) return Fail(command, status, io);
    if (after.out == "-") return kExitOk;
  }
  PrintJob(*job, flags.json, io);
  return ExitOf(*job);
}

}  // namespace

int RunJobsList(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "jobs list";
  JobFlags flags;
  FlagSet set("onhand jobs list --environment=ID [flags]",
              "Lists the jobs of an environment, newest first. Jobs that have ended are forgotten after seven days.");
  flags.AddTo(&set, "Print an array of jobs.", /*shows_progress=*/false);
  set.Epilog("Example:\n  onhand jobs list --environment=shop\n\nExit status: 0 listed, 1 failed, 2 wrong flags.\n");
  std::vector<std::string> positional;
  std::unique_ptr<Backend> backend;
  if (const auto status = Begin(kCommand, set, flags, arguments, 0, &positional, &backend, io)) return *status;
  const absl::StatusOr<std::vector<Job>> jobs = backend->jobs()->ListJobs(flags.environment);
  if (!jobs.ok()) return Fail(kCommand, jobs.status(), io);
  if (!flags.json) {
    io.out << JobsTable(*jobs);
    return kExitOk;
  }
  io.out << "[";
  for (size_t i = 0; i < jobs->size(); ++i) io.out << (i > 0 ? "," : "") << JobJson((*jobs)[i]);
  io.out << "]\n";
  return kExitOk;
}

int RunJobsShow(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "jobs show";
  JobFlags flags;
  FlagSet set("onhand jobs show JOB --environment=ID [flags]", "Says how far a job has come.");
  flags.AddTo(&set, kJobJsonHelp, /*shows_progress=*/false);
  set.Epilog(
      "Example:\n  onhand jobs show TransactionLogJob:3f0c… --environment=shop\n"
      "\nExit status: 0 shown, 1 there is no such job, or failed, 2 wrong flags.\n");
  std::vector<std::string> positional;
  std::unique_ptr<Backend> backend;
  if (const auto status = Begin(kCommand, set, flags, arguments, 1, &positional, &backend, io)) return *status;
  const absl::StatusOr<Job> job = backend->jobs()->FindJob(flags.environment, positional[0]);
  if (!job.ok()) return Fail(kCommand, job.status(), io);
  PrintJob(*job, flags.json, io);
  return kExitOk;
}

int RunJobsWait(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "jobs wait";
  JobFlags flags;
  int64_t give_up_after_s = 0;
  FlagSet set("onhand jobs wait JOB --environment=ID [flags]",
              "Waits until a job has ended, with a bar that shows how far it has come.");
  set.Group("How long");
  set.Integer("give_up_after_s", "SECONDS", "Stop waiting then; the job goes on. 0 = never.", 0, 1'000'000'000,
              &give_up_after_s);
  flags.AddTo(&set, kJobJsonHelp, /*shows_progress=*/true);
  set.Epilog(
      "Example:\n  onhand jobs wait TransactionLogJob:3f0c… --environment=shop\n"
      "\nExit status: 0 completed, 1 failed, given up, or there is no such job, 2 wrong flags.\n");
  std::vector<std::string> positional;
  std::unique_ptr<Backend> backend;
  if (const auto status = Begin(kCommand, set, flags, arguments, 1, &positional, &backend, io)) return *status;
  const absl::StatusOr<Job> job =
      WaitForJob(backend->jobs(), flags.environment, positional[0], give_up_after_s, flags.style(), io);
  if (!job.ok()) return Fail(kCommand, job.status(), io);
  PrintJob(*job, flags.json, io);
  return ExitOf(*job);
}

int RunJobsFetch(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "jobs fetch";
  JobFlags flags;
  std::string out;
  FlagSet set("onhand jobs fetch JOB --environment=ID [flags]", "Saves the file that a job made.");
  set.Group("Where to");
  set.Text("out", "FILE", "Where to; - is the standard output. Default: the file's own name, in this folder.", &out);
  flags.AddTo(&set, "Print {\"file\", \"bytes\"}.", /*shows_progress=*/true);
  set.Epilog(
      "Example:\n  onhand jobs fetch TransactionLogJob:3f0c… --environment=shop --out=log.csv\n"
      "\nExit status: 0 saved, 1 there is no such job or no file (nothing is left or replaced), 2 wrong flags.\n");
  std::vector<std::string> positional;
  std::unique_ptr<Backend> backend;
  if (const auto status = Begin(kCommand, set, flags, arguments, 1, &positional, &backend, io)) return *status;
  const absl::StatusOr<Job> job = backend->jobs()->FindJob(flags.environment, positional[0]);
  if (!job.ok()) return Fail(kCommand, job.status(), io);
  if (!job->has_result) {
    return Fail(kCommand,
                absl::NotFoundError(absl::StrCat("job ", job->id, " is ", std::string(JobStateName(job->state)),
                                                 " and has no file", job->finished_at_us == 0 ? " yet" : "")),
                io);
  }
  // A server must not choose the folder.
  if (out.empty()) out = job->file_name.substr(job->file_name.find_last_of('/') + 1);
  const absl::Status status = SaveJobFile(backend->jobs(), flags.environment, *job, out, flags.style(), io);
  if (!status.ok()) return Fail(kCommand, status, io);
  if (out == "-") return kExitOk;
  if (flags.json) {
    std::string name;
    AppendJsonString(out, &name);
    io.out << "{\"file\":" << name << ",\"bytes\":" << job->result_bytes << "}\n";
  } else {
    io.out << out << ": " << WithThousands(static_cast<int64_t>(job->result_bytes)) << " bytes\n";
  }
  return kExitOk;
}

int RunJobsDelete(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "jobs delete";
  JobFlags flags;
  FlagSet set("onhand jobs delete JOB --environment=ID [flags]",
              "Removes a job with its file; one that has not ended is stopped.");
  flags.AddTo(&set, "Print {\"jobId\", \"deleted\"}.", /*shows_progress=*/false);
  set.Epilog(
      "Example:\n  onhand jobs delete TransactionLogJob:3f0c… --environment=shop\n"
      "\nExit status: 0 deleted, 1 there is no such job, or failed, 2 wrong flags.\n");
  std::vector<std::string> positional;
  std::unique_ptr<Backend> backend;
  if (const auto status = Begin(kCommand, set, flags, arguments, 1, &positional, &backend, io)) return *status;
  const absl::Status status = backend->jobs()->DeleteJob(flags.environment, positional[0]);
  if (!status.ok()) return Fail(kCommand, status, io);
  if (flags.json) {
    std::string id;
    AppendJsonString(positional[0], &id);
    io.out << "{\"jobId\":" << id << ",\"deleted\":true}\n";
  } else {
    io.out << positional[0] << ": deleted\n";
  }
  return kExitOk;
}

int RunJobsExtractLog(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "jobs extract-log";
  JobFlags flags;
  AfterStart after;
  std::string organization;
  std::string from;
  std::string to;
  std::string product;
  std::string site;
  std::string location;
  FlagSet set(
      "onhand jobs extract-log --environment=ID --organization=ID --from=DATE --to=DATE [flags]",
      "Starts a job that makes a CSV file of what was committed from one day to another, a line for each number that "
      "an event changed. The log's retention bounds how far back that can be.");
  set.Group("What to extract");
  set.Text("organization", "ID", "Events of this organization. Required.", &organization);
  set.Text("from", "DATE", "First day (2023-08-23), UTC, or a time. Required.", &from);
  set.Text("to", "DATE", "Last day, included, or a time. Required.", &to);
  set.Text("product", "ID", "Only this product.", &product);
  set.Text("site", "ID", "Only this site.", &site);
  set.Text("location", "ID", "Only this location.", &location);
  set.Group("How");
  set.Switch("wait", "Wait until it has ended. With --data_dir it always is waited for.", &after.wait);
  set.Text("out", "FILE", "Wait, and save the file; - is the standard output.", &after.out);
  flags.AddTo(&set, kJobJsonHelp, /*shows_progress=*/true);
  set.Epilog(
      "Examples:\n"
      "  onhand jobs extract-log --environment=shop --organization=usmf --from=2023-08-01 --to=2023-08-31 "
      "--out=log.csv\n"
      "  onhand jobs extract-log --environment=shop --organization=usmf --from=2023-08-23 --to=2023-08-23 \\\n"
      "      --product=T-shirt --site=1\n"
      "\nExit status: 0 started (or completed), 1 refused or failed, 2 wrong flags.\n");
  std::vector<std::string> positional;
  std::unique_ptr<Backend> backend;
  if (const auto status = Begin(kCommand, set, flags, arguments, 0, &positional, &backend, io)) return *status;
  if (organization.empty() || from.empty() || to.empty()) {
    return WrongUsage(kCommand, "--organization, --from and --to are required", io);
  }
  LogExtract extract;
  extract.organization_id = organization;
  for (const bool is_end : {false, true}) {
    const std::string& text = is_end ? to : from;
    if (!ParseExtractTime(text, is_end, is_end ? &extract.until_us : &extract.from_us)) {
      return WrongUsage(kCommand,
                        absl::StrCat(is_end ? "--to" : "--from",
                                     " takes a date like 2023-08-23, or a time as in RFC 3339, not \"", text, "\""),
                        io);
    }
  }
  if (!product.empty()) extract.product_id = product;
  if (!site.empty()) extract.site_id = site;
  if (!location.empty()) extract.location_id = location;
  return GoOn(kCommand, backend->jobs()->StartLogExtract(flags.environment, extract), after, flags, backend->jobs(),
              io);
}

int RunJobsResync(absl::Span<const std::string> arguments, const CommandIo& io) {
  constexpr std::string_view kCommand = "jobs resync";
  JobFlags flags;
  AfterStart after;
  std::vector<std::string> data_sources;
  FlagSet set(
      "onhand jobs resync --environment=ID [flags]",
      "Starts a job that drops what no answer depends on: ended holds, receipts past their retention. It changes "
      "no query and no release.");
  set.Group("What");
  set.Texts("data_source", "NAME", "Only of this data source; may be given several times. Default: all.",
            &data_sources);
  set.Group("How");
  set.Switch("wait", "Wait until it has ended. With --data_dir it always is waited for.", &after.wait);
  flags.AddTo(&set, kJobJsonHelp, /*shows_progress=*/true);
  set.Epilog(
      "Example:\n  onhand jobs resync --environment=shop --wait\n"
      "\nExit status: 0 started (or completed), 1 refused or failed, 2 wrong flags.\n");
  std::vector<std::string> positional;
  std::unique_ptr<Backend> backend;
  if (const auto status = Begin(kCommand, set, flags, arguments, 0, &positional, &backend, io)) return *status;
  return GoOn(kCommand, backend->jobs()->StartReservationResync(flags.environment, data_sources), after, flags,
              backend->jobs(), io);
}

}  // namespace onhand::cli
