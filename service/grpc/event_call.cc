#include "service/grpc/event_call.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "service/grpc/event_field_path.h"
#include "service/grpc/field_path.h"

namespace onhand {
namespace {

// Where in the request it is: the engine points to "/3/organizationId", or, for the call as a whole, nowhere.
std::string RequestFieldPath(const Issue& issue) {
  switch (issue.reason) {
    case Reason::kTooManyRecords:
      return "events";
    case Reason::kUnknownDataSource:
      return "inventory_system";
    default:
      break;
  }
  const std::vector<std::string> segments = PointerSegments(issue.path);
  if (segments.empty()) return issue.reason == Reason::kOrganizationsInCart ? "events" : issue.path;
  if (segments[0].find_first_not_of("0123456789") != std::string::npos) return EventFieldPath(issue.path);
  const std::string event = absl::StrCat("events[", segments[0], "]");
  if (segments.size() == 1) return event;
  return absl::StrCat(event, ".", EventFieldPath(std::string_view(issue.path).substr(segments[0].size() + 1)));
}

}  // namespace

std::optional<grpc::Status> CheckRecordCount(std::string_view environment, int count) {
  if (count <= kBulkRecordCountMax) return std::nullopt;
  return InvalidArgument(environment, {{Reason::kTooManyRecords, "events",
                                        absl::StrCat("A call carries at most ", kBulkRecordCountMax,
                                                     " records, this one has ", count, "; nothing was applied.")}});
}

grpc::Status UnansweredCall(std::string_view environment, const EventResults& results) {
  if (!results.status.ok()) return FailedCall(environment, results.status);
  std::vector<Issue> issues = results.issues;
  for (Issue& issue : issues) issue.path = RequestFieldPath(issue);
  return RefusedCall(environment, issues);
}

}  // namespace onhand
