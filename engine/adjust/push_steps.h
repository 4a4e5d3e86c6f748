// File: push_steps.h
//
// The steps of a push and of forgetting, each one commit group of bounded size. They run in the writer.
//
//   PostStaged until it has looked at all staged lines, then AggregatePosted until it is done
//
// Both leave lines alone that came after log record `through`, so that a push ends however fast others follow.
//
// A step that fails has changed nothing. Between two steps the process may end: what is left to do is in the store.
#ifndef ONHAND_ENGINE_ADJUST_PUSH_STEPS_H_
#define ONHAND_ENGINE_ADJUST_PUSH_STEPS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "engine/commit/group.h"
#include "engine/config/compiled.h"
#include "storage/keys/adjustment_key.h"

namespace onhand {

// Lines in one step.
inline constexpr size_t kPushStepLines = 256;

struct PostStep {
  uint64_t posted = 0;
  uint64_t refused = 0;
  std::optional<storage::DetailNumber> last;  // the last line it looked at; nothing: there was none
};
// Staged lines behind `after`, in the order of their commit: onto their rows, Created -> IVPosted. DATA_LOSS,
// UNAVAILABLE.
absl::StatusOr<PostStep> PostStaged(const CompiledConfiguration& configuration, int64_t now_us, uint64_t through,
                                    std::optional<storage::DetailNumber> after, const WriterState& state);

struct AggregateStep {
  uint64_t aggregated = 0;
  bool done = false;
};
// Posted lines into aggregates of the push that is under way, or of a new one: IVPosted -> Aggregated. Done: there are
// no more, and the push is finished.
absl::StatusOr<AggregateStep> AggregatePosted(const CompiledConfiguration& configuration, int64_t now_us,
                                              uint64_t through, const WriterState& state);

// Where forgetting goes on.
struct ForgetCursor {
  std::optional<storage::DetailNumber> detail;
  std::string aggregate;  // key
  bool details_done = false;
  bool done = false;
};
// Aggregated details, and aggregates that are synced for good, that were made before that time.
absl::StatusOr<uint64_t> ForgetLines(const CompiledConfiguration& configuration, int64_t now_us, int64_t before_us,
                                     ForgetCursor* cursor, const WriterState& state);

}  // namespace onhand

#endif  // ONHAND_ENGINE_ADJUST_PUSH_STEPS_H_
