// File: problem.h
//
// Answers to requests that cannot be understood or carried out: RFC 9457 bodies (decisions T4).
#ifndef ONHAND_SERVICE_HTTP_PROBLEM_H_
#define ONHAND_SERVICE_HTTP_PROBLEM_H_

#include <string_view>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/model/outcome.h"
#include "service/http/http_message.h"

namespace onhand {

// The reason phrase of a status: "Not Found".
std::string_view StatusPhrase(int status);

// application/problem+json with type, title, status, detail and errors: [{path, message}]. 429 and 503 get Retry-After.
HttpResponse Problem(int status, std::string_view detail, absl::Span<const Issue> issues = {});

// The same with the first issue's message as detail; with kNoIndexSet, exactly the text of decisions R10.
HttpResponse ProblemOfIssues(int status, absl::Span<const Issue> issues);

// The same with the status of the first issue's reason; `issues` must not be empty.
HttpResponse ProblemOfIssues(absl::Span<const Issue> issues);
HttpResponse ProblemOfIssue(const Issue& issue);

// A failure of the engine: RESOURCE_EXHAUSTED 429; UNAVAILABLE, FAILED_PRECONDITION, ABORTED, DEADLINE_EXCEEDED 503;
// INVALID_ARGUMENT 400; NOT_FOUND 404; else 500.
HttpResponse ProblemOfStatus(const absl::Status& status);

}  // namespace onhand

#endif  // ONHAND_SERVICE_HTTP_PROBLEM_H_
