// File: postgres_subject.h
//
// PostgreSQL 15 as a peer: a cluster of its own with fsync on, prepared statements, one statement for a batch. Schema,
// statements and settings are in tests/benchmark/peers/postgres/.
#ifndef ONHAND_TESTS_BENCHMARK_SUBJECTS_POSTGRES_SUBJECT_H_
#define ONHAND_TESTS_BENCHMARK_SUBJECTS_POSTGRES_SUBJECT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/benchmark/registry.h"
#include "tests/benchmark/subject.h"
#include "tests/benchmark/subjects/name_table.h"
#include "tests/benchmark/subjects/peer_process.h"
#include "tests/benchmark/subjects/postgres_connection.h"

namespace onhand::benchmark {

struct PostgresOptions {
  std::string dir;  // for the cluster and the logs; made if absent, and given to `user`, who must be able to reach it
  // PostgreSQL refuses to run as root; for anybody else this is ignored.
  std::string user = "postgres";
  std::string programs_dir = "/usr/lib/postgresql/15/bin";
  std::string files_dir = "tests/benchmark/peers/postgres";
};

class PostgresSubject : public Subject {
 public:
  // UNAVAILABLE: PostgreSQL is not installed.
  static absl::StatusOr<std::unique_ptr<Subject>> Make(PostgresOptions options);

  std::string name() const override { return "postgres"; }
  std::string description() const override;
  absl::Status Prepare(const Dataset& dataset, uint64_t run) override;
  absl::StatusOr<std::unique_ptr<Session>> OpenSession() override;
  // A checkpoint.
  absl::Status Drain() override;
  absl::StatusOr<Totals> Audit() override;

 private:
  explicit PostgresSubject(PostgresOptions options) : options_(std::move(options)) {}
  absl::Status MakeCluster();
  absl::Status StartServer();
  absl::Status ExecuteFile(const std::string& name);
  absl::Status LoadRows();
  absl::Status LoadSchedules();

  const PostgresOptions options_;
  std::unique_ptr<TemporaryFolder> cluster_;
  std::unique_ptr<TemporaryFolder> socket_folder_;
  std::unique_ptr<PeerProcess> server_;
  std::unique_ptr<PostgresConnection> connection_;
  std::unique_ptr<NameTable> names_;
  uint64_t run_ = 0;
};

// "postgres".
void AddPostgresSubjects(SubjectRegistry* registry);

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_SUBJECTS_POSTGRES_SUBJECT_H_
