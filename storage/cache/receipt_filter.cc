#include "storage/cache/receipt_filter.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace onhand::storage {
namespace {

// 20 receipts a block of 512 bits: 25 bits each.
constexpr uint64_t kReceiptsPerBlock = 20;
constexpr uint64_t kBlocksMin = 128;
constexpr uint64_t kBlocksMax = 1 << 19;  // 32 MiB
constexpr uint64_t kGrowth = 4;
constexpr int kBitsOfTheOrder = 32;
// Where there is no room for more blocks, as many as this share one: of ids that were never seen it then takes up to
// one in three for one that may have been.
constexpr uint64_t kCrowdedReceiptsPerBlock = 96;
// Each segment is looked at for every id. One that would be this much smaller than the others together, or than the
// largest, is not made, or not crowded.
constexpr uint64_t kMuchSmaller = 8;

uint64_t Word(const Hash128& hash, size_t number) {
  uint64_t word;
  std::memcpy(&word, hash.data() + number * sizeof(word), sizeof(word));
  return word;
}

// One bit in each of the eight words of a block, by six bits of the hash each.
uint64_t BitOf(uint64_t hash, size_t word) { return uint64_t{1} << (hash >> (6 * word) & 63); }

// Whether those in words `first` to before `end` are all set.
bool HasBits(const std::array<uint64_t, 8>& words, uint64_t hash, size_t first, size_t end) {
  uint64_t missing = 0;
  for (size_t word = first; word < end; ++word) missing |= ~words[word] & BitOf(hash, word);
  return missing == 0;
}

}  // namespace

// Not by the first bytes: receipts that are read from their table come in the order of those, and each segment would
// have them crowd into a part of its blocks.
size_t ReceiptFilter::Segment::BlockOf(const Hash128& scope) const {
  return Word(scope, 0) >> kBitsOfTheOrder & (blocks.size() - 1);
}

void ReceiptFilter::Add(const Hash128& scope, uint64_t sequence) {
  if (full_) return;
  Segment* segment = segments_.empty() ? nullptr : &segments_.back();
  if (segment == nullptr || segment->count >= segment->blocks.size() * kReceiptsPerBlock) segment = MakeSegment();
  if (segment == nullptr) segment = LeastCrowded();
  if (segment == nullptr) return GiveUp();
  Block& block = segment->blocks[segment->BlockOf(scope)];
  const uint64_t hash = Word(scope, 1);
  for (size_t word = 0; word < block.bits.size(); ++word) block.bits[word] |= BitOf(hash, word);
  ++segment->count;
  segment->last_sequence = sequence;
}

ReceiptFilter::Segment* ReceiptFilter::MakeSegment() {
  const uint64_t wanted =
      segments_.empty() ? kBlocksMin : std::min(kBlocksMax, segments_.back().blocks.size() * kGrowth);
  uint64_t room = bytes_max_ - bytes_;
  if (budget_ != nullptr) room = std::min(room, budget_->filter_room());
  const uint64_t blocks = std::min(wanted, std::bit_floor(room / sizeof(Block)));
  if (blocks < std::max(kBlocksMin, bytes_ / sizeof(Block) / kMuchSmaller)) return nullptr;
  // Another filter may have taken the room by now.
  if (budget_ != nullptr && !budget_->TakeForFilter(blocks * sizeof(Block))) return nullptr;
  Segment& segment = segments_.emplace_back();
  segment.blocks.resize(blocks);
  bytes_ += blocks * sizeof(Block);
  return &segment;
}

ReceiptFilter::Segment* ReceiptFilter::LeastCrowded() {
  size_t largest = 0;
  for (const Segment& segment : segments_) largest = std::max(largest, segment.blocks.size());
  Segment* least = nullptr;
  for (Segment& segment : segments_) {
    if (segment.blocks.size() * kMuchSmaller < largest) continue;
    if (least == nullptr || segment.count * least->blocks.size() < least->count * segment.blocks.size()) {
      least = &segment;
    }
  }
  if (least == nullptr || least->count >= least->blocks.size() * kCrowdedReceiptsPerBlock) return nullptr;
  return least;
}

bool ReceiptFilter::MayHold(const Hash128& scope) const {
  const uint64_t hash = Word(scope, 1);
  for (const Segment& segment : segments_) {
    const Block& block = segment.blocks[segment.BlockOf(scope)];
    // Half of them tell nearly always.
    const size_t half = block.bits.size() / 2;
    if (HasBits(block.bits, hash, 0, half) && HasBits(block.bits, hash, half, block.bits.size())) return true;
  }
  return false;
}

void ReceiptFilter::Prefetch(const Hash128& scope) const {
  for (const Segment& segment : segments_) __builtin_prefetch(&segment.blocks[segment.BlockOf(scope)]);
}

void ReceiptFilter::PrefetchToAdd(const Hash128& scope) const {
  if (segments_.empty()) return;
  const Segment& last = segments_.back();
  __builtin_prefetch(&last.blocks[last.BlockOf(scope)], /*rw=*/1);
}

void ReceiptFilter::Forget(uint64_t sequence) {
  const auto kept = std::find_if(segments_.begin(), segments_.end(),
                                 [sequence](const Segment& segment) { return segment.last_sequence > sequence; });
  Drop(static_cast<size_t>(kept - segments_.begin()));
}

void ReceiptFilter::GiveUp() {
  Drop(segments_.size());
  full_ = true;
}

void ReceiptFilter::Drop(size_t count) {
  uint64_t bytes = 0;
  for (size_t i = 0; i < count; ++i) bytes += segments_[i].blocks.size() * sizeof(Block);
  segments_.erase(segments_.begin(), segments_.begin() + static_cast<ptrdiff_t>(count));
  bytes_ -= bytes;
  if (budget_ != nullptr) budget_->ReleaseFromFilter(bytes);
}

}  // namespace onhand::storage
