#include "service/cli/backend/client_messages.h"

#include <optional>
#include <string_view>
#include <utility>

#include "absl/numeric/int128.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/model/base_dimension.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace onhand::cli {
namespace {

std::string Text(std::string_view text) { return std::string(text); }

template <typename Message>
void EncodeEvent(const ChangeEvent& event, Message* message) {
  message->set_id(Text(event.id));
  message->set_organization_id(Text(event.organization_id));
  message->set_product_id(Text(event.product_id));
  message->set_dimension_data_source(Text(event.dimension_data_source));
  for (const DimensionValue& dimension : event.dimensions) {
    (*message->mutable_dimensions())[Text(dimension.name)] = Text(dimension.value);
  }
  for (const MeasureQuantity& quantity : event.quantities) {
    v1::MeasureQuantity* added = message->add_quantities();
    added->set_data_source(Text(quantity.data_source));
    added->set_measure(Text(quantity.measure));
    added->set_quantity_micros(quantity.quantity.micros);
  }
}

void EncodeTexts(const std::vector<std::string_view>& texts, google::protobuf::RepeatedPtrField<std::string>* out) {
  for (const std::string_view text : texts) out->Add(Text(text));
}

v1::QueryVersion EncodeVersion(QueryVersion version) {
  return version == QueryVersion::kV1 ? v1::QUERY_VERSION_V1 : v1::QUERY_VERSION_V2;
}

template <typename Detail, typename Add>
void ForEachDetail(const google::rpc::Status& status, Add add) {
  for (const google::protobuf::Any& any : status.details()) {
    Detail detail;
    if (any.UnpackTo(&detail)) add(detail);
  }
}

}  // namespace

void EncodeChange(const ChangeEvent& event, v1::ChangeEvent* message) { EncodeEvent(event, message); }

void EncodeSet(const SetEvent& event, v1::SetEvent* message) {
  EncodeEvent(event.event, message);
  if (!event.modified_at_us.has_value()) return;
  int64_t seconds = *event.modified_at_us / 1'000'000;
  int64_t micros = *event.modified_at_us % 1'000'000;
  if (micros < 0) {
    micros += 1'000'000;
    --seconds;
  }
  message->mutable_modified_at()->set_seconds(seconds);
  message->mutable_modified_at()->set_nanos(static_cast<int32_t>(micros * 1000));
}

void EncodeQuery(const IndexQuery& query, v1::IndexQuery* message) {
  message->set_version(EncodeVersion(query.version));
  message->set_dimension_data_source(Text(query.dimension_data_source));
  EncodeTexts(query.organization_ids, message->mutable_organization_ids());
  EncodeTexts(query.product_ids, message->mutable_product_ids());
  for (const DimensionFilter& filter : query.filters) {
    v1::DimensionFilter* added = message->add_filters();
    added->set_name(Text(filter.name));
    EncodeTexts(filter.values, added->mutable_values());
  }
  EncodeTexts(query.group_by, message->mutable_group_by());
  message->set_return_negative(query.return_negative);
  if (query.page_number.has_value()) message->set_page_number(*query.page_number);
  if (query.page_size.has_value()) message->set_page_size(*query.page_size);
}

void EncodeQuery(const ExactQuery& query, v1::ExactQuery* message) {
  message->set_version(EncodeVersion(query.version));
  message->set_dimension_data_source(Text(query.dimension_data_source));
  EncodeTexts(query.organization_ids, message->mutable_organization_ids());
  EncodeTexts(query.product_ids, message->mutable_product_ids());
  EncodeTexts(query.keys, message->mutable_keys());
  for (const std::vector<std::string_view>& tuple : query.tuples) {
    EncodeTexts(tuple, message->add_tuples()->mutable_values());
  }
  EncodeTexts(query.group_by, message->mutable_group_by());
  message->set_return_negative(query.return_negative);
}

Reason DecodeReason(v1::Reason reason) {
  if (reason == v1::REASON_UNSPECIFIED) return Reason::kNone;
  constexpr std::string_view kPrefix = "REASON_";
  const std::string name = v1::Reason_Name(reason);
  for (int i = 1; i <= static_cast<int>(Reason::kConfigurationConflict); ++i) {
    if (name == absl::StrCat(Text(kPrefix), Text(ReasonName(static_cast<Reason>(i))))) return static_cast<Reason>(i);
  }
  return Reason::kMalformed;
}

Outcome DecodeOutcome(const v1::Outcome& message) {
  Outcome outcome;
  switch (message.processing_status()) {
    case v1::PROCESSING_STATUS_SUCCESS:
      outcome.status = ProcessingStatus::kSuccess;
      break;
    case v1::PROCESSING_STATUS_PARTIAL_SUCCESS:
      outcome.status = ProcessingStatus::kPartialSuccess;
      break;
    default:
      outcome.status = ProcessingStatus::kFailure;
      outcome.reason = DecodeReason(message.reason());
      if (outcome.reason == Reason::kNone) outcome.reason = Reason::kMalformed;
      break;
  }
  outcome.path = message.field();
  outcome.message = message.message();
  return outcome;
}

absl::Status DecodeHeader(const v1::QueryHeader& header, QueryAnswer* answer) {
  for (const std::string& name : header.dimension_names()) {
    const std::optional<BaseDimension> dimension = FindBaseDimension(name);
    if (!dimension.has_value()) {
      return absl::InternalError(
          absl::StrCat("the server answers with a dimension \"", name, "\" that is unknown here"));
    }
    answer->dimension_names.push_back(BaseDimensionName(*dimension));
  }
  for (const v1::MeasureColumn& column : header.columns()) {
    answer->columns.push_back({column.data_source(), column.measure(), column.calculated()});
  }
  if (header.has_next_page_number()) answer->next_page_number = header.next_page_number();
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
    for (const v1::MeasureValue& value : message.values()) {
      absl::int128 wide = value.micros();
      if (value.amount_case() == v1::MeasureValue::kWideMicros && !absl::SimpleAtoi(value.wide_micros(), &wide)) {
        return absl::InternalError(absl::StrCat("the server answers with \"", value.wide_micros(), "\" for a number"));
      }
      if (value.column() >= answer->columns.size()) {
        return absl::InternalError("the server's answer has numbers that do not match its header");
      }
      row.values.push_back({value.column(), static_cast<WideMicros>(wide)});
    }
    answer->rows.push_back(std::move(row));
  }
  return absl::OkStatus();
}

absl::Status DecodeStatus(const grpc::Status& status, const std::string& server) {
  if (status.ok()) return absl::OkStatus();
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  // Without details the error comes from the channel, not from our server.
  if (status.error_code() == grpc::StatusCode::UNAVAILABLE && status.error_details().empty()) {
    return absl::Status(code, absl::StrCat("cannot reach the server at ", server, ": ", status.error_message(),
                                           ". Is onhandd running? --server=HOST:PORT names another one, --data_dir=DIR "
                                           "works without a server."));
  }
  if (status.error_code() == grpc::StatusCode::UNIMPLEMENTED) {
    return absl::Status(code, absl::StrCat("the server at ", server, " does not know this call: ",
                                           status.error_message(), ". Is it an onhandd of this version?"));
  }
  return absl::Status(code, status.error_message());
}

std::vector<Issue> DecodeIssues(const grpc::Status& status, Reason reason) {
  std::vector<Issue> issues;
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return issues;
  ForEachDetail<google::rpc::BadRequest>(details, [&](const google::rpc::BadRequest& bad) {
    for (const auto& violation : bad.field_violations()) {
      issues.push_back({reason, violation.field(), violation.description()});
    }
  });
  ForEachDetail<google::rpc::PreconditionFailure>(details, [&](const google::rpc::PreconditionFailure& failure) {
    for (const auto& violation : failure.violations()) {
      issues.push_back({reason, violation.subject(), violation.description()});
    }
  });
  return issues;
}

}  // namespace onhand::cli
