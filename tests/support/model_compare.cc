#include "tests/support/model_compare.h"

#include <limits>
#include <utility>
#include <vector>

#include "tests/support/model_text.h"

namespace onhand::reference {
namespace {

// The code that a reason has in an envelope, said a second time and independently of the engine.
int CodeOf(const std::string& reason) {
  static const auto* const codes = new std::map<std::string, int>{{"ID_REUSED", 409},
                                                                  {"UNEXPECTED_QUANTITY", 409},
                                                                  {"READ_ONLY_DATA_SOURCE", 403},
                                                                  {"UNKNOWN_RESERVATION", 404},
                                                                  {"CART_REFUSED", 424},
                                                                  {"MISSING_RESERVATION_PLACE", 500},
                                                                  {"NOT_AVAILABLE", 500},
                                                                  {"CHECKED_RELEASE", 500},
                                                                  {"RELEASE_BELOW_ZERO", 500},
                                                                  {"NOT_AVAILABLE_TO_ALLOCATE", 500},
                                                                  {"NOT_ALLOCATED", 500}};
  const auto found = codes->find(reason);
  return found == codes->end() ? 400 : found->second;
}

std::string Told(const Outcome& outcome) {
  return std::string(ProcessingStatusName(outcome.status)) + " " + std::string(ReasonName(outcome.reason)) + " " +
         outcome.path + ": '" + outcome.message + "' invalid " + Decimal{outcome.invalid_offset_micros}.ToString();
}

// Columns in order, values in the order of columns; nothing if they are not.
bool ReadValues(const QueryAnswer& answer, const std::vector<MeasureValue>& values, Values* out) {
  int64_t last = -1;
  for (const MeasureValue& value : values) {
    if (value.column >= answer.columns.size() || static_cast<int64_t>(value.column) <= last) return false;
    last = value.column;
    const MeasureColumn& column = answer.columns[value.column];
    (*out)[{column.data_source, column.measure}] = Decimal{value.micros};
  }
  return true;
}

bool ReadDays(const QueryAnswer& answer, const std::vector<DayValues>& days, std::map<int, Values>* out) {
  int last = std::numeric_limits<int>::min();
  for (const DayValues& day : days) {
    if (day.day <= last || !ReadValues(answer, day.values, &(*out)[day.day])) return false;
    last = day.day;
  }
  return true;
}

}  // namespace

std::string OutcomeJudge::CompareRefusal(const Event& event, const Verdict& verdict, const Outcome& outcome) const {
  const std::string reason(ReasonName(outcome.reason));
  if (!verdict.reasons.contains(reason)) {
    return "should be refused as " + Join(verdict.reasons) + ", but is " + Told(outcome);
  }
  if (outcome.status != ProcessingStatus::kFailure) return "is refused as " + reason + ", but its status is no failure";
  if (outcome.status_code() != CodeOf(reason)) return reason + " has code " + std::to_string(outcome.status_code());
  if (outcome.message.empty()) return "is refused as " + reason + " without a message";
  if (event.kind == Kind::kUnreserve) {
    // What is no quantity counts as none.
    const int64_t offset = event.quantity.value_or(0);
    if (outcome.invalid_offset_micros != (offset == std::numeric_limits<int64_t>::min() ? 0 : offset))
      return "refused without its offset: " + Told(outcome);
    if (outcome.reservation_id != ids_.IdOf(event.reservation)) return "refused without its reservation id";
  }
  if (event.kind == Kind::kReserve && !outcome.reservation_id.empty()) return "refused with a reservation id";
  std::map<Measure, int64_t> present;
  for (const PresentQuantity& quantity : outcome.present_quantities) {
    present[{quantity.data_source, quantity.measure}] = quantity.micros;
  }
  if (present != verdict.present) return "does not tell the present quantities: " + outcome.message;
  return "";
}

std::string OutcomeJudge::Compare(const Event& event, const Verdict& verdict, const Outcome& outcome) {
  if (!verdict.reasons.empty()) return CompareRefusal(event, verdict, outcome);
  if (const auto [first, fresh] = first_.emplace(verdict.receipt, outcome); !fresh) {
    if (first->second == outcome) return "";
    return "should get the first envelope again, " + Told(first->second) + ", but is " + Told(outcome);
  }
  const ProcessingStatus status = verdict.partial ? ProcessingStatus::kPartialSuccess : ProcessingStatus::kSuccess;
  if (outcome.status != status || outcome.reason != Reason::kNone || outcome.status_code() != 200 ||
      outcome.invalid_offset_micros != verdict.invalid || !outcome.present_quantities.empty() ||
      (!verdict.partial && outcome.message != verdict.message)) {
    return "should " + std::string(verdict.partial ? "succeed in part" : "succeed") + " with '" + verdict.message +
           "' invalid " + Decimal{verdict.invalid}.ToString() + ", but is " + Told(outcome);
  }
  if (verdict.reservation.empty()) return outcome.reservation_id.empty() ? "" : "has a reservation id";
  return ids_.Learn(verdict.reservation, outcome.reservation_id);
}

std::string CompareIssues(const std::set<std::string>& reasons, const std::vector<Issue>& issues) {
  std::string told;
  for (const Issue& issue : issues) {
    const std::string reason(ReasonName(issue.reason));
    told += " " + reason + " " + issue.path + ": " + issue.message + ";";
    if (!reasons.contains(reason)) return "issue should be one of " + Join(reasons) + ", is" + told;
    if (issue.message.empty()) return reason + " has no message";
    if (reason == "NO_INDEX_SET" && issue.message != "No index hierarchy has been set.") return "wrong text:" + told;
  }
  if (issues.empty() && !reasons.empty()) return "should be refused as " + Join(reasons) + ", but is not";
  return "";
}

std::string CompareAnswer(const Answer& expected, const QueryAnswer& answer) {
  if (std::string wrong = CompareIssues(expected.reasons, answer.issues); !wrong.empty()) return wrong;
  if (!expected.reasons.empty()) return answer.rows.empty() ? "" : "has issues and rows";

  const std::vector<std::string> names(answer.dimension_names.begin(), answer.dimension_names.end());
  if (names != expected.dimension_names) {
    return "should be grouped by " + Join(expected.dimension_names) + ", but is by " + Join(names);
  }
  for (size_t i = 1; i < answer.columns.size(); ++i) {
    const auto key = [](const MeasureColumn& column) { return Measure(column.data_source, column.measure); };
    if (!(key(answer.columns[i - 1]) < key(answer.columns[i]))) return "its columns are out of order";
  }
  std::vector<AnswerRow> rows;
  for (const ResultRow& row : answer.rows) {
    AnswerRow out{row.organization_id, row.product_id, row.dimension_values, {}, {}, {}};
    if (!ReadValues(answer, row.values, &out.values) || !ReadDays(answer, row.scheduled, &out.scheduled) ||
        !ReadDays(answer, row.promises, &out.promises)) {
      return "a row's values or days are out of order";
    }
    rows.push_back(std::move(out));
  }
  for (size_t i = 0; i < rows.size() || i < expected.rows.size(); ++i) {
    const std::string want = i < expected.rows.size() ? ToText(expected.rows[i]) : "(none)";
    const std::string got = i < rows.size() ? ToText(rows[i]) : "(none)";
    if (want != got) {
      return "row " + std::to_string(i) + " of " + std::to_string(expected.rows.size()) + " should be\n    " + want +
             "\n  but of " + std::to_string(rows.size()) + " is\n    " + got;
    }
  }
  if (answer.next_page_number != expected.next_page) {
    return "the next page should be " + std::to_string(expected.next_page.value_or(0)) + ", but is " +
           std::to_string(answer.next_page_number.value_or(0));
  }
  return "";
}

std::string CompareBuckets(const BucketAnswer& expected, const AllocationAnswer& answer) {
  if (std::string wrong = CompareIssues(expected.reasons, answer.issues); !wrong.empty()) return wrong;
  std::vector<std::string> want;
  for (const auto& [groups, bucket] : expected.buckets) want.push_back(ToText(groups, bucket));
  std::vector<std::string> got;
  for (const AllocationBucket& bucket : answer.buckets) {
    std::vector<Named> groups;
    for (const NamedValue& group : bucket.groups) groups.emplace_back(group.name, group.value);
    got.push_back(ToText(groups, {bucket.allocated_micros, bucket.consumed_micros, bucket.cumulative_allocated_micros,
                                  bucket.cumulative_consumed_micros}));
  }
  return want == got ? "" : "buckets should be " + Join(want) + ", but are " + Join(got);
}

}  // namespace onhand::reference
