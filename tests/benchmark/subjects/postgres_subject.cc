#include "tests/benchmark/subjects/postgres_subject.h"

#include <unistd.h>

#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/benchmark/subjects/postgres_session.h"
#include "tests/benchmark/subjects/tree_file.h"

namespace onhand::benchmark {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(60);
constexpr size_t kCopyBytes = 64 << 10;  // handed over at once

// One line of COPY. Names of a dataset need no escapes.
void AppendKey(const RowTexts& row, std::string* out) {
  for (const std::string_view text :
       {std::string_view(kOrganization), row.product, std::string_view(kSite), row.location, row.color, row.size}) {
    out->append(text).push_back('\t');
  }
}

// Lines on their way to a COPY.
class CopyLines {
 public:
  explicit CopyLines(PostgresConnection* connection) : connection_(connection) {}
  std::string* line() { return &lines_; }
  absl::Status EndLine() {
    lines_.push_back('\n');
    return lines_.size() < kCopyBytes ? absl::OkStatus() : Flush();
  }
  absl::Status Flush() {
    absl::Status status = connection_->PutCopy(lines_);
    lines_.clear();
    return status;
  }

 private:
  PostgresConnection* const connection_;
  std::string lines_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Subject>> PostgresSubject::Make(PostgresOptions options) {
  const std::string program = options.programs_dir + "/postgres";
  if (access(program.c_str(), X_OK) != 0) {
    return absl::UnavailableError(
        absl::StrCat("there is no ", program, "; install the peers with tools/setup --bench"));
  }
  return std::unique_ptr<Subject>(new PostgresSubject(std::move(options)));
}

std::string PostgresSubject::description() const {
  std::string version = "PostgreSQL 15";
  if (connection_ != nullptr && connection_->Prepare("version", "SHOW server_version").ok()) {
    const auto answer = connection_->Query("version", {});
    if (answer.ok()) version = absl::StrCat("PostgreSQL ", std::string(answer->bytes(0, 0)));
  }
  return absl::StrCat(version,
                      ", fsync and synchronous_commit on, shared_buffers 2 GB, max_wal_size 16 GB, prepared statements "
                      "with binary parameters, one statement for a batch or an event, unix socket; schema, statements "
                      "and settings in ",
                      options_.files_dir);
}

absl::Status PostgresSubject::MakeCluster() {
  connection_.reset();
  server_.reset();
  cluster_.reset();
  absl::StatusOr<std::unique_ptr<TemporaryFolder>> cluster =
      TemporaryFolder::Make(options_.dir, "cluster-", options_.user);
  if (!cluster.ok()) return cluster.status();
  cluster_ = *std::move(cluster);
  const std::string data = cluster_->path() + "/data";
  absl::StatusOr<std::unique_ptr<PeerProcess>> initdb =
      PeerProcess::Start({.arguments = {options_.programs_dir + "/initdb", "--pgdata=" + data, "--username=onhand",
                                        "--auth=trust", "--locale=C", "--encoding=UTF8", "--no-instructions"},
                          .user = options_.user,
                          .log_path = cluster_->path() + "/initdb.log"});
  if (!initdb.ok()) return initdb.status();
  if (absl::Status status = (*initdb)->Wait(kPatience); !status.ok()) return status;
  // A copy, since its user may not be able to read where the settings lie.
  const absl::StatusOr<std::string> settings = ReadTreeFile(options_.files_dir + "/postgresql.conf");
  if (!settings.ok()) return settings.status();
  std::ofstream file(data + "/postgresql.conf", std::ios::trunc);
  file << *settings;
  return file.flush() ? absl::OkStatus() : absl::UnavailableError("cannot write " + data + "/postgresql.conf");
}

absl::Status PostgresSubject::StartServer() {
  // A socket's path has to be short.
  absl::StatusOr<std::unique_ptr<TemporaryFolder>> socket_folder =
      TemporaryFolder::Make("/tmp", "onhand-postgres-", options_.user);
  if (!socket_folder.ok()) return socket_folder.status();
  socket_folder_ = *std::move(socket_folder);
  absl::StatusOr<std::unique_ptr<PeerProcess>> server =
      PeerProcess::Start({.arguments = {options_.programs_dir + "/postgres", "-D", cluster_->path() + "/data", "-k",
                                        socket_folder_->path()},
                          .user = options_.user,
                          .log_path = cluster_->path() + "/postgres.log",
                          // At once; nobody needs the data any more.
                          .stop_signal = SIGQUIT});
  if (!server.ok()) return server.status();
  server_ = *std::move(server);
  absl::Status last;
  for (const absl::Time end = absl::Now() + kPatience; absl::Now() < end && server_->running();) {
    absl::StatusOr<std::unique_ptr<PostgresConnection>> connection =
        PostgresConnection::Connect(socket_folder_->path());
    if (connection.ok()) {
      connection_ = *std::move(connection);
      return absl::OkStatus();
    }
    last = connection.status();
    absl::SleepFor(absl::Milliseconds(20));
  }
  return absl::UnavailableError(absl::StrCat("PostgreSQL does not start: ", last.message(), "\n", server_->LogTail()));
}

absl::Status PostgresSubject::ExecuteFile(const std::string& name) {
  const absl::StatusOr<std::string> sql = ReadTreeFile(absl::StrCat(options_.files_dir, "/", name));
  if (!sql.ok()) return sql.status();
  return connection_->Execute(*sql);
}

absl::Status PostgresSubject::LoadRows() {
  const Dataset& dataset = names_->dataset();
  const std::string stock = std::to_string(dataset.stock_units);
  CopyLines lines(connection_.get());
  absl::Status status =
      connection_->BeginCopy("COPY on_hand (organization, product, site, location, color, size, inbound) FROM STDIN");
  for (uint64_t row = 0; status.ok() && row < dataset.row_count(); ++row) {
    AppendKey(names_->Of(row), lines.line());
    lines.line()->append(stock);
    status = lines.EndLine();
  }
  if (status.ok()) status = lines.Flush();
  if (status.ok()) status = connection_->EndCopy();
  if (!status.ok()) return status;
  return connection_->Execute(absl::StrCat(
      "INSERT INTO product_total SELECT organization, product, sum(inbound) FROM on_hand GROUP BY 1, 2 ORDER BY 1, 2"));
}

absl::Status PostgresSubject::LoadSchedules() {
  const Dataset& dataset = names_->dataset();
  const absl::CivilDay today = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone());
  CopyLines lines(connection_.get());
  absl::Status status = connection_->BeginCopy("COPY schedule FROM STDIN");
  for (uint64_t row = 0; status.ok() && row < dataset.row_count(); ++row) {
    for (uint32_t day = 0; status.ok() && day < dataset.schedule_days; ++day) {
      AppendKey(names_->Of(row), lines.line());
      absl::StrAppend(lines.line(), absl::FormatCivilTime(today + day), "\t1");
      status = lines.EndLine();
    }
  }
  if (status.ok()) status = lines.Flush();
  if (status.ok()) status = connection_->EndCopy();
  return status;
}

absl::Status PostgresSubject::Prepare(const Dataset& dataset, uint64_t run) {
  run_ = run;
  names_ = std::make_unique<NameTable>(dataset);
  absl::Status status = MakeCluster();
  if (status.ok()) status = StartServer();
  if (status.ok()) status = ExecuteFile("schema.sql");
  if (status.ok() && dataset.stock_units > 0) status = LoadRows();
  if (status.ok() && dataset.schedule_days > 0) status = LoadSchedules();
  if (status.ok()) status = ExecuteFile("indexes.sql");
  if (status.ok()) status = connection_->Execute("VACUUM ANALYZE");
  return status.ok() ? Drain() : status;
}

absl::StatusOr<std::unique_ptr<Session>> PostgresSubject::OpenSession() {
  if (socket_folder_ == nullptr) return absl::FailedPreconditionError("Prepare comes first");
  absl::StatusOr<std::unique_ptr<PostgresConnection>> connection = PostgresConnection::Connect(socket_folder_->path());
  if (!connection.ok()) return connection.status();
  return PostgresSession::Open(*std::move(connection), options_.files_dir, names_.get(), run_);
}

absl::Status PostgresSubject::Drain() { return connection_->Execute("CHECKPOINT"); }

absl::StatusOr<Totals> PostgresSubject::Audit() {
  const absl::StatusOr<std::string> sql = ReadTreeFile(options_.files_dir + "/audit.sql");
  if (!sql.ok()) return sql.status();
  if (absl::Status status = connection_->Prepare("", *sql); !status.ok()) return status;
  const absl::StatusOr<PostgresRows> answer = connection_->Query("", {});
  if (!answer.ok()) return answer.status();
  return Totals{
      .sold_units = answer->integer(0, 0), .reserved_units = answer->integer(0, 1), .events = answer->integer(0, 2)};
}

void AddPostgresSubjects(SubjectRegistry* registry) {
  registry->Add({.name = "postgres",
                 .family = "postgres",
                 .help = "PostgreSQL 15, fsync on, one prepared statement for a batch",
                 .make = [](const SubjectOptions& options) { return PostgresSubject::Make({.dir = options.dir}); }});
}

}  // namespace onhand::benchmark
