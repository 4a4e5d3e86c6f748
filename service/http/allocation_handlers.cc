#include "service/http/allocation_handlers.h"

#include <memory>
#include <utility>

#include "service/http/event_call.h"
#include "service/http/json_body.h"
#include "service/http/problem.h"
#include "service/json/allocation_decoder.h"
#include "service/json/allocation_encoder.h"

namespace onhand {
namespace {

template <AllocationOperation kOperation>
void Run(CallPtr call) {
  RunEvents<AllocationEvent>(
      std::move(call),
      {.decode = [](const JsonValue& record, AllocationEvent* event,
                    Issue* issue) { return DecodeAllocationEvent(kOperation, record, event, issue); },
       .batch = [](const HttpCall& /*call*/, absl::Span<const AllocationEvent> events) { return EventBatch(events); },
       .single = true});
}

}  // namespace

void PostAllocate(CallPtr call) { Run<AllocationOperation::kAllocate>(std::move(call)); }
void PostUnallocate(CallPtr call) { Run<AllocationOperation::kUnallocate>(std::move(call)); }
void PostReallocate(CallPtr call) { Run<AllocationOperation::kReallocate>(std::move(call)); }
void PostConsume(CallPtr call) { Run<AllocationOperation::kConsume>(std::move(call)); }

void PostAllocationQuery(CallPtr call) {
  const std::unique_ptr<JsonDocument> document = ReadObjectBody(*call);
  if (document == nullptr) return;
  AllocationQuery query;
  Issue issue;
  if (!DecodeAllocationQuery(document->top(), &query, &issue)) {
    call->Answer(ProblemOfIssue(issue));
    return;
  }
  const absl::StatusOr<AllocationAnswer> answer = call->environment->Query(query);
  if (!answer.ok()) {
    call->Answer(ProblemOfStatus(answer.status()));
  } else if (!answer->issues.empty()) {
    call->Answer(ProblemOfIssues(answer->issues));
  } else {
    call->AnswerJson(EncodeAllocationAnswer(*answer));
  }
}

}  // namespace onhand
