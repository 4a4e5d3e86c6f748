// File: damage.h
//
// What happens to a file on a disk that does not keep what was written to it.
#ifndef ONHAND_TESTS_PROOF_CORRUPTION_DAMAGE_H_
#define ONHAND_TESTS_PROOF_CORRUPTION_DAMAGE_H_

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace onhand::proof {

enum class DamageKind : uint8_t { kBit, kByte, kZeroPage, kTruncation };
inline constexpr std::array<DamageKind, 4> kDamageKinds = {DamageKind::kBit, DamageKind::kByte, DamageKind::kZeroPage,
                                                           DamageKind::kTruncation};
// "bit flip", "byte", "zeroed page", "truncation".
std::string_view NameOf(DamageKind kind);

// Files of one kind, all of which can be damaged.
struct Target {
  std::string kind;                // "write-ahead log", "rows" (a table file of it), "FORMAT" …
  std::vector<std::string> files;  // paths below the environment's folder
  int weight = 1;                  // how often it is drawn, beside the others
};

// What there is in an environment's folder, which nobody has open.
std::vector<Target> FindTargets(const std::string& folder);

// Damages the file at a random place. Returns what was done: "bit 3 of byte 4711 of db/000012.log". Nothing is done,
// and
// "" returned, where the file is empty, or a page is zeros already.
std::string Damage(const std::string& folder, const std::string& file, DamageKind kind, std::mt19937_64* random);

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_CORRUPTION_DAMAGE_H_
