#include "service/http/query_handlers.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "service/http/json_body.h"
#include "service/http/problem.h"
#include "service/http/product_handlers.h"
#include "service/http/query_parameters.h"
#include "service/json/answer_encoder.h"
#include "service/json/explain_decoder.h"
#include "service/json/explanation_encoder.h"
#include "service/json/product_search_decoder.h"
#include "service/json/query_decoder.h"

namespace onhand {
namespace {

// Decisions R10: it comes before any other fault, one that only decoding finds included. False, and the call is
// answered, without an index set.
bool CheckIndexSet(HttpCall& call) {
  if (!call.environment->configuration()->configuration.index_sets.empty()) return true;
  call.Answer(ProblemOfIssue({Reason::kNoIndexSet, "", "The configuration has no index set beside set 0."}));
  return false;
}

// The answer, or nothing, and the call is answered.
template <typename Query>
std::optional<QueryAnswer> Ask(HttpCall& call, const Query& query, const std::vector<Issue>& issues) {
  if (!issues.empty()) {
    call.Answer(ProblemOfIssues(issues));
    return std::nullopt;
  }
  absl::StatusOr<QueryAnswer> answer = call.environment->Query(query);
  if (!answer.ok()) {
    call.Answer(ProblemOfStatus(answer.status()));
    return std::nullopt;
  }
  if (!answer->issues.empty()) {
    call.Answer(ProblemOfIssues(answer->issues));
    return std::nullopt;
  }
  return *std::move(answer);
}

// The search of a body that is an object; where it is none, decoding the query says so.
void DecodeSearch(const JsonValue& body, ProductSearch* search, std::vector<Issue>* issues) {
  if (!body.is_object()) return;
  if (const JsonValue* value = body.Find("productSearch")) {
    DecodeProductSearch(*value, search, issues);
  } else {
    issues->push_back({Reason::kMissingFilter, "/productSearch", "productSearch is missing: it says which products."});
  }
}

}  // namespace

void PostIndexQuery(CallPtr call) {
  if (!CheckIndexSet(*call)) return;
  const std::unique_ptr<JsonDocument> document = ReadJsonBody(*call);
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
  const std::unique_ptr<JsonDocument> document = ReadJsonBody(*call);
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

void PostSearchedIndexQuery(CallPtr call) {
  if (!CheckProductSearchOn(*call) || !CheckIndexSet(*call)) return;
  const std::unique_ptr<JsonDocument> document = ReadJsonBody(*call);
  if (document == nullptr) return;
  IndexQuery query;
  ProductSearch search;
  query.product_search = &search;
  std::vector<Issue> issues;
  DecodeSearch(document->top(), &search, &issues);
  DecodeIndexQuery(document->top(), &query, &issues);
  if (const auto answer = Ask(*call, query, issues)) call->AnswerJson(EncodeIndexAnswer(*answer, std::nullopt));
}

void PostSearchedExactQuery(CallPtr call) {
  if (!CheckProductSearchOn(*call) || !CheckIndexSet(*call)) return;
  const std::unique_ptr<JsonDocument> document = ReadJsonBody(*call);
  if (document == nullptr) return;
  ExactQuery query;
  ProductSearch search;
  query.product_search = &search;
  std::vector<Issue> issues;
  DecodeSearch(document->top(), &search, &issues);
  DecodeExactQuery(document->top(), &query, &issues);
  const auto answer = Ask(*call, query, issues);
  if (!answer.has_value()) return;
  std::string body;
  AppendRows(*answer, &body);
  call->AnswerJson(std::move(body));
}

void PostExplain(CallPtr call) {
  const std::unique_ptr<JsonDocument> document = ReadObjectBody(*call);
  if (document == nullptr) return;
  ExplainQuery query;
  Issue issue;
  if (!DecodeExplainQuery(document->top(), &query, &issue)) {
    call->Answer(ProblemOfIssue(issue));
    return;
  }
  const absl::StatusOr<Explanation> explanation = call->environment->Explain(query);
  if (!explanation.ok()) {
    call->Answer(ProblemOfStatus(explanation.status()));
  } else if (!explanation->issues.empty()) {
    call->Answer(ProblemOfIssues(explanation->issues));
  } else {
    call->AnswerJson(EncodeExplanation(*explanation));
  }
}

}  // namespace onhand
