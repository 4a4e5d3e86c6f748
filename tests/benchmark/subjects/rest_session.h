// File: rest_session.h
//
// One caller's connection to onhand over REST (docs/reference/rest.md).
#ifndef ONHAND_TESTS_BENCHMARK_SUBJECTS_REST_SESSION_H_
#define ONHAND_TESTS_BENCHMARK_SUBJECTS_REST_SESSION_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/benchmark/subject.h"
#include "tests/benchmark/subjects/name_table.h"
#include "tests/benchmark/subjects/rest_connection.h"

namespace onhand::benchmark {

class RestSession : public Session {
 public:
  // `names` must outlive it. `environment` is that of the paths.
  RestSession(std::unique_ptr<RestConnection> connection, const std::string& environment, const NameTable* names,
              uint64_t run);

  // INTERNAL, with the answer: an event was refused.
  absl::Status ApplyBatch(absl::Span<const Sale> sales) override;
  absl::Status ApplyOne(const Sale& sale) override;
  absl::StatusOr<bool> ReserveOne(const Sale& sale) override;
  absl::StatusOr<uint64_t> QueryExact(uint64_t row) override;
  absl::StatusOr<uint64_t> QueryVariants(uint64_t first_row) override;
  absl::StatusOr<uint64_t> QueryIndex(uint32_t product) override;
  absl::StatusOr<uint64_t> QueryLocation(uint32_t location) override;
  absl::StatusOr<uint64_t> QueryAtp(uint64_t row) override;

 private:
  void AppendKey(const Sale& sale);
  void AppendSale(const Sale& sale);
  // Posts body_.
  absl::StatusOr<std::string_view> Post(std::string_view path);
  // Posts an index query with these filters and the rest of the members; answers how often `sign` is in the answer.
  absl::StatusOr<uint64_t> Ask(std::string_view filters, std::string_view rest, std::string_view sign);

  const std::unique_ptr<RestConnection> connection_;
  const std::string base_;
  const NameTable* const names_;
  IdMaker ids_;
  std::string target_;
  std::string body_;
};

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_SUBJECTS_REST_SESSION_H_
