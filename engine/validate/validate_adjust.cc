#include <string>

#include "engine/model/quantity.h"
#include "engine/model/text.h"
#include "engine/validate/content_hash.h"
#include "engine/validate/quantity_rules.h"
#include "engine/validate/target_rules.h"
#include "engine/validate/validate.h"

namespace onhand {
namespace {

std::optional<Issue> CheckKeptText(std::string_view text, const char* path) {
  const TextError error = CheckOptionalText(text);
  if (error == TextError::kNone) return std::nullopt;
  return Issue{Reason::kMalformed, path, std::string(path + 1) + " " + std::string(TextErrorText(error))};
}

// What is kept with the line and means nothing here.
std::optional<Issue> CheckKeptTexts(const AdjustEvent& event, std::optional<int64_t>* cost_price_micros) {
  if (auto issue = CheckKeptText(event.external_reference_category, "/externalReferenceCategory")) return issue;
  if (auto issue = CheckKeptText(event.external_reference_id, "/externalReferenceId")) return issue;
  if (auto issue = CheckKeptText(event.journal_name_id, "/fnoJournalNameId")) return issue;
  if (!event.cost_price.empty()) {
    Quantity price;
    if (const QuantityError error = ParseQuantity(event.cost_price, &price); error != QuantityError::kNone) {
      return Issue{Reason::kInvalidQuantity, "/costPrice", "costPrice " + std::string(QuantityErrorText(error))};
    }
    *cost_price_micros = price.micros;
  }
  return CheckKeptText(event.transaction_date, "/transDate");
}

}  // namespace

std::optional<Issue> ValidateAdjust(const CompiledConfiguration& configuration, bool apply_now,
                                    const AdjustEvent& event, uint64_t hash_seed, ValidEvent* valid) {
  valid->kind = storage::EntryKind::kAdjust;
  if (auto issue = ResolveTarget(configuration, event, valid)) return issue;
  WritableMeasure found;
  if (auto issue = FindWritableMeasure(configuration, event.quantity_data_source, event.physical_measure, "", &found)) {
    issue->path = found.source == nullptr ? "/quantityDataSource" : "/physicalMeasure";
    return issue;
  }
  if (auto issue = CheckQuantity(event.quantity, "/quantity")) return issue;
  AdjustBody body{.apply_now = apply_now, .cost_price_micros = {}, .event = &event};
  if (auto issue = CheckKeptTexts(event, &body.cost_price_micros)) return issue;
  if (found.source->read_only) valid->read_only_source = found.source->name;
  valid->quantities.push_back({found.measure->number, event.quantity.micros});
  valid->content_hash = ContentHash(*valid)
                            .Add(event.external_reference_category)
                            .Add(event.external_reference_id)
                            .Add(event.journal_name_id)
                            .Add(body.cost_price_micros)
                            .Add(event.transaction_date)
                            .Finish(hash_seed);
  valid->body = body;
  return std::nullopt;
}

}  // namespace onhand
