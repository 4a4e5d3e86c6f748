#include "tests/support/model_text.h"

#include <cstdint>

#include "tests/support/reference_names.h"

namespace onhand::reference {
namespace {

std::string ToText(const Quantities& quantities) {
  std::string text;
  for (const auto& [source, measure, millionths] : quantities) {
    text += " " + source + "." + measure + ":" + Decimal{millionths}.ToString();
  }
  return text;
}

std::string ToText(const std::vector<Named>& named) {
  std::string text;
  for (const auto& [name, value] : named) text += " " + name + "='" + value + "'";
  return text;
}

std::string ToText(const Values& values) {
  std::string text;
  for (const auto& [measure, value] : values) {
    text += " " + measure.first + "." + measure.second + "=" + value.ToString();
  }
  return text;
}

}  // namespace

std::string Join(const std::vector<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "'" : ", '") + text + "'";
  return "[" + joined + "]";
}

std::string Join(const std::set<std::string>& texts) {
  return Join(std::vector<std::string>(texts.begin(), texts.end()));
}

std::string KindName(Kind kind) {
  switch (kind) {
    case Kind::kChange:
      return "change";
    case Kind::kSet:
      return "set";
    case Kind::kReserve:
      return "reserve";
    case Kind::kUnreserve:
      return "unreserve";
    case Kind::kExtend:
      return "extend";
    case Kind::kAllocate:
      return "allocate";
    case Kind::kUnallocate:
      return "unallocate";
    case Kind::kReallocate:
      return "reallocate";
    case Kind::kConsume:
      return "consume";
    case Kind::kSchedule:
      return "schedule";
  }
  return "?";
}

std::string ToText(const Event& event) {
  std::string text = KindName(event.kind) + " id='" + event.id + "' organization='" + event.organization +
                     "' product='" + event.product + "'";
  if (!event.dimension_source.empty()) text += " via='" + event.dimension_source + "'";
  text += ToText(event.dimensions) + ToText(event.quantities);
  if (event.kind == Kind::kSet) text += " in='" + event.inventory_system + "'";
  if (event.modified_us) text += " at " + std::to_string(*event.modified_us);
  if (!event.expected.empty()) text += " expected" + ToText(event.expected);
  if (event.kind == Kind::kReserve) {
    text += " of '" + event.quantity_source + "'.'" + event.modifier + (event.check ? "' checked" : "' unchecked");
  }
  if (event.quantity) text += " quantity " + Decimal{*event.quantity}.ToString();
  if (event.ends_us) text += " until " + std::to_string(*event.ends_us);
  if (event.ttl_seconds) text += " for " + std::to_string(*event.ttl_seconds) + " s";
  if (!event.reservation.empty()) text += " reservation '" + event.reservation + "'";
  if (!event.groups.empty()) text += " groups" + ToText(event.groups);
  if (!event.source_groups.empty()) text += " from groups" + ToText(event.source_groups);
  for (const auto& [source, measure, subtract] : event.physical) {
    text += std::string(subtract ? " -" : " +") + source + "." + measure;
  }
  for (const auto& [date, quantities] : event.dates) text += " on " + date + ToText(quantities);
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
  if (question.promises) text += " promises '" + question.from + "' to '" + question.to + "'";
  return text;
}

std::string ToText(const BucketQuestion& question) {
  return "buckets of organization='" + question.organization + "' product='" + question.product + "' via='" +
         question.dimension_source + "'" + ToText(question.dimensions) + " groups" + ToText(question.groups);
}

std::string ToText(const AnswerRow& row) {
  std::string text = row.organization + " " + row.product + " " + Join(row.dimensions) + ToText(row.values);
  for (const auto& [day, values] : row.scheduled) text += "\n      scheduled " + FormatDay(day) + ToText(values);
  // Days in a row that promise the same are one line.
  for (auto first = row.promises.begin(); first != row.promises.end();) {
    auto last = first;
    auto next = std::next(first);
    while (next != row.promises.end() && next->first == last->first + 1 && next->second == first->second) last = next++;
    text += "\n      promised " + FormatDay(first->first) + " to " + FormatDay(last->first) + ToText(first->second);
    first = next;
  }
  return text;
}

std::string ToText(const std::vector<Named>& groups, const Bucket& bucket) {
  return ToText(groups) + " allocated " + Decimal{bucket.allocated}.ToString() + " consumed " +
         Decimal{bucket.consumed}.ToString() + " cumulative " + Decimal{bucket.cumulative_allocated}.ToString() +
         " and " + Decimal{bucket.cumulative_consumed}.ToString();
}

}  // namespace onhand::reference
