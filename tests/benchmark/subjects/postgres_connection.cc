#include "tests/benchmark/subjects/postgres_connection.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "storage/base/check.h"
#include "tests/benchmark/subjects/postgres_values.h"

namespace onhand::benchmark {
namespace {

constexpr size_t kParametersMax = 16;

}  // namespace

int64_t PostgresRows::integer(int row, int column) const { return ReadPostgresInteger(bytes(row, column)); }

absl::StatusOr<std::unique_ptr<PostgresConnection>> PostgresConnection::Connect(const std::string& socket_dir) {
  const std::string where = absl::StrCat("host=", socket_dir, " user=onhand dbname=postgres");
  std::unique_ptr<PostgresConnection> connection(new PostgresConnection(PQconnectdb(where.c_str())));
  if (PQstatus(connection->connection_.get()) != CONNECTION_OK) return connection->Error();
  // Notices ("relation already there" and the like) are not for the report.
  PQsetNoticeProcessor(
      connection->connection_.get(), [](void*, const char*) {}, nullptr);
  return connection;
}

absl::Status PostgresConnection::Error() const {
  const absl::string_view words = PQerrorMessage(connection_.get());
  if (PQstatus(connection_.get()) != CONNECTION_OK) return absl::UnavailableError(absl::StrCat("PostgreSQL: ", words));
  return absl::InternalError(absl::StrCat("PostgreSQL: ", words));
}

absl::Status PostgresConnection::Check(PGresult* result, ExecStatusType wanted) const {
  const bool good = PQresultStatus(result) == wanted;
  PQclear(result);
  return good ? absl::OkStatus() : Error();
}

absl::Status PostgresConnection::Execute(const std::string& sql) {
  PGresult* const result = PQexec(connection_.get(), sql.c_str());
  const ExecStatusType status = PQresultStatus(result);
  PQclear(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? absl::OkStatus() : Error();
}

absl::Status PostgresConnection::Prepare(const char* name, const std::string& sql) {
  return Check(PQprepare(connection_.get(), name, sql.c_str(), 0, nullptr), PGRES_COMMAND_OK);
}

absl::StatusOr<PostgresRows> PostgresConnection::Query(const char* name,
                                                       absl::Span<const std::string_view> parameters) {
  ONHAND_CHECK(parameters.size() <= kParametersMax);
  std::array<const char*, kParametersMax> values;
  std::array<int, kParametersMax> lengths;
  std::array<int, kParametersMax> binary;
  for (size_t i = 0; i < parameters.size(); ++i) {
    // A null pointer would be NULL.
    values[i] = parameters[i].empty() ? "" : parameters[i].data();
    lengths[i] = static_cast<int>(parameters[i].size());
    binary[i] = 1;
  }
  PGresult* const result = PQexecPrepared(connection_.get(), name, static_cast<int>(parameters.size()), values.data(),
                                          lengths.data(), binary.data(), 1);
  PostgresRows rows(result);
  if (PQresultStatus(result) != PGRES_TUPLES_OK) return Error();
  return rows;
}

absl::Status PostgresConnection::BeginCopy(const std::string& sql) {
  return Check(PQexec(connection_.get(), sql.c_str()), PGRES_COPY_IN);
}

absl::Status PostgresConnection::PutCopy(std::string_view lines) {
  const int put = PQputCopyData(connection_.get(), lines.data(), static_cast<int>(lines.size()));
  return put == 1 ? absl::OkStatus() : Error();
}

absl::Status PostgresConnection::EndCopy() {
  if (PQputCopyEnd(connection_.get(), nullptr) != 1) return Error();
  absl::Status status = Check(PQgetResult(connection_.get()), PGRES_COMMAND_OK);
  while (PGresult* const rest = PQgetResult(connection_.get())) PQclear(rest);
  return status;
}

}  // namespace onhand::benchmark
