#include "tests/proof/linearizability/operation.h"

#include "absl/strings/str_cat.h"

namespace onhand::proof {

std::string AnswerText(OperationKind kind, const Answer& answer) {
  if (kind != OperationKind::kQuery) return absl::StrCat(answer.code, " ", answer.number);
  std::string text;
  for (const RowNumbers& row : answer.rows)
    absl::StrAppend(&text, "[", row.inbound, " in, ", row.reserved, " reserved]");
  return text;
}

std::string OperationText(const Operation& operation) {
  static const char* const kNames[] = {"post",      "set",  "compare-and-set", "reserve", "reserve both",
                                       "unreserve", "query"};
  const std::string what = operation.kind == OperationKind::kQuery
                               ? "query"
                               : absl::StrCat(kNames[static_cast<int>(operation.kind)], " #", operation.id, " row ",
                                              operation.row, " ", operation.amount, " (", operation.expected, ")");
  return absl::StrCat("client ", operation.client, " ", operation.invoked_ns, "–", operation.returned_ns, " ns ", what,
                      " -> ", operation.answered ? AnswerText(operation.kind, operation.answer) : "no answer");
}

}  // namespace onhand::proof
