#include "tests/support/model_bridge.h"

#include <string_view>
#include <utility>

namespace onhand::reference {
namespace {

std::vector<std::string_view> Views(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

std::string Join(const std::vector<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "'" : ", '") + text + "'";
  return "[" + joined + "]";
}

std::string Join(const std::set<std::string>& texts) {
  return Join(std::vector<std::string>(texts.begin(), texts.end()));
}

// The code that a reason has in an envelope, said a second time and independently of the engine.
int CodeOf(const std::string& reason) {
  if (reason == "ID_REUSED" || reason == "CONFIGURATION_CONFLICT") return 409;
  return reason == "READ_ONLY_DATA_SOURCE" ? 403 : 400;
}

}  // namespace

ChangeEvent ToChange(const Event& event) {
  ChangeEvent change{.id = event.id,
                     .organization_id = event.organization,
                     .product_id = event.product,
                     .dimension_data_source = event.dimension_source};
  for (const auto& [name, value] : event.dimensions) change.dimensions.push_back({name, value});
  for (const auto& [source, measure, millionths] : event.quantities) {
    change.quantities.push_back({source, measure, Quantity{millionths}});
  }
  return change;
}

SetEvent ToSet(const Event& event) { return {.event = ToChange(event), .modified_at_us = event.count->modified_us}; }

IndexQuery ToIndexQuery(const Question& question) {
  IndexQuery query{.version = question.version == 2 ? QueryVersion::kV2 : QueryVersion::kV1,
                   .dimension_data_source = question.dimension_source,
                   .organization_ids = Views(question.organizations),
                   .product_ids = Views(question.products),
                   .group_by = Views(question.group_by),
                   .return_negative = question.return_negative,
                   .page_number = question.page_number,
                   .page_size = question.page_size};
  for (const auto& [name, values] : question.filters) query.filters.push_back({name, Views(values)});
  return query;
}

ExactQuery ToExactQuery(const Question& question) {
  ExactQuery query{.version = question.version == 2 ? QueryVersion::kV2 : QueryVersion::kV1,
                   .dimension_data_source = question.dimension_source,
                   .organization_ids = Views(question.organizations),
                   .product_ids = Views(question.products),
                   .keys = Views(question.keys),
                   .group_by = Views(question.group_by),
                   .return_negative = question.return_negative};
  for (const auto& tuple : question.tuples) query.tuples.push_back(Views(tuple));
  return query;
}

Configuration ToConfiguration(const Settings& settings, int idempotency_retention_days) {
  Configuration configuration;
  configuration.partition_rule = settings.by_product ? PartitionRule::kByProduct : PartitionRule::kByLocation;
  configuration.read_only_data_sources = settings.read_only;
  configuration.idempotency_retention_days = idempotency_retention_days;
  if (settings.has_index_set) configuration.index_sets = {{.number = 1, .dimensions = {"ColorId"}}};
  const auto refs = [](const std::vector<Measure>& measures) {
    std::vector<MeasureRef> list;
    for (const auto& [source, measure] : measures) list.push_back({source, measure});
    return list;
  };
  for (const Source& source : settings.sources) {
    DataSource out{.name = source.name, .physical_measures = source.measures};
    for (const auto& [own, base] : source.mappings) out.dimension_mappings.push_back({own, base});
    for (const Calculated& calculated : source.calculated) {
      out.calculated_measures.push_back({.name = calculated.name,
                                         .additions = refs(calculated.additions),
                                         .subtractions = refs(calculated.subtractions)});
    }
    configuration.data_sources.push_back(std::move(out));
  }
  return configuration;
}

std::string CompareOutcome(const Verdict& verdict, const Outcome& outcome) {
  const std::string reason(ReasonName(outcome.reason));
  if (verdict.reasons.empty()) {
    if (outcome == Outcome{.message = verdict.message}) return "";
    return "should succeed with message '" + verdict.message + "', but is " + reason + " " + outcome.path + ": " +
           outcome.message;
  }
  if (!verdict.reasons.contains(reason)) {
    return "should be refused as " + Join(verdict.reasons) + ", but is " + reason + " " + outcome.path + ": " +
           outcome.message;
  }
  if (outcome.status != ProcessingStatus::kFailure) return "is refused as " + reason + ", but its status is no failure";
  if (outcome.status_code() != CodeOf(reason)) return reason + " has code " + std::to_string(outcome.status_code());
  return outcome.message.empty() ? "is refused as " + reason + " without a message" : "";
}

std::string CompareAnswer(const Answer& expected, const QueryAnswer& answer) {
  std::string issues;
  for (const Issue& issue : answer.issues) {
    const std::string reason(ReasonName(issue.reason));
    issues += " " + reason + " " + issue.path + ": " + issue.message + ";";
    if (!expected.reasons.contains(reason)) return "issue should be one of " + Join(expected.reasons) + ", is" + issues;
    if (issue.message.empty()) return reason + " has no message";
    if (reason == "NO_INDEX_SET" && issue.message != "No index hierarchy has been set.") return "wrong text:" + issues;
  }
  if (answer.issues.empty() != expected.reasons.empty()) {
    return "should be refused as " + Join(expected.reasons) + ", but is answered";
  }
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
    AnswerRow out{row.organization_id, row.product_id, row.dimension_values, {}};
    int64_t last = -1;
    for (const MeasureValue& value : row.values) {
      if (value.column >= answer.columns.size() || static_cast<int64_t>(value.column) <= last) {
        return "a row's values are out of order";
      }
      last = value.column;
      const MeasureColumn& column = answer.columns[value.column];
      out.values[{column.data_source, column.measure}] = Decimal{value.micros};
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

std::string ToText(const Event& event) {
  std::string text = event.count ? "set(" + event.count->inventory_system : "change(";
  if (event.count && event.count->modified_us) text += " at " + std::to_string(*event.count->modified_us);
  text += ") id='" + event.id + "' organization='" + event.organization + "' product='" + event.product + "'";
  if (!event.dimension_source.empty()) text += " via='" + event.dimension_source + "'";
  for (const auto& [name, value] : event.dimensions) text += " " + name + "='" + value + "'";
  for (const auto& [source, measure, millionths] : event.quantities) {
    text += " " + source + "." + measure + ":" + Decimal{millionths}.ToString();
  }
  return text;
}

std::string ToText(const Question& question) {
  std::string text = std::string(question.exact ? "exact" : "index") + " v" + std::to_string(question.version);
  if (!question.dimension_source.empty()) text += " via='" + question.dimension_source + "'";
  text += " organizations=" + Join(question.organizations);
  text += question.products.size() > 20 ? " products=(many)" : " products=" + Join(question.products);
  for (const auto& [name, values] : question.filters) {
    text += " " + name + "=" + (values.size() > 20 ? "(many)" : Join(values));
  }
  if (question.exact) text += " keys=" + Join(question.keys);
  for (const auto& tuple : question.tuples) text += " " + Join(tuple);
  text += " group by " + Join(question.group_by);
  if (question.return_negative) text += " negative";
  if (question.page_number) text += " page " + std::to_string(*question.page_number);
  if (question.page_size) text += " of " + std::to_string(*question.page_size);
  return text;
}

std::string ToText(const AnswerRow& row) {
  std::string text = row.organization + " " + row.product + " " + Join(row.dimensions);
  for (const auto& [measure, value] : row.values) {
    text += " " + measure.first + "." + measure.second + "=" + value.ToString();
  }
  return text;
}

}  // namespace onhand::reference
