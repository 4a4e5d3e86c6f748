#include "service/cli/mapping/record_mapper.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "service/json/time_text.h"

namespace onhand::cli {
namespace {

std::string_view Trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

QuantityError ReadQuantity(std::string_view text, Quantity* quantity) {
  text = Trimmed(text);
  std::string number;
  if (!text.empty() && text[0] == '-') number = "-";
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  while (text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9') text.remove_prefix(1);
  if (text.size() > 1 && text[0] == '.') number.push_back('0');
  number.append(text);
  // ParseQuantity would take the sign of "+-5".
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) return QuantityError::kNotANumber;
  return ParseQuantity(number, quantity);
}

RecordMapper::RecordMapper(Mapping mapping, size_t column_count)
    : mapping_(std::move(mapping)), column_count_(column_count) {}

MapResult RecordMapper::Map(CsvRecord* record, EventRecord* event, std::string* reason) {
  if (record->fields.size() != column_count_) {
    *reason = absl::StrCat("the record has ", record->fields.size(), " fields, the heading has ", column_count_);
    return MapResult::kRejected;
  }
  if (mapping_.trim) {
    for (std::string& field : record->fields) field = std::string(Trimmed(field));
  }
  TemplateInput input{record->fields, record->line, 0};
  if (mapping_.ordinal_group.has_value()) {
    scratch_.clear();
    mapping_.ordinal_group->AppendTo(input, &scratch_);
    input.ordinal = ++ordinals_[scratch_];
  }
  const auto fill = [&input](const Template& from, std::string* to) {
    to->clear();
    from.AppendTo(input, to);
  };
  fill(mapping_.id, &event->id);
  fill(mapping_.organization_id, &event->organization_id);
  fill(mapping_.product_id, &event->product_id);
  fill(mapping_.dimension_data_source, &event->dimension_data_source);
  event->dimensions.resize(mapping_.dimensions.size());
  for (size_t i = 0; i < mapping_.dimensions.size(); ++i) {
    event->dimensions[i].name = mapping_.dimensions[i].first;
    fill(mapping_.dimensions[i].second, &event->dimensions[i].value);
  }

  size_t count = 0;
  bool saw_zero = false;
  event->quantities.resize(mapping_.quantities.size());
  for (const QuantityRule& rule : mapping_.quantities) {
    fill(rule.from, &scratch_);
    if (Trimmed(scratch_).empty()) {
      if (mapping_.empty_is_none) continue;
      *reason = absl::StrCat(rule.from.Description(), " is empty where a quantity is expected");
      return MapResult::kRejected;
    }
    Quantity quantity;
    if (const QuantityError error = ReadQuantity(scratch_, &quantity); error != QuantityError::kNone) {
      *reason = absl::StrCat(rule.from.Description(), ": \"", scratch_.substr(0, 100), "\" ",
                             std::string(QuantityErrorText(error)));
      return MapResult::kRejected;
    }
    if (quantity.micros == 0) saw_zero = true;
    if (quantity.micros == 0 && (mapping_.skip_zero || rule.sign != QuantityRule::Sign::kAny)) continue;
    if (rule.sign == QuantityRule::Sign::kPositive && quantity.micros < 0) continue;
    if (rule.sign == QuantityRule::Sign::kNegative) {
      if (quantity.micros > 0) continue;
      quantity.micros = -quantity.micros;  // Q1: the lowest number of an int64 is no quantity
    }
    EventRecord::Measure& measure = event->quantities[count++];
    measure.data_source = rule.data_source;
    measure.measure = rule.measure;
    measure.quantity = quantity;
  }
  event->quantities.resize(count);
  if (count == 0) {
    if (saw_zero && mapping_.skip_zero) return MapResult::kSkipped;
    *reason = saw_zero ? "the quantity is 0 and no rule posts 0" : "no rule posts anything of this record";
    return MapResult::kRejected;
  }

  event->modified_at_us.reset();
  if (mapping_.modified_at.has_value()) {
    fill(*mapping_.modified_at, &scratch_);
    if (!scratch_.empty()) {
      int64_t time_us = 0;
      if (!ParseTime(Trimmed(scratch_), &time_us)) {
        *reason = absl::StrCat(mapping_.modified_at->Description(), ": \"", scratch_.substr(0, 100),
                               "\" is not a time such as 2024-05-31T13:45:00Z");
        return MapResult::kRejected;
      }
      event->modified_at_us = time_us;
    }
  }
  return MapResult::kEvent;
}

}  // namespace onhand::cli
