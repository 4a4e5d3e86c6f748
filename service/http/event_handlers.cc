#include "service/http/event_handlers.h"

#include <utility>

#include "service/http/event_call.h"
#include "service/json/event_decoder.h"

namespace onhand {
namespace {

EventBatch Changes(const HttpCall& /*call*/, absl::Span<const ChangeEvent> events) { return events; }

EventBatch Counts(const HttpCall& call, absl::Span<const SetEvent> events) {
  return SetBatch{call.inventory_system, events};
}

}  // namespace

void PostChange(CallPtr call) {
  RunEvents<ChangeEvent>(std::move(call), {.decode = DecodeChangeEvent, .batch = Changes, .single = true});
}

void PostChanges(CallPtr call) {
  RunEvents<ChangeEvent>(std::move(call), {.decode = DecodeChangeEvent, .batch = Changes, .carts = true});
}

void SetOnHand(CallPtr call) { RunEvents<SetEvent>(std::move(call), {.decode = DecodeSetEvent, .batch = Counts}); }

}  // namespace onhand
