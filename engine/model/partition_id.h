// File: partition_id.h
//
// Partition ids (decisions C3a): text for (organization, site, location) or (organization, product), as the partition
// rule says. Opaque to callers over the network; only the engine and its own tools take them apart.
//
//   id := "location:" organization ":" site ":" location | "product:" organization ":" product
//
// with every byte other than A–Z a–z 0–9 - _ . written %XX.
#ifndef ONHAND_ENGINE_MODEL_PARTITION_ID_H_
#define ONHAND_ENGINE_MODEL_PARTITION_ID_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace onhand {

// `parts`: organization, site, location if `by_location`, else organization, product.
std::string PartitionId(bool by_location, const std::vector<std::string_view>& parts);

// The parts of an id made under this rule; nothing if it is none.
std::optional<std::vector<std::string>> ParsePartitionId(bool by_location, std::string_view text);

}  // namespace onhand

#endif  // ONHAND_ENGINE_MODEL_PARTITION_ID_H_
