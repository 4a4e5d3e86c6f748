#include "service/cli/backend/client_query_messages.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/model/base_dimension.h"
#include "engine/model/date.h"
#include "google/protobuf/repeated_field.h"
#include "google/protobuf/timestamp.pb.h"
#include "service/grpc/event_messages.h"
#include "service/grpc/product_search_messages.h"

namespace onhand::cli {
namespace {

using google::protobuf::RepeatedPtrField;

std::string Text(std::string_view text) { return std::string(text); }

void EncodeTexts(const std::vector<std::string_view>& texts, RepeatedPtrField<std::string>* out) {
  for (const std::string_view text : texts) out->Add(Text(text));
}

v1::QueryVersion EncodeVersion(QueryVersion version) {
  return version == QueryVersion::kV1 ? v1::QUERY_VERSION_V1 : v1::QUERY_VERSION_V2;
}

// What both forms of a query have in common.
template <typename Query, typename Message>
void EncodeCommon(const Query& query, Message* message) {
  message->set_version(EncodeVersion(query.version));
  message->set_dimension_data_source(Text(query.dimension_data_source));
  EncodeTexts(query.organization_ids, message->mutable_organization_ids());
  EncodeTexts(query.product_ids, message->mutable_product_ids());
  EncodeTexts(query.group_by, message->mutable_group_by());
  message->set_return_negative(query.return_negative);
  if (query.atp.wanted) {
    message->mutable_atp()->set_from_date(Text(query.atp.from));
    message->mutable_atp()->set_to_date(Text(query.atp.to));
  }
  if (query.product_search != nullptr) {
    EncodeProductSearchMessage(*query.product_search, message->mutable_product_search());
  }
}

template <typename Query, typename Message>
void EncodeSubject(const Query& query, Message* message) {
  message->set_organization_id(Text(query.organization_id));
  message->set_product_id(Text(query.product_id));
  message->set_dimension_data_source(Text(query.dimension_data_source));
  for (const DimensionValue& dimension : query.dimensions) {
    (*message->mutable_dimensions())[Text(dimension.name)] = Text(dimension.value);
  }
}

// Message is a MeasureValue or a WideQuantity.
template <typename Message>
absl::Status DecodeAmount(const Message& message, WideMicros* micros) {
  absl::int128 wide = message.micros();
  if (message.amount_case() == Message::kWideMicros && !absl::SimpleAtoi(message.wide_micros(), &wide)) {
    return absl::InternalError(absl::StrCat("the server answers with \"", message.wide_micros(), "\" for a number"));
  }
  *micros = static_cast<WideMicros>(wide);
  return absl::OkStatus();
}

absl::Status DecodeValues(const RepeatedPtrField<v1::MeasureValue>& messages, const QueryAnswer& answer,
                          std::vector<MeasureValue>* values) {
  for (const v1::MeasureValue& message : messages) {
    if (message.column() >= answer.columns.size()) {
      return absl::InternalError("the server's answer has numbers that do not match its header");
    }
    values->push_back({message.column(), 0});
    if (absl::Status status = DecodeAmount(message, &values->back().micros); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status DecodeDay(const std::string& date, int32_t* day) {
  const std::optional<int32_t> parsed = ParseDate(date);
  if (!parsed.has_value()) {
    return absl::InternalError(absl::StrCat("the server answers with \"", date, "\" for a date"));
  }
  *day = *parsed;
  return absl::OkStatus();
}

absl::Status DecodeDays(const RepeatedPtrField<v1::DayValues>& messages, const QueryAnswer& answer,
                        std::vector<DayValues>* days) {
  for (const v1::DayValues& message : messages) {
    DayValues& day = days->emplace_back();
    if (absl::Status status = DecodeDay(message.date(), &day.day); !status.ok()) return status;
    if (absl::Status status = DecodeValues(message.values(), answer, &day.values); !status.ok()) return status;
  }
  return absl::OkStatus();
}

void DecodeNamedValues(const RepeatedPtrField<v1::NamedValue>& messages, std::vector<NamedValue>* values) {
  for (const v1::NamedValue& message : messages) values->push_back({message.name(), message.value()});
}

void DecodeBucket(const v1::AllocationBucket& message, AllocationBucket* bucket) {
  DecodeNamedValues(message.groups(), &bucket->groups);
  bucket->allocated_micros = message.allocated_micros();
  bucket->consumed_micros = message.consumed_micros();
  bucket->cumulative_allocated_micros = message.cumulative_allocated_micros();
  bucket->cumulative_consumed_micros = message.cumulative_consumed_micros();
}

MeasureColumn DecodeColumn(const v1::MeasureColumn& message) {
  return {message.data_source(), message.measure(), message.calculated()};
}

absl::Status DecodeServerTime(const google::protobuf::Timestamp& message, std::optional<int64_t>* time_us) {
  const std::optional<Issue> issue = DecodeTime(message, "", "a time of the server's answer", time_us);
  return issue.has_value() ? absl::InternalError(issue->message) : absl::OkStatus();
}

}  // namespace

void EncodeQuery(const IndexQuery& query, v1::IndexQuery* message) {
  EncodeCommon(query, message);
  for (const DimensionFilter& filter : query.filters) {
    v1::DimensionFilter* added = message->add_filters();
    added->set_name(Text(filter.name));
    EncodeTexts(filter.values, added->mutable_values());
  }
  if (query.page_number.has_value()) message->set_page_number(*query.page_number);
  if (query.page_size.has_value()) message->set_page_size(*query.page_size);
}

void EncodeQuery(const ExactQuery& query, v1::ExactQuery* message) {
  EncodeCommon(query, message);
  EncodeTexts(query.keys, message->mutable_keys());
  for (const std::vector<std::string_view>& tuple : query.tuples) {
    EncodeTexts(tuple, message->add_tuples()->mutable_values());
  }
}

void EncodeQuery(const AllocationQuery& query, v1::AllocationQuery* message) {
  EncodeSubject(query, message);
  for (const GroupValue& group : query.groups) (*message->mutable_groups())[Text(group.group)] = Text(group.value);
}

void EncodeQuery(const ExplainQuery& query, v1::ExplainQuery* message) { EncodeSubject(query, message); }

absl::Status DecodeHeader(const v1::QueryHeader& header, QueryAnswer* answer) {
  for (const std::string& name : header.dimension_names()) {
    const std::optional<BaseDimension> dimension = FindBaseDimension(name);
    if (!dimension.has_value()) {
      return absl::InternalError(
          absl::StrCat("the server answers with a dimension \"", name, "\" that is unknown here"));
    }
    answer->dimension_names.push_back(BaseDimensionName(*dimension));
  }
  for (const v1::MeasureColumn& column : header.columns()) answer->columns.push_back(DecodeColumn(column));
  if (header.has_next_page_number()) answer->next_page_number = header.next_page_number();
  answer->has_atp = header.has_atp();
  return absl::OkStatus();
}

absl::Status DecodeRows(const v1::QueryRows& rows, QueryAnswer* answer) {
  for (const v1::QueryRow& message : rows.rows()) {
    ResultRow row;
    row.organization_id = message.organization_id();
    row.product_id = message.product_id();
    row.dimension_values.assign(message.dimension_values().begin(), message.dimension_values().end());
    if (row.dimension_values.size() != answer->dimension_names.size()) {
      return absl::InternalError("the server's answer has rows that do not match its header");
    }
    if (absl::Status status = DecodeValues(message.values(), *answer, &row.values); !status.ok()) return status;
    if (absl::Status status = DecodeDays(message.scheduled(), *answer, &row.scheduled); !status.ok()) return status;
    if (absl::Status status = DecodeDays(message.promises(), *answer, &row.promises); !status.ok()) return status;
    answer->rows.push_back(std::move(row));
  }
  return absl::OkStatus();
}

void DecodeAllocationHeader(const v1::AllocationHeader& header, AllocationAnswer* answer) {
  answer->organization_id = header.organization_id();
  answer->product_id = header.product_id();
  DecodeNamedValues(header.dimensions(), &answer->dimensions);
}

void DecodeBuckets(const v1::AllocationBuckets& buckets, AllocationAnswer* answer) {
  for (const v1::AllocationBucket& message : buckets.buckets()) DecodeBucket(message, &answer->buckets.emplace_back());
}

absl::Status DecodeExplanationHeader(const v1::ExplanationHeader& header, Explanation* explanation) {
  explanation->row_count = header.row_count();
  for (const v1::ExplainedFormula& message : header.formulas()) {
    ExplainedFormula& formula = explanation->formulas.emplace_back();
    formula.measure = DecodeColumn(message.measure());
    if (absl::Status status = DecodeAmount(message.sum(), &formula.micros); !status.ok()) return status;
    for (const v1::ExplainedOperand& operand_message : message.operands()) {
      ExplainedOperand& operand = formula.operands.emplace_back();
      operand.measure = DecodeColumn(operand_message.measure());
      operand.subtract = operand_message.subtract();
      operand.posted = operand_message.posted();
      if (absl::Status status = DecodeAmount(operand_message.sum(), &operand.micros); !status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

absl::Status DecodeExplainedRow(const v1::ExplainedRow& message, Explanation* explanation) {
  if (!message.continued()) {
    ExplainedRow& begun = explanation->rows.emplace_back();
    DecodeNamedValues(message.dimensions(), &begun.dimensions);
    begun.sequence = message.sequence();
  }
  if (explanation->rows.empty()) return absl::InternalError("the server's answer begins in the middle of a row");
  ExplainedRow& row = explanation->rows.back();
  for (const v1::ExplainedMeasure& measure_message : message.measures()) {
    ExplainedMeasure& measure = row.measures.emplace_back();
    measure.measure = DecodeColumn(measure_message.measure());
    measure.micros = measure_message.micros();
    measure.held_micros = measure_message.held_micros();
    measure.reservation_id = measure_message.reservation_id();
    if (!measure_message.has_counted_at()) continue;
    if (absl::Status status = DecodeServerTime(measure_message.counted_at(), &measure.counted_at_us); !status.ok()) {
      return status;
    }
  }
  for (const v1::ExplainedHold& hold_message : message.holds()) {
    std::optional<int64_t> ends_at_us;
    if (absl::Status status = DecodeServerTime(hold_message.expires_at(), &ends_at_us); !status.ok()) return status;
    row.holds.push_back({hold_message.reservation_id(), DecodeColumn(hold_message.measure()),
                         hold_message.remaining_micros(), *ends_at_us});
  }
  for (const v1::AllocationBucket& bucket : message.buckets()) DecodeBucket(bucket, &row.buckets.emplace_back());
  for (const v1::ExplainedSchedule& schedule_message : message.schedules()) {
    ExplainedSchedule& schedule = row.schedules.emplace_back();
    if (absl::Status status = DecodeDay(schedule_message.date(), &schedule.day); !status.ok()) return status;
    schedule.measure = DecodeColumn(schedule_message.measure());
    schedule.micros = schedule_message.micros();
  }
  return absl::OkStatus();
}

}  // namespace onhand::cli
