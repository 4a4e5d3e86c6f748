// File: redis_subject.h
//
// Redis 7 as a peer: a server of its own with an append-only file, one Lua call for a batch. Keys, scripts and settings
// are in tests/benchmark/peers/redis/.
#ifndef ONHAND_TESTS_BENCHMARK_SUBJECTS_REDIS_SUBJECT_H_
#define ONHAND_TESTS_BENCHMARK_SUBJECTS_REDIS_SUBJECT_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/benchmark/registry.h"
#include "tests/benchmark/subject.h"
#include "tests/benchmark/subjects/name_table.h"
#include "tests/benchmark/subjects/peer_process.h"
#include "tests/benchmark/subjects/redis_connection.h"
#include "tests/benchmark/subjects/redis_session.h"

namespace onhand::benchmark {

struct RedisOptions {
  std::string dir;          // for the append-only file and the log; made if absent
  bool every_write = true;  // appendfsync always; otherwise everysec, which may lose the last second
  std::string server_path = "/usr/bin/redis-server";
  std::string files_dir = "tests/benchmark/peers/redis";  // settings and scripts
};

// Names: "redis" with every_write, otherwise "redis-everysec".
class RedisSubject : public Subject {
 public:
  // UNAVAILABLE: redis-server is not installed.
  static absl::StatusOr<std::unique_ptr<Subject>> Make(RedisOptions options);

  std::string name() const override { return options_.every_write ? "redis" : "redis-everysec"; }
  std::string description() const override;
  absl::Status Prepare(const Dataset& dataset, uint64_t run) override;
  absl::StatusOr<std::unique_ptr<Session>> OpenSession() override;
  // Has everything synced.
  absl::Status Drain() override;
  absl::StatusOr<Totals> Audit() override;

 private:
  explicit RedisSubject(RedisOptions options) : options_(std::move(options)) {}
  absl::Status StartServer();
  absl::Status LoadScripts();
  absl::Status MakeRows();

  const RedisOptions options_;
  std::unique_ptr<TemporaryFolder> socket_folder_;
  std::unique_ptr<PeerProcess> server_;
  std::unique_ptr<RedisConnection> connection_;
  std::unique_ptr<NameTable> names_;
  RedisScripts scripts_;
  uint64_t run_ = 0;
};

// "redis" and "redis-everysec".
void AddRedisSubjects(SubjectRegistry* registry);

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_SUBJECTS_REDIS_SUBJECT_H_
