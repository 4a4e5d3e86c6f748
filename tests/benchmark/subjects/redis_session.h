// File: redis_session.h
//
// One caller's connection to the Redis peer. The scheme of keys is in tests/benchmark/peers/redis/README.md.
#ifndef ONHAND_TESTS_BENCHMARK_SUBJECTS_REDIS_SESSION_H_
#define ONHAND_TESTS_BENCHMARK_SUBJECTS_REDIS_SESSION_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/benchmark/subject.h"
#include "tests/benchmark/subjects/name_table.h"
#include "tests/benchmark/subjects/redis_connection.h"

namespace onhand::benchmark {

inline constexpr char kRedisEvents[] = "events";

// "row:site-1|store-0042|product-0000017"
std::string RedisRowKey(const RowTexts& row);
// "color-3|size-1|out"
std::string RedisField(const RowTexts& row, std::string_view measure);
// "places:product-0000017", "products:site-1|store-0042", "total:product-0000017"
std::string RedisPlacesKey(std::string_view product);
std::string RedisProductsKey(std::string_view location);
std::string RedisTotalKey(std::string_view product);

// What SCRIPT LOAD answered for the files of peers/redis/.
struct RedisScripts {
  std::string apply;
  std::string reserve;
  std::string query_index;
  std::string query_location;
};

class RedisSession : public Session {
 public:
  // `names` and `scripts` must outlive it.
  RedisSession(std::unique_ptr<RedisConnection> connection, const NameTable* names, const RedisScripts* scripts,
               uint64_t run)
      : connection_(std::move(connection)), names_(names), scripts_(scripts), ids_(run) {}

  // FAILED_PRECONDITION: an id came before with other content.
  absl::Status ApplyBatch(absl::Span<const Sale> sales) override;
  absl::Status ApplyOne(const Sale& sale) override { return ApplyBatch({&sale, 1}); }
  absl::StatusOr<bool> ReserveOne(const Sale& sale) override;
  absl::StatusOr<uint64_t> QueryExact(uint64_t row) override;
  absl::StatusOr<uint64_t> QueryVariants(uint64_t first_row) override;
  absl::StatusOr<uint64_t> QueryIndex(uint32_t product) override;
  absl::StatusOr<uint64_t> QueryLocation(uint32_t location) override;
  absl::StatusOr<uint64_t> QueryAtp(uint64_t row) override;

 private:
  // A script with one key that answers four values a row.
  absl::StatusOr<uint64_t> RowsOf(std::string_view script, std::string_view key);

  const std::unique_ptr<RedisConnection> connection_;
  const NameTable* const names_;
  const RedisScripts* const scripts_;
  IdMaker ids_;
  std::vector<std::string> texts_;
  std::vector<std::string_view> words_;
};

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_SUBJECTS_REDIS_SESSION_H_
