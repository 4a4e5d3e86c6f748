// File: postgres_session.h
//
// One caller's connection to the PostgreSQL peer. Schema and statements are in tests/benchmark/peers/postgres/.
#ifndef ONHAND_TESTS_BENCHMARK_SUBJECTS_POSTGRES_SESSION_H_
#define ONHAND_TESTS_BENCHMARK_SUBJECTS_POSTGRES_SESSION_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/benchmark/subject.h"
#include "tests/benchmark/subjects/name_table.h"
#include "tests/benchmark/subjects/postgres_connection.h"
#include "tests/benchmark/subjects/postgres_values.h"

namespace onhand::benchmark {

class PostgresSession : public Session {
 public:
  // Prepares the statements, which are files of `files_dir`. `names` must outlive the session.
  static absl::StatusOr<std::unique_ptr<Session>> Open(std::unique_ptr<PostgresConnection> connection,
                                                       const std::string& files_dir, const NameTable* names,
                                                       uint64_t run);

  // FAILED_PRECONDITION: an id came before with other content.
  absl::Status ApplyBatch(absl::Span<const Sale> sales) override;
  absl::Status ApplyOne(const Sale& sale) override;
  absl::StatusOr<bool> ReserveOne(const Sale& sale) override;
  absl::StatusOr<uint64_t> QueryExact(uint64_t row) override;
  absl::StatusOr<uint64_t> QueryVariants(uint64_t first_row) override;
  absl::StatusOr<uint64_t> QueryIndex(uint32_t product) override;
  absl::StatusOr<uint64_t> QueryLocation(uint32_t location) override;
  absl::StatusOr<uint64_t> QueryAtp(uint64_t row) override;

 private:
  PostgresSession(std::unique_ptr<PostgresConnection> connection, const NameTable* names, uint64_t run)
      : connection_(std::move(connection)), names_(names), ids_(run) {}
  absl::StatusOr<uint64_t> CountRows(const char* statement, absl::Span<const std::string_view> parameters);

  const std::unique_ptr<PostgresConnection> connection_;
  const NameTable* const names_;
  IdMaker ids_;
  // Of a batch: ids, marks, products, locations, colours, sizes.
  std::array<PostgresArray, 6> arrays_;
};

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_SUBJECTS_POSTGRES_SESSION_H_
