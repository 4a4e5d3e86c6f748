#include "storage/cache/receipt_filter.h"

#include <algorithm>
#include <cstring>

namespace onhand::storage {
namespace {

// 32 receipts a block of 512 bits: 16 bits each.
constexpr uint64_t kReceiptsPerBlock = 32;
constexpr uint64_t kBlocksMin = 128;
constexpr uint64_t kBlocksMax = 1 << 19;  // 32 MiB
constexpr uint64_t kGrowth = 4;

uint64_t Word(const Hash128& hash, size_t number) {
  uint64_t word;
  std::memcpy(&word, hash.data() + number * sizeof(word), sizeof(word));
  return word;
}

// One bit in each of the eight words of a block, by six bits of the hash each.
uint64_t BitOf(uint64_t hash, size_t word) { return uint64_t{1} << (hash >> (6 * word) & 63); }

}  // namespace

void ReceiptFilter::Add(const Hash128& scope, uint64_t sequence) {
  if (full_) return;
  if (segments_.empty() || segments_.back().count == segments_.back().capacity) {
    const uint64_t blocks =
        segments_.empty() ? kBlocksMin : std::min(kBlocksMax, segments_.back().blocks.size() * kGrowth);
    if (bytes_ + blocks * sizeof(Block) > bytes_max_) {
      segments_.clear();
      bytes_ = 0;
      full_ = true;
      return;
    }
    Segment& segment = segments_.emplace_back();
    segment.blocks.resize(blocks);
    segment.capacity = blocks * kReceiptsPerBlock;
    bytes_ += blocks * sizeof(Block);
  }
  Segment& segment = segments_.back();
  Block& block = segment.blocks[segment.BlockOf(Word(scope, 0))];
  const uint64_t hash = Word(scope, 1);
  for (size_t word = 0; word < block.bits.size(); ++word) block.bits[word] |= BitOf(hash, word);
  ++segment.count;
  segment.last_sequence = sequence;
}

bool ReceiptFilter::MayHold(const Hash128& scope) const {
  const uint64_t hash = Word(scope, 1);
  for (const Segment& segment : segments_) {
    const Block& block = segment.blocks[segment.BlockOf(Word(scope, 0))];
    bool all = true;
    for (size_t word = 0; word < block.bits.size(); ++word) all &= (block.bits[word] & BitOf(hash, word)) != 0;
    if (all) return true;
  }
  return false;
}

void ReceiptFilter::Prefetch(const Hash128& scope) const {
  for (const Segment& segment : segments_) __builtin_prefetch(&segment.blocks[segment.BlockOf(Word(scope, 0))]);
}

void ReceiptFilter::Forget(uint64_t sequence) {
  const auto kept = std::find_if(segments_.begin(), segments_.end(),
                                 [sequence](const Segment& segment) { return segment.last_sequence > sequence; });
  for (auto it = segments_.begin(); it != kept; ++it) bytes_ -= it->blocks.size() * sizeof(Block);
  segments_.erase(segments_.begin(), kept);
}

}  // namespace onhand::storage
