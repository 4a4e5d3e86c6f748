// File: partition_ids.h
//
// What an engine calls a partition. The ids are opaque: an engine with nothing but that partition says it.
#ifndef ONHAND_TESTS_ENGINE_RANDOM_PARTITION_IDS_H_
#define ONHAND_TESTS_ENGINE_RANDOM_PARTITION_IDS_H_

#include <map>
#include <string>
#include <utility>

#include "tests/support/reference_types.h"

namespace onhand {

class PartitionIds {
 public:
  // "?" where no engine says it.
  const std::string& IdOf(bool by_product, const reference::Partition& partition);

 private:
  std::map<std::pair<bool, reference::Partition>, std::string> ids_;
};

}  // namespace onhand

#endif  // ONHAND_TESTS_ENGINE_RANDOM_PARTITION_IDS_H_
