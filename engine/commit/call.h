// File: call.h
//
// One call on its way through the writer: what was posted, what became of its validation, and its answer.
#ifndef ONHAND_ENGINE_COMMIT_CALL_H_
#define ONHAND_ENGINE_COMMIT_CALL_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "engine/config/compiled.h"
#include "engine/engine.h"
#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "engine/validate/valid_event.h"
#include "storage/base/mutex.h"

namespace onhand {

struct WriteCall {
  // What is asked for: events, or something that runs alone in the writer.
  EventBatch batch;
  CallOptions options;
  absl::AnyInvocable<absl::Status()> exclusive;

  // Of the validation. An event is in `valid`, or its outcome is already in results.outcomes.
  std::shared_ptr<const CompiledConfiguration> validated_with;
  std::vector<ValidEvent> valid;

  EventResults results;

  // Of the writer. A call without completion is waited for by the thread that owns it, each under a lock of its own, so
  // that threads that are woken together do not wait for each other.
  enum class State : uint8_t { kWaiting, kLead, kDone };
  Mutex state_mutex;
  CondVar woken;
  State state ABSL_GUARDED_BY(state_mutex) = State::kWaiting;
  Environment::Completion done;
  uint64_t pending_bytes = 0;

  size_t event_count() const { return EventCount(batch); }

  // The owner may end the call as soon as it is done.
  void Become(State next) {
    MutexLock lock(&state_mutex);
    state = next;
    woken.Signal();
  }
  State WaitForState() {
    MutexLock lock(&state_mutex);
    while (state == State::kWaiting) woken.Wait(&state_mutex);
    return state;
  }
};

// Validates all events of the call under `configuration`: fills valid, outcomes and validated_with anew, or issues
// where the call as a whole is refused.
void ValidateWriteCall(std::shared_ptr<const CompiledConfiguration> configuration, uint64_t hash_seed, WriteCall* call);

// The outcome of one event that is refused by its form, or with its cart (decisions T7: a release says what was not
// released).
Outcome RefuseEvent(const EventBatch& batch, size_t position, Issue issue);

}  // namespace onhand

#endif  // ONHAND_ENGINE_COMMIT_CALL_H_
