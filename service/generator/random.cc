#include "service/generator/random.h"

#include <algorithm>
#include <bit>

#include "storage/base/check.h"

namespace onhand {
namespace {

using Wide = unsigned __int128;

constexpr int kFractionBits = 60;  // of the fixed-point numbers below
constexpr uint64_t kOne = 1ull << kFractionBits;
constexpr uint64_t kLn2 = 799144290325165978ull;  // ln 2 · 2^60, rounded down

// log2(k) in fixed point with 32 fraction bits, by squaring: each square that reaches 2 is a bit of the result.
uint64_t Log2(uint32_t k) {
  const int whole = std::bit_width(k) - 1;
  uint64_t x = static_cast<uint64_t>(k) << (kFractionBits - whole);  // in [1, 2)
  uint64_t fraction = 0;
  for (int bit = 31; bit >= 0; --bit) {
    x = static_cast<uint64_t>((Wide{x} * x) >> kFractionBits);
    if (x >= 2 * kOne) {
      x >>= 1;
      fraction |= 1ull << bit;
    }
  }
  return (static_cast<uint64_t>(whole) << 32) | fraction;
}

// 2^-y in fixed point with kFractionBits, for y with 32 fraction bits: a shift for the whole part and a Taylor series
// of e^-(f·ln 2) for the rest.
uint64_t Exp2Negative(uint64_t y) {
  const uint64_t whole = y >> 32;
  if (whole >= kFractionBits) return 0;
  const uint64_t fraction = (y & 0xffffffffull) << (kFractionBits - 32);
  const uint64_t z = static_cast<uint64_t>((Wide{fraction} * kLn2) >> kFractionBits);
  uint64_t positive = kOne;
  uint64_t negative = 0;
  uint64_t term = kOne;
  for (uint64_t n = 1; n <= 20; ++n) {
    term = static_cast<uint64_t>((Wide{term} * z) >> kFractionBits) / n;
    (n % 2 == 1 ? negative : positive) += term;
  }
  return (positive - negative) >> whole;
}

}  // namespace

Random::Random(uint64_t seed) {
  for (uint64_t& word : state_) {
    seed += 0x9e3779b97f4a7c15ull;
    uint64_t z = seed;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    word = z ^ (z >> 31);
  }
}

uint64_t Random::Next() {
  const uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

uint64_t Random::Below(uint64_t bound) { return static_cast<uint64_t>((Wide{Next()} * bound) >> 64); }

ZipfTable::ZipfTable(uint32_t count, uint32_t exponent_millis) {
  ONHAND_CHECK(count >= 1 && count <= 10'000'000 && exponent_millis <= 4000);
  cumulative_.reserve(count);
  uint64_t sum = 0;
  for (uint32_t k = 1; k <= count; ++k) {
    // Weights of at most 2^36, so that ten million of them stay below 2^64; at least 1, so that every rank is drawn.
    const uint64_t weight = Exp2Negative(Log2(k) * exponent_millis / 1000) >> (kFractionBits - 36);
    sum += std::max<uint64_t>(weight, 1);
    cumulative_.push_back(sum);
  }
}

uint32_t ZipfTable::Draw(Random& random) const {
  const uint64_t point = random.Below(cumulative_.back());
  return static_cast<uint32_t>(std::upper_bound(cumulative_.begin(), cumulative_.end(), point) - cumulative_.begin());
}

double ZipfTable::Share(uint32_t rank) const {
  const uint64_t below = rank == 0 ? 0 : cumulative_[rank - 1];
  return static_cast<double>(cumulative_[rank] - below) / static_cast<double>(cumulative_.back());
}

}  // namespace onhand
