#include "service/grpc/adjustment_messages.h"

#include <cstdint>
#include <limits>
#include <utility>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/model/base_dimension.h"
#include "engine/model/quantity.h"
#include "service/grpc/query_messages.h"

namespace onhand {
namespace {

std::string Text(std::string_view text) { return std::string(text); }

int64_t Micros(const google::protobuf::Timestamp& time) { return time.seconds() * 1'000'000 + time.nanos() / 1'000; }

void EncodeSubject(const AdjustmentSubject& subject, v1::AdjustmentSubject* message) {
  message->set_organization_id(subject.organization_id);
  message->set_product_id(subject.product_id);
  for (const auto& [name, value] : subject.dimensions) {
    v1::NamedValue* dimension = message->add_dimensions();
    dimension->set_name(Text(name));
    dimension->set_value(value);
  }
  message->set_data_source(subject.data_source);
  message->set_measure(subject.measure);
}

absl::Status Unreadable(std::string_view what) {
  return absl::InternalError(absl::StrCat("the server answers with ", Text(what), " that this version does not know"));
}

absl::Status DecodeSubject(const v1::AdjustmentSubject& message, AdjustmentSubject* subject) {
  subject->organization_id = message.organization_id();
  subject->product_id = message.product_id();
  for (const v1::NamedValue& dimension : message.dimensions()) {
    const std::optional<BaseDimension> known = FindBaseDimension(dimension.name());
    if (!known.has_value()) return Unreadable("dimension '" + dimension.name() + "'");
    subject->dimensions.emplace_back(BaseDimensionName(*known), dimension.value());
  }
  subject->data_source = message.data_source();
  subject->measure = message.measure();
  return absl::OkStatus();
}

}  // namespace

DecodedEvents<AdjustEvent> DecodeAdjusts(const google::protobuf::RepeatedPtrField<v1::AdjustEvent>& messages) {
  return DecodeEach<AdjustEvent>(
      messages, [](const v1::AdjustEvent& message, AdjustEvent* event) -> std::optional<Issue> {
        DecodeKey(message, event);
        event->quantity_data_source = message.quantity().data_source();
        event->physical_measure = message.quantity().measure();
        event->quantity = {message.quantity().quantity_micros()};
        event->external_reference_category = message.external_reference_category();
        event->external_reference_id = message.external_reference_id();
        event->journal_name_id = message.journal_name_id();
        event->cost_price = message.cost_price();
        event->transaction_date = message.transaction_date();
        if (message.has_quantity()) return std::nullopt;
        return Issue{Reason::kNoQuantity, "/quantity", "quantity is missing: the event has no quantity."};
      });
}

void EncodeAdjustmentLine(const AdjustmentLine& line, v1::AdjustmentLine* message) {
  message->set_line_id(line.line_id);
  message->set_status(EncodeAdjustmentStatus(line.status));
  message->set_id(line.id);
  EncodeSubject(line.subject, message->mutable_subject());
  message->set_quantity_micros(line.quantity_micros);
  message->set_external_reference_category(line.external_reference_category);
  message->set_external_reference_id(line.external_reference_id);
  message->set_journal_name_id(line.journal_name_id);
  message->set_cost_price(line.cost_price);
  message->set_transaction_date(line.transaction_date);
  message->set_push(line.push);
  message->set_message(line.message);
  EncodeTime(line.created_at_us, message->mutable_created_at());
  EncodeTime(line.changed_at_us, message->mutable_changed_at());
}

void EncodeAggregatedAdjustment(const AggregatedAdjustment& aggregate, v1::AdjustmentAggregate* message) {
  message->set_aggregate_id(aggregate.aggregate_id);
  message->set_push(aggregate.push);
  message->set_status(EncodeSyncStatus(aggregate.status));
  EncodeSubject(aggregate.subject, message->mutable_subject());
  EncodeWide(aggregate.net_micros, message->mutable_net());
  message->set_lines(aggregate.lines);
  message->set_message(aggregate.message);
  EncodeTime(aggregate.created_at_us, message->mutable_created_at());
  EncodeTime(aggregate.changed_at_us, message->mutable_changed_at());
}

absl::StatusOr<AdjustmentLine> DecodeAdjustmentLine(const v1::AdjustmentLine& message) {
  AdjustmentLine line;
  line.line_id = message.line_id();
  const std::optional<AdjustmentStatus> status = DecodeAdjustmentStatus(message.status());
  if (!status.has_value()) return Unreadable("a status of an adjustment line");
  line.status = *status;
  line.id = message.id();
  if (absl::Status read = DecodeSubject(message.subject(), &line.subject); !read.ok()) return read;
  line.quantity_micros = message.quantity_micros();
  line.external_reference_category = message.external_reference_category();
  line.external_reference_id = message.external_reference_id();
  line.journal_name_id = message.journal_name_id();
  line.cost_price = message.cost_price();
  line.transaction_date = message.transaction_date();
  line.push = message.push();
  line.message = message.message();
  line.created_at_us = Micros(message.created_at());
  line.changed_at_us = Micros(message.changed_at());
  return line;
}

absl::StatusOr<AggregatedAdjustment> DecodeAggregatedAdjustment(const v1::AdjustmentAggregate& message) {
  AggregatedAdjustment aggregate;
  aggregate.aggregate_id = message.aggregate_id();
  aggregate.push = message.push();
  const std::optional<AdjustmentSyncStatus> status = DecodeSyncStatus(message.status());
  if (!status.has_value()) return Unreadable("a status of an aggregate");
  aggregate.status = *status;
  if (absl::Status read = DecodeSubject(message.subject(), &aggregate.subject); !read.ok()) return read;
  absl::int128 net = message.net().micros();
  if (message.net().amount_case() == v1::WideQuantity::kWideMicros &&
      !absl::SimpleAtoi(message.net().wide_micros(), &net)) {
    return Unreadable("a number");
  }
  aggregate.net_micros = static_cast<WideMicros>(net);
  aggregate.lines = message.lines();
  aggregate.message = message.message();
  aggregate.created_at_us = Micros(message.created_at());
  aggregate.changed_at_us = Micros(message.changed_at());
  return aggregate;
}

std::optional<AdjustmentStatus> DecodeAdjustmentStatus(v1::AdjustmentStatus status) {
  switch (status) {
    case v1::ADJUSTMENT_STATUS_CREATED:
      return AdjustmentStatus::kCreated;
    case v1::ADJUSTMENT_STATUS_IV_POSTED:
      return AdjustmentStatus::kIvPosted;
    case v1::ADJUSTMENT_STATUS_AGGREGATED:
      return AdjustmentStatus::kAggregated;
    default:
      return std::nullopt;
  }
}

std::optional<AdjustmentSyncStatus> DecodeSyncStatus(v1::AggregateStatus status) {
  switch (status) {
    case v1::AGGREGATE_STATUS_CREATED:
      return AdjustmentSyncStatus::kCreated;
    case v1::AGGREGATE_STATUS_DO_NOT_SYNC:
      return AdjustmentSyncStatus::kDoNotSync;
    case v1::AGGREGATE_STATUS_FNO_SYNC_ENQUEUED:
      return AdjustmentSyncStatus::kFnoSyncEnqueued;
    case v1::AGGREGATE_STATUS_FNO_TRANS_CREATE_ERROR:
      return AdjustmentSyncStatus::kFnoTransCreateError;
    case v1::AGGREGATE_STATUS_FNO_TRANS_CREATED:
      return AdjustmentSyncStatus::kFnoTransCreated;
    case v1::AGGREGATE_STATUS_FNO_TRANS_POST_ERROR:
      return AdjustmentSyncStatus::kFnoTransPostError;
    case v1::AGGREGATE_STATUS_FNO_TRANS_POSTED:
      return AdjustmentSyncStatus::kFnoTransPosted;
    default:
      return std::nullopt;
  }
}

v1::AdjustmentStatus EncodeAdjustmentStatus(AdjustmentStatus status) {
  switch (status) {
    case AdjustmentStatus::kCreated:
      return v1::ADJUSTMENT_STATUS_CREATED;
    case AdjustmentStatus::kIvPosted:
      return v1::ADJUSTMENT_STATUS_IV_POSTED;
    case AdjustmentStatus::kAggregated:
      return v1::ADJUSTMENT_STATUS_AGGREGATED;
  }
  return v1::ADJUSTMENT_STATUS_UNSPECIFIED;
}

v1::AggregateStatus EncodeSyncStatus(AdjustmentSyncStatus status) {
  switch (status) {
    case AdjustmentSyncStatus::kCreated:
      return v1::AGGREGATE_STATUS_CREATED;
    case AdjustmentSyncStatus::kDoNotSync:
      return v1::AGGREGATE_STATUS_DO_NOT_SYNC;
    case AdjustmentSyncStatus::kFnoSyncEnqueued:
      return v1::AGGREGATE_STATUS_FNO_SYNC_ENQUEUED;
    case AdjustmentSyncStatus::kFnoTransCreateError:
      return v1::AGGREGATE_STATUS_FNO_TRANS_CREATE_ERROR;
    case AdjustmentSyncStatus::kFnoTransCreated:
      return v1::AGGREGATE_STATUS_FNO_TRANS_CREATED;
    case AdjustmentSyncStatus::kFnoTransPostError:
      return v1::AGGREGATE_STATUS_FNO_TRANS_POST_ERROR;
    case AdjustmentSyncStatus::kFnoTransPosted:
      return v1::AGGREGATE_STATUS_FNO_TRANS_POSTED;
  }
  return v1::AGGREGATE_STATUS_UNSPECIFIED;
}

}  // namespace onhand
