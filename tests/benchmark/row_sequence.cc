#include "tests/benchmark/row_sequence.h"

#include <bit>
#include <memory>
#include <numeric>
#include <utility>

#include "service/generator/random.h"

namespace onhand::benchmark {
namespace {

constexpr uint32_t kExponentMillis = 990;
constexpr uint64_t kShuffleSeed = 20260201;

// Building the table costs seconds at ten million rows, and rounds ask for the same one.
struct Popularity {
  explicit Popularity(uint32_t count) : rows(count), ranks(count, kExponentMillis), row_of_rank(count) {
    std::iota(row_of_rank.begin(), row_of_rank.end(), 0);
    Random random(kShuffleSeed);
    for (uint32_t i = count; i > 1; --i) std::swap(row_of_rank[i - 1], row_of_rank[random.Below(i)]);
  }
  const uint32_t rows;
  const ZipfTable ranks;
  std::vector<uint32_t> row_of_rank;
};

std::shared_ptr<const Popularity> PopularityOf(uint32_t rows) {
  static thread_local std::shared_ptr<const Popularity> last;
  if (last == nullptr || last->rows != rows) last = std::make_shared<const Popularity>(rows);
  return last;
}

}  // namespace

RowSequence::RowSequence(uint32_t rows, Skew skew, uint64_t seed, size_t draws)
    : draws_(std::bit_ceil(draws)), mask_(draws_.size() - 1) {
  Random random(seed);
  if (skew == Skew::kUniform) {
    for (uint32_t& draw : draws_) draw = static_cast<uint32_t>(random.Below(rows));
    return;
  }
  const std::shared_ptr<const Popularity> popularity = PopularityOf(rows);
  for (uint32_t& draw : draws_) draw = popularity->row_of_rank[popularity->ranks.Draw(random)];
}

}  // namespace onhand::benchmark
