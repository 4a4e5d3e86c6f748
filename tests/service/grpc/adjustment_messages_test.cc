#include "service/grpc/adjustment_messages.h"

#include <string>

#include "engine/model/base_dimension.h"
#include "gtest/gtest.h"

namespace onhand {
namespace {

AdjustmentSubject Subject() {
  AdjustmentSubject subject;
  subject.organization_id = "usmf";
  subject.product_id = "T-shirt";
  subject.dimensions = {{BaseDimensionName(*FindBaseDimension("siteId")), "1"},
                        {BaseDimensionName(*FindBaseDimension("ColorId")), "Red"}};
  subject.data_source = "pos";
  subject.measure = "inbound";
  return subject;
}

void ExpectSame(const AdjustmentSubject& subject, const AdjustmentSubject& back) {
  EXPECT_EQ(back.organization_id, subject.organization_id);
  EXPECT_EQ(back.product_id, subject.product_id);
  EXPECT_EQ(back.dimensions, subject.dimensions);
  EXPECT_EQ(back.data_source, subject.data_source);
  EXPECT_EQ(back.measure, subject.measure);
}

TEST(AdjustmentMessages, ALineComesBack) {
  AdjustmentLine line;
  line.line_id = "300-2";
  line.subject = Subject();
  line.id = "adj-1";
  line.quantity_micros = INT64_MIN;
  line.external_reference_category = "SO";
  line.external_reference_id = "SO-1";
  line.journal_name_id = "IMov";
  line.cost_price = "12.5";
  line.transaction_date = "2026-02-01";
  line.push = 7;
  line.message = "no room";
  line.created_at_us = -1;
  line.changed_at_us = 1'700'000'000'000'001;
  for (const AdjustmentStatus status :
       {AdjustmentStatus::kCreated, AdjustmentStatus::kIvPosted, AdjustmentStatus::kAggregated}) {
    line.status = status;
    v1::AdjustmentLine message;
    EncodeAdjustmentLine(line, &message);
    const absl::StatusOr<AdjustmentLine> back = DecodeAdjustmentLine(message);
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_EQ(back->status, status);
    EXPECT_EQ(back->line_id, line.line_id);
    EXPECT_EQ(back->id, line.id);
    ExpectSame(line.subject, back->subject);
    EXPECT_EQ(back->quantity_micros, line.quantity_micros);
    EXPECT_EQ(back->external_reference_category, line.external_reference_category);
    EXPECT_EQ(back->external_reference_id, line.external_reference_id);
    EXPECT_EQ(back->journal_name_id, line.journal_name_id);
    EXPECT_EQ(back->cost_price, line.cost_price);
    EXPECT_EQ(back->transaction_date, line.transaction_date);
    EXPECT_EQ(back->push, line.push);
    EXPECT_EQ(back->message, line.message);
    EXPECT_EQ(back->created_at_us, line.created_at_us);
    EXPECT_EQ(back->changed_at_us, line.changed_at_us);
  }
}

TEST(AdjustmentMessages, AnAggregateComesBack) {
  AggregatedAdjustment aggregate;
  aggregate.aggregate_id = "7-AAAA";
  aggregate.push = 7;
  aggregate.subject = Subject();
  aggregate.lines = 1'000;
  aggregate.message = "voucher 7";
  aggregate.created_at_us = 1;
  aggregate.changed_at_us = 2;
  const WideMicros kNets[] = {0, -5, WideMicros{INT64_MAX} * 1'000, WideMicros{INT64_MIN} * 1'000};
  for (int status = 0; status <= static_cast<int>(AdjustmentSyncStatus::kFnoTransPosted); ++status) {
    aggregate.status = static_cast<AdjustmentSyncStatus>(status);
    aggregate.net_micros = kNets[status % 4];
    v1::AdjustmentAggregate message;
    EncodeAggregatedAdjustment(aggregate, &message);
    const absl::StatusOr<AggregatedAdjustment> back = DecodeAggregatedAdjustment(message);
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_EQ(back->status, aggregate.status);
    EXPECT_TRUE(back->net_micros == aggregate.net_micros) << status;
    EXPECT_EQ(back->aggregate_id, aggregate.aggregate_id);
    EXPECT_EQ(back->push, aggregate.push);
    ExpectSame(aggregate.subject, back->subject);
    EXPECT_EQ(back->lines, aggregate.lines);
    EXPECT_EQ(back->message, aggregate.message);
    EXPECT_EQ(back->created_at_us, aggregate.created_at_us);
    EXPECT_EQ(back->changed_at_us, aggregate.changed_at_us);
  }
}

TEST(AdjustmentMessages, WhatALaterServerMaySayIsToldAndNotGuessed) {
  EXPECT_EQ(DecodeAdjustmentLine(v1::AdjustmentLine()).status().code(), absl::StatusCode::kInternal);
  v1::AdjustmentAggregate message;
  message.set_status(static_cast<v1::AggregateStatus>(99));
  EXPECT_EQ(DecodeAggregatedAdjustment(message).status().code(), absl::StatusCode::kInternal);
  message.set_status(v1::AGGREGATE_STATUS_CREATED);
  EXPECT_TRUE(DecodeAggregatedAdjustment(message).ok());
  message.mutable_net()->set_wide_micros("many");
  EXPECT_EQ(DecodeAggregatedAdjustment(message).status().code(), absl::StatusCode::kInternal);
  message.clear_net();
  message.mutable_subject()->add_dimensions()->set_name("flavour");
  EXPECT_EQ(DecodeAggregatedAdjustment(message).status().code(), absl::StatusCode::kInternal);
}

TEST(AdjustmentMessages, AnEventWithoutAQuantityIsRefusedAlone) {
  google::protobuf::RepeatedPtrField<v1::AdjustEvent> messages;
  messages.Add()->set_id("a");
  v1::AdjustEvent* whole = messages.Add();
  whole->set_id("b");
  whole->set_cost_price("2");
  whole->mutable_quantity()->set_data_source("pos");
  whole->mutable_quantity()->set_measure("inbound");
  whole->mutable_quantity()->set_quantity_micros(-3);
  const DecodedEvents<AdjustEvent> decoded = DecodeAdjusts(messages);
  ASSERT_EQ(decoded.events.size(), 2u);
  ASSERT_EQ(decoded.refused.size(), 1u);
  EXPECT_EQ(decoded.refused[0].index, 0);
  EXPECT_EQ(decoded.refused[0].issue.reason, Reason::kNoQuantity);
  EXPECT_EQ(decoded.events[1].id, "b");
  EXPECT_EQ(decoded.events[1].quantity_data_source, "pos");
  EXPECT_EQ(decoded.events[1].physical_measure, "inbound");
  EXPECT_EQ(decoded.events[1].quantity.micros, -3);
  EXPECT_EQ(decoded.events[1].cost_price, "2");
}

}  // namespace
}  // namespace onhand
