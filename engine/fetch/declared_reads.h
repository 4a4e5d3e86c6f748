// File: declared_reads.h
//
// Collects what the events of a group want to read, each thing once, and gives each a slot. Private to engine/fetch.
#ifndef ONHAND_ENGINE_FETCH_DECLARED_READS_H_
#define ONHAND_ENGINE_FETCH_DECLARED_READS_H_

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/plan/plan_event.h"
#include "engine/plan/working_set.h"
#include "engine/validate/valid_event.h"
#include "storage/ledger/ledger.h"

namespace onhand {

// Slots of things of one kind, by a key that two events may share.
template <typename Key, typename Ref, typename Hash = absl::container_internal::hash_default_hash<Key>>
class SlotMap {
 public:
  uint32_t Slot(const Key& key, const Ref& ref) {
    const auto [it, inserted] = slots_.try_emplace(key, static_cast<uint32_t>(refs_.size()));
    if (inserted) refs_.push_back(ref);
    return it->second;
  }
  void Reserve(size_t count) {
    slots_.reserve(count);
    refs_.reserve(count);
  }
  const std::vector<Ref>& refs() const { return refs_; }

 private:
  absl::flat_hash_map<Key, uint32_t, Hash> slots_;
  std::vector<Ref> refs_;
};

// Not thread-safe. Everything declared must outlive it.
class DeclaredReads {
 public:
  explicit DeclaredReads(size_t event_count) {
    rows.Reserve(event_count);
    receipts.Reserve(event_count);
  }

  EventSlots Declare(const ValidEvent& event);
  ExpiringHold Declare(const storage::FoundHold& hold);

  SlotMap<std::string_view, std::string_view> rows;
  SlotMap<storage::Hash128, storage::Hash128, storage::FirstEightBytes> receipts;
  SlotMap<std::pair<std::string_view, std::string_view>, storage::BucketRef> buckets;
  SlotMap<std::pair<std::string_view, uint8_t>, storage::ScheduleRef> schedules;
  SlotMap<std::pair<std::string_view, storage::Hash128>, storage::HoldRef> holds;

 private:
  uint32_t DeclareBucket(const ValidEvent& event, std::string_view path);
  uint32_t DeclareHold(const ValidEvent& event, std::string_view reservation_id);
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_FETCH_DECLARED_READS_H_
