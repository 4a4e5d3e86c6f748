// File: damage.h
//
// Each way in which one thing of a database can be wrong while all else is right, done to the files of an environment
// that nobody has open.
#ifndef ONHAND_TESTS_PROOF_AUDIT_DAMAGE_H_
#define ONHAND_TESTS_PROOF_AUDIT_DAMAGE_H_

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/kv/store.h"

namespace onhand::proof {

// What is done, and to what.
struct DamageTools {
  const storage::Snapshot& snapshot;
  storage::WriteBatch& batch;
  std::mt19937_64& random;
};

struct Damage {
  std::string_view name;                    // "place_missing"
  std::string_view check;                   // the check of the audit that has to name it
  bool (*apply)(const DamageTools& tools);  // false: the database has nothing that this could be done to
};

absl::Span<const Damage> AllDamage();

// What was done, as text; "" if there was nothing to do it to.
absl::StatusOr<bool> ApplyDamage(const std::string& data_dir, const std::string& environment, const Damage& damage,
                                 uint64_t seed);

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_AUDIT_DAMAGE_H_
