// File: postgres_connection.h
//
// A blocking connection to PostgreSQL on libpq: prepared statements with binary parameters and answers, and COPY.
#ifndef ONHAND_TESTS_BENCHMARK_SUBJECTS_POSTGRES_CONNECTION_H_
#define ONHAND_TESTS_BENCHMARK_SUBJECTS_POSTGRES_CONNECTION_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "postgresql/libpq-fe.h"

namespace onhand::benchmark {

// Rows of an answer.
class PostgresRows {
 public:
  explicit PostgresRows(PGresult* result) : result_(result) {}
  int count() const { return PQntuples(result_.get()); }
  std::string_view bytes(int row, int column) const {
    return {PQgetvalue(result_.get(), row, column), static_cast<size_t>(PQgetlength(result_.get(), row, column))};
  }
  // Of a column of type integer or bigint.
  int64_t integer(int row, int column) const;

 private:
  struct Deleter {
    void operator()(PGresult* result) const { PQclear(result); }
  };
  std::unique_ptr<PGresult, Deleter> result_;
};

// Not thread-safe. Every call: UNAVAILABLE, the connection broke; INTERNAL, with the server's words: it refused.
class PostgresConnection {
 public:
  // Over the unix socket in `socket_dir`. UNAVAILABLE: nobody listens there, or not yet.
  static absl::StatusOr<std::unique_ptr<PostgresConnection>> Connect(const std::string& socket_dir);

  // One or more statements, as text, without answer.
  absl::Status Execute(const std::string& sql);
  absl::Status Prepare(const char* name, const std::string& sql);
  // A prepared statement; its parameters in binary form.
  absl::StatusOr<PostgresRows> Query(const char* name, absl::Span<const std::string_view> parameters);

  // COPY … FROM STDIN: `sql`, then lines, then the end.
  absl::Status BeginCopy(const std::string& sql);
  absl::Status PutCopy(std::string_view lines);
  absl::Status EndCopy();

 private:
  struct Deleter {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  explicit PostgresConnection(PGconn* connection) : connection_(connection) {}
  absl::Status Error() const;
  absl::Status Check(PGresult* result, ExecStatusType wanted) const;

  const std::unique_ptr<PGconn, Deleter> connection_;
};

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_SUBJECTS_POSTGRES_CONNECTION_H_
