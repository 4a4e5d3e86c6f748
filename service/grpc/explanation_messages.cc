#include "service/grpc/explanation_messages.h"

#include "absl/container/inlined_vector.h"
#include "engine/model/date.h"
#include "service/grpc/allocation_messages.h"
#include "service/grpc/event_messages.h"
#include "service/grpc/query_messages.h"

namespace onhand {
namespace {

size_t Encode(const ExplainedMeasure& measure, v1::ExplainedMeasure* message) {
  EncodeColumn(measure.measure, message->mutable_measure());
  message->set_micros(measure.micros);
  message->set_held_micros(measure.held_micros);
  if (measure.counted_at_us) EncodeTime(*measure.counted_at_us, message->mutable_counted_at());
  message->set_reservation_id(measure.reservation_id);
  return message->ByteSizeLong();
}

size_t Encode(const ExplainedHold& hold, v1::ExplainedHold* message) {
  message->set_reservation_id(hold.reservation_id);
  EncodeColumn(hold.measure, message->mutable_measure());
  message->set_remaining_micros(hold.remaining_micros);
  EncodeTime(hold.ends_at_us, message->mutable_expires_at());
  return message->ByteSizeLong();
}

size_t Encode(const AllocationBucket& bucket, v1::AllocationBucket* message) {
  EncodeBucket(bucket, message);
  return message->ByteSizeLong();
}

size_t Encode(const ExplainedSchedule& schedule, v1::ExplainedSchedule* message) {
  message->set_date(FormatDate(schedule.day));
  EncodeColumn(schedule.measure, message->mutable_measure());
  message->set_micros(schedule.micros);
  return message->ByteSizeLong();
}

// Element number `element` of the row's lists, counted through, into the list it belongs to. Returns its size in bytes.
size_t EncodeElement(const ExplainedRow& row, size_t element, v1::ExplainedRow* message) {
  if (element < row.measures.size()) return Encode(row.measures[element], message->add_measures());
  element -= row.measures.size();
  if (element < row.holds.size()) return Encode(row.holds[element], message->add_holds());
  element -= row.holds.size();
  if (element < row.buckets.size()) return Encode(row.buckets[element], message->add_buckets());
  element -= row.buckets.size();
  return Encode(row.schedules[element], message->add_schedules());
}

}  // namespace

ExplainQuery DecodeExplainQuery(const v1::ExplainQuery& message) {
  ExplainQuery query;
  query.organization_id = message.organization_id();
  query.product_id = message.product_id();
  query.dimension_data_source = message.dimension_data_source();
  absl::InlinedVector<DimensionValue, 6> dimensions;
  DecodeDimensions(message.dimensions(), &dimensions);
  query.dimensions.assign(dimensions.begin(), dimensions.end());
  return query;
}

void EncodeExplanationHeader(const Explanation& explanation, v1::ExplanationHeader* header) {
  header->set_row_count(explanation.row_count);
  for (const ExplainedFormula& formula : explanation.formulas) {
    v1::ExplainedFormula* message = header->add_formulas();
    EncodeColumn(formula.measure, message->mutable_measure());
    EncodeWide(formula.micros, message->mutable_sum());
    for (const ExplainedOperand& operand : formula.operands) {
      v1::ExplainedOperand* operand_message = message->add_operands();
      EncodeColumn(operand.measure, operand_message->mutable_measure());
      operand_message->set_subtract(operand.subtract);
      EncodeWide(operand.micros, operand_message->mutable_sum());
      operand_message->set_posted(operand.posted);
    }
  }
}

void EncodeExplainedRow(const Explanation& explanation, size_t bytes_wanted, ExplanationPosition* position,
                        v1::ExplainedRow* message) {
  const ExplainedRow& row = explanation.rows[position->row];
  const size_t elements = row.measures.size() + row.holds.size() + row.buckets.size() + row.schedules.size();
  message->set_continued(position->element > 0);
  if (position->element == 0) {
    EncodeNamedValues(row.dimensions, message->mutable_dimensions());
    message->set_sequence(row.sequence);
  }
  size_t bytes = 0;
  while (position->element < elements && bytes < bytes_wanted) {
    bytes += EncodeElement(row, position->element++, message);
  }
  if (position->element == elements) *position = {position->row + 1, 0};
}

}  // namespace onhand
