#include "service/grpc/query_messages.h"

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/model/date.h"

namespace onhand {
namespace {

std::optional<Issue> DecodeVersion(v1::QueryVersion version, QueryVersion* out) {
  switch (version) {
    case v1::QUERY_VERSION_UNSPECIFIED:
    case v1::QUERY_VERSION_V1:
      *out = QueryVersion::kV1;
      return std::nullopt;
    case v1::QUERY_VERSION_V2:
      *out = QueryVersion::kV2;
      return std::nullopt;
    default:
      return Issue{Reason::kMalformed, "query.version",
                   absl::StrCat("Query version ", static_cast<int>(version), " is unknown; there are 1 and 2.")};
  }
}

std::vector<std::string_view> Views(const google::protobuf::RepeatedPtrField<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

std::string WideText(WideMicros micros) {
  const bool negative = micros < 0;
  unsigned __int128 rest = negative ? -static_cast<unsigned __int128>(micros) : static_cast<unsigned __int128>(micros);
  std::string text;
  do {
    text.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
    rest /= 10;
  } while (rest != 0);
  if (negative) text.push_back('-');
  std::reverse(text.begin(), text.end());
  return text;
}

// Message is a MeasureValue or a WideQuantity.
template <typename Message>
void EncodeAmount(WideMicros micros, Message* message) {
  if (micros >= std::numeric_limits<int64_t>::min() && micros <= std::numeric_limits<int64_t>::max()) {
    message->set_micros(static_cast<int64_t>(micros));
  } else {
    message->set_wide_micros(WideText(micros));
  }
}

void EncodeValues(const std::vector<MeasureValue>& values,
                  google::protobuf::RepeatedPtrField<v1::MeasureValue>* messages) {
  messages->Reserve(static_cast<int>(values.size()));
  for (const MeasureValue& value : values) {
    v1::MeasureValue* message = messages->Add();
    message->set_column(value.column);
    EncodeAmount(value.micros, message);
  }
}

void EncodeDays(const std::vector<DayValues>& days, google::protobuf::RepeatedPtrField<v1::DayValues>* messages) {
  messages->Reserve(static_cast<int>(days.size()));
  for (const DayValues& day : days) {
    v1::DayValues* message = messages->Add();
    message->set_date(FormatDate(day.day));
    EncodeValues(day.values, message->mutable_values());
  }
}

template <typename Message>
AtpRange DecodeAtp(const Message& message) {
  return {.wanted = message.has_atp(), .from = message.atp().from_date(), .to = message.atp().to_date()};
}

}  // namespace

std::optional<Issue> DecodeIndexQuery(const v1::IndexQuery& message, IndexQuery* query) {
  if (std::optional<Issue> issue = DecodeVersion(message.version(), &query->version)) return issue;
  query->dimension_data_source = message.dimension_data_source();
  query->organization_ids = Views(message.organization_ids());
  query->product_ids = Views(message.product_ids());
  query->filters.reserve(message.filters_size());
  for (const v1::DimensionFilter& filter : message.filters()) {
    query->filters.push_back({filter.name(), Views(filter.values())});
  }
  query->group_by = Views(message.group_by());
  query->return_negative = message.return_negative();
  if (message.has_page_number()) query->page_number = message.page_number();
  if (message.has_page_size()) query->page_size = message.page_size();
  query->atp = DecodeAtp(message);
  return std::nullopt;
}

std::optional<Issue> DecodeExactQuery(const v1::ExactQuery& message, ExactQuery* query) {
  if (std::optional<Issue> issue = DecodeVersion(message.version(), &query->version)) return issue;
  query->dimension_data_source = message.dimension_data_source();
  query->organization_ids = Views(message.organization_ids());
  query->product_ids = Views(message.product_ids());
  query->keys = Views(message.keys());
  query->tuples.reserve(message.tuples_size());
  for (const v1::DimensionTuple& tuple : message.tuples()) query->tuples.push_back(Views(tuple.values()));
  query->group_by = Views(message.group_by());
  query->return_negative = message.return_negative();
  query->atp = DecodeAtp(message);
  return std::nullopt;
}

void EncodeColumn(const MeasureColumn& column, v1::MeasureColumn* message) {
  message->set_data_source(column.data_source);
  message->set_measure(column.measure);
  message->set_calculated(column.calculated);
}

void EncodeWide(WideMicros micros, v1::WideQuantity* message) { EncodeAmount(micros, message); }

void EncodeHeader(const QueryAnswer& answer, v1::QueryHeader* header) {
  for (const std::string_view name : answer.dimension_names) header->add_dimension_names(name.data(), name.size());
  for (const MeasureColumn& column : answer.columns) EncodeColumn(column, header->add_columns());
  if (answer.next_page_number) header->set_next_page_number(*answer.next_page_number);
  header->set_has_atp(answer.has_atp);
}

size_t EncodeRows(const QueryAnswer& answer, size_t first, size_t bytes_wanted, v1::QueryRows* rows) {
  size_t bytes = 0;
  size_t next = first;
  while (next < answer.rows.size() && (next == first || bytes < bytes_wanted)) {
    const ResultRow& row = answer.rows[next++];
    v1::QueryRow* out = rows->add_rows();
    out->set_organization_id(row.organization_id);
    out->set_product_id(row.product_id);
    for (const std::string& value : row.dimension_values) out->add_dimension_values(value);
    EncodeValues(row.values, out->mutable_values());
    EncodeDays(row.scheduled, out->mutable_scheduled());
    EncodeDays(row.promises, out->mutable_promises());
    bytes += out->ByteSizeLong();
  }
  return next;
}

}  // namespace onhand
