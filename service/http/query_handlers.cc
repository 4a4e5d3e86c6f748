#include "service/http/query_handlers.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/http/problem.h"
#include "service/http/query_parameters.h"
#include "service/json/answer_encoder.h"
#include "service/json/json_reader.h"
#include "service/json/query_decoder.h"

namespace onhand {
namespace {

// Decisions R10: it comes before any other fault, one that only decoding finds included. False, and the call is
// answered, without an index set.
bool CheckIndexSet(HttpCall& call) {
  if (!call.environment->configuration()->configuration.index_sets.empty()) return true;
  const Issue issue = {Reason::kNoIndexSet, "", "The configuration has no index set beside set 0."};
  call.Answer(ProblemOfIssues(400, absl::MakeConstSpan(&issue, 1)));
  return false;
}

// Null, and the call is answered, if the body is not JSON.
std::unique_ptr<JsonDocument> ReadBody(HttpCall& call) {
  JsonError error;
  std::unique_ptr<JsonDocument> document = JsonDocument::Read(call.request().body, {}, &error);
  if (document == nullptr) {
    const Issue issue = {Reason::kMalformed, error.path, absl::StrCat("The body is not JSON: ", error.message, ".")};
    call.Answer(ProblemOfIssues(400, absl::MakeConstSpan(&issue, 1)));
  }
  return document;
}

// The answer, or nothing, and the call is answered.
template <typename Query>
std::optional<QueryAnswer> Ask(HttpCall& call, const Query& query, const std::vector<Issue>& issues) {
  if (!issues.empty()) {
    call.Answer(ProblemOfIssues(400, issues));
    return std::nullopt;
  }
  absl::StatusOr<QueryAnswer> answer = call.environment->Query(query);
  if (!answer.ok()) {
    call.Answer(ProblemOfStatus(answer.status()));
    return std::nullopt;
  }
  if (!answer->issues.empty()) {
    call.Answer(ProblemOfIssues(400, answer->issues));
    return std::nullopt;
  }
  return *std::move(answer);
}

}  // namespace

void PostIndexQuery(CallPtr call) {
  if (!CheckIndexSet(*call)) return;
  const std::unique_ptr<JsonDocument> document = ReadBody(*call);
  if (document == nullptr) return;
  IndexQuery query;
  std::vector<Issue> issues;
  if (call->version_2) {
    query.version = QueryVersion::kV2;
    ReadPage(call->target, &query, &issues);
  }
  DecodeIndexQuery(document->top(), &query, &issues);
  if (const auto answer = Ask(*call, query, issues)) call->AnswerJson(EncodeIndexAnswer(*answer, query.page_size));
}

void GetIndexQuery(CallPtr call) {
  if (!CheckIndexSet(*call)) return;
  IndexQuery query;
  std::vector<Issue> issues;
  ReadIndexQuery(call->target, &query, &issues);
  if (const auto answer = Ask(*call, query, issues)) call->AnswerJson(EncodeIndexAnswer(*answer, std::nullopt));
}

void PostExactQuery(CallPtr call) {
  if (!CheckIndexSet(*call)) return;
  const std::unique_ptr<JsonDocument> document = ReadBody(*call);
  if (document == nullptr) return;
  ExactQuery query;
  query.version = call->version_2 ? QueryVersion::kV2 : QueryVersion::kV1;
  std::vector<Issue> issues;
  DecodeExactQuery(document->top(), &query, &issues);
  const auto answer = Ask(*call, query, issues);
  if (!answer.has_value()) return;
  std::string body;
  AppendRows(*answer, &body);
  call->AnswerJson(std::move(body));
}

}  // namespace onhand
