// File: mutant.h
//
// Deliberate faults in what is under test, put in from outside: the simulation has to find each of them.
#ifndef ONHAND_TESTS_PROOF_SIMULATION_MUTANT_H_
#define ONHAND_TESTS_PROOF_SIMULATION_MUTANT_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "storage/kv/store.h"

namespace onhand::proof {

enum class Mutant : uint8_t {
  kNone,
  kLosesReceipts,  // every 10th receipt does not reach its table
  kLosesPuts,      // every 30th entry of a commit is not written
  kHalfBatch,      // every 6th commit writes but the first half of its entries, its head and its record among them
  kLyingSync,      // from some time on the disk says that it synced the database's log, and did not
  kStaleSnapshot,  // every 5th snapshot shows the one before
};
inline constexpr std::array<Mutant, 5> kMutants = {Mutant::kLosesReceipts, Mutant::kLosesPuts, Mutant::kHalfBatch,
                                                   Mutant::kLyingSync, Mutant::kStaleSnapshot};
std::string_view MutantName(Mutant mutant);

// `store` with that fault, if it is one of the store's.
std::unique_ptr<storage::Store> Mutate(std::unique_ptr<storage::Store> store, Mutant mutant);

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_SIMULATION_MUTANT_H_
