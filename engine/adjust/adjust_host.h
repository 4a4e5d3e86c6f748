// File: adjust_host.h
//
// What adjustment lines need of their environment.
#ifndef ONHAND_ENGINE_ADJUST_ADJUST_HOST_H_
#define ONHAND_ENGINE_ADJUST_ADJUST_HOST_H_

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "engine/commit/group.h"
#include "engine/config/compiled.h"
#include "storage/ledger/ledger.h"

namespace onhand {

// Thread-safe. UNAVAILABLE once the environment is closed.
class AdjustHost {
 public:
  virtual ~AdjustHost() = default;

  // Everything committed so far, with the configuration that holds.
  using Read = std::function<absl::Status(const CompiledConfiguration& configuration, const storage::LedgerView& view)>;
  virtual absl::Status ReadLedger(const Read& read) = 0;

  // Runs `write` alone in the single writer; what it commits has the time `now_us`.
  using Write =
      std::function<absl::Status(const CompiledConfiguration& configuration, int64_t now_us, const WriterState& state)>;
  virtual absl::Status WriteLedger(const Write& write) = 0;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_ADJUST_ADJUST_HOST_H_
