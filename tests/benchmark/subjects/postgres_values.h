// File: postgres_values.h
//
// Parameters and answers of PostgreSQL in their binary form: numbers in network byte order, arrays of one dimension.
#ifndef ONHAND_TESTS_BENCHMARK_SUBJECTS_POSTGRES_VALUES_H_
#define ONHAND_TESTS_BENCHMARK_SUBJECTS_POSTGRES_VALUES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace onhand::benchmark {

// A bigint.
std::string PostgresInt64(int64_t value);
// What a column of type integer or bigint holds.
int64_t ReadPostgresInteger(std::string_view bytes);

// text[] or bigint[]. Begin, then `count` times Add of that type, then bytes().
class PostgresArray {
 public:
  void BeginTexts(size_t count) { Begin(kTextOid, count); }
  void BeginInt64s(size_t count) { Begin(kInt64Oid, count); }
  void AddText(std::string_view text);
  void AddInt64(int64_t value);
  std::string_view bytes() const { return bytes_; }

 private:
  static constexpr uint32_t kTextOid = 25;
  static constexpr uint32_t kInt64Oid = 20;
  void Begin(uint32_t element_oid, size_t count);

  std::string bytes_;
};

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_SUBJECTS_POSTGRES_VALUES_H_
