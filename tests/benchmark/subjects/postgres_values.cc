#include "tests/benchmark/subjects/postgres_values.h"

namespace onhand::benchmark {
namespace {

template <typename Unsigned>
void AppendBigEndian(Unsigned value, std::string* out) {
  for (int shift = static_cast<int>(sizeof(value)) * 8 - 8; shift >= 0; shift -= 8) {
    out->push_back(static_cast<char>(value >> shift));
  }
}

}  // namespace

std::string PostgresInt64(int64_t value) {
  std::string bytes;
  AppendBigEndian(static_cast<uint64_t>(value), &bytes);
  return bytes;
}

int64_t ReadPostgresInteger(std::string_view bytes) {
  uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<uint8_t>(c);
  return bytes.size() == 4 ? static_cast<int32_t>(value) : static_cast<int64_t>(value);
}

void PostgresArray::Begin(uint32_t element_oid, size_t count) {
  bytes_.clear();
  // Dimensions, whether there are NULLs, element type; of the one dimension its length and first index.
  for (const uint32_t word : {uint32_t{1}, uint32_t{0}, element_oid, static_cast<uint32_t>(count), uint32_t{1}}) {
    AppendBigEndian(word, &bytes_);
  }
}

void PostgresArray::AddText(std::string_view text) {
  AppendBigEndian(static_cast<uint32_t>(text.size()), &bytes_);
  bytes_.append(text);
}

void PostgresArray::AddInt64(int64_t value) {
  AppendBigEndian(uint32_t{sizeof(value)}, &bytes_);
  AppendBigEndian(static_cast<uint64_t>(value), &bytes_);
}

}  // namespace onhand::benchmark
