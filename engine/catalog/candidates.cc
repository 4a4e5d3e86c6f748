#include "engine/catalog/candidates.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/catalog/product_terms.h"
#include "storage/catalog/text_fold.h"
#include "storage/keys/product_key.h"
#include "storage/keys/row_key.h"

namespace onhand {
namespace {

using storage::ItemStream;
using storage::KeyRange;
using storage::TermKind;
using storage::TermPath;

// Null: not served.
using Served = absl::StatusOr<std::unique_ptr<ItemStream>>;
using Streams = std::vector<std::unique_ptr<ItemStream>>;

constexpr size_t kGramsMax = 8;           // of one value; more would say little more
constexpr size_t kTextsAsStreamsMax = 8;  // values that are read side by side

// Of these grams at most kGramsMax, spread over the value.
std::vector<std::string_view> ChooseGrams(std::vector<std::string_view> grams) {
  if (grams.size() > kGramsMax) {
    for (size_t i = 0; i < kGramsMax; ++i) grams[i] = grams[i * (grams.size() - 1) / (kGramsMax - 1)];
    grams.resize(kGramsMax);
  }
  std::sort(grams.begin(), grams.end());
  grams.erase(std::unique(grams.begin(), grams.end()), grams.end());
  return grams;
}

std::string TextTermKey(const SearchValue& value, const TermPath& path) {
  std::string key = storage::TermPrefix(value.number.has_value() ? TermKind::kNumeral : TermKind::kText, path);
  storage::AppendTextTerm(value.folded, &key);
  return key;
}

KeyRange KeysWith(std::string prefix) {
  std::string end = storage::AfterPrefix(prefix);
  return {std::move(prefix), std::move(end)};
}

// Texts of this kind from `low` to `high`, both included; nothing = without that end.
KeyRange TextRange(TermKind kind, const TermPath& path, const SearchValue* low, const SearchValue* high) {
  KeyRange range = KeysWith(storage::TermPrefix(kind, path));
  if (high != nullptr) {
    // Behind the 00 of the text itself and before every longer one.
    range.end = range.begin;
    range.end.append(storage::CutTermText(high->folded)).push_back('\x01');
  }
  if (low != nullptr) range.begin.append(storage::CutTermText(low->folded));
  return range;
}

KeyRange NumberRange(const TermPath& path, const SearchValue* low, const SearchValue* high) {
  KeyRange range = KeysWith(storage::TermPrefix(TermKind::kNumber, path));
  if (high != nullptr) {
    std::string last = range.begin;
    storage::AppendNumberTerm(*high->number, &last);
    range.end = storage::AfterPrefix(last);
  }
  if (low != nullptr) storage::AppendNumberTerm(*low->number, &range.begin);
  return range;
}

// Whether a number can be written that begins like this.
bool MayBeginNumeral(std::string_view folded) {
  return folded.find_first_not_of("+-.0123456789e") == std::string_view::npos;
}

class Planner {
 public:
  Planner(const storage::ProductView& view, SearchBudget budget) : view_(view), budget_(budget) {}

  Served Plan(const SearchNode& node) {
    Streams streams;
    for (const SearchCondition& condition : node.conditions) {
      Served served = Plan(condition);
      if (!served.ok() || (node.any && *served == nullptr)) return served;
      if (*served != nullptr) streams.push_back(*std::move(served));
    }
    for (const SearchNode& child : node.children) {
      Served served = Plan(child);
      if (!served.ok() || (node.any && *served == nullptr)) return served;
      if (*served != nullptr) streams.push_back(*std::move(served));
    }
    if (streams.empty()) return nullptr;
    return node.any ? storage::AnyOf(std::move(streams)) : storage::AllOf(std::move(streams));
  }

 private:
  Served Plan(const SearchCondition& condition) {
    switch (condition.op) {
      case ConditionOperator::kIsExactly:
      case ConditionOperator::kIsOneOf:
        return PlanTexts(condition);
      case ConditionOperator::kContains:
        return PlanAny(condition, [&](const SearchValue& value) { return PlanContains(condition, value); });
      case ConditionOperator::kBeginsWith:
        return PlanAny(condition, [&](const SearchValue& value) { return PlanBeginning(condition, value); });
      case ConditionOperator::kGreaterEqual:
        return PlanAny(condition, [&](const SearchValue& value) { return PlanRange(condition, &value, nullptr); });
      case ConditionOperator::kLessEqual:
        return PlanAny(condition, [&](const SearchValue& value) { return PlanRange(condition, nullptr, &value); });
      case ConditionOperator::kBetween:
        return PlanBetween(condition);
      case ConditionOperator::kIsNot:
      case ConditionOperator::kDoesNotContain:
        return nullptr;
    }
    return nullptr;
  }

  template <typename PlanValue>
  Served PlanAny(const SearchCondition& condition, PlanValue plan) {
    Streams streams;
    for (const SearchValue& value : condition.values) {
      Served served = plan(value);
      if (!served.ok() || *served == nullptr) return served;
      streams.push_back(*std::move(served));
    }
    return storage::AnyOf(std::move(streams));
  }

  Served PlanTexts(const SearchCondition& condition) {
    if (condition.values.size() > kTextsAsStreamsMax) {
      std::vector<KeyRange> ranges;
      for (const SearchValue& value : condition.values) {
        ranges.push_back(KeysWith(TextTermKey(value, condition.path())));
      }
      return Collect(std::move(ranges));
    }
    return PlanAny(condition,
                   [&](const SearchValue& value) -> Served { return Items({TextTermKey(value, condition.path())}); });
  }

  Served PlanContains(const SearchCondition& condition, const SearchValue& value) {
    if (std::vector<std::string_view> grams = storage::Grams(value.folded); !grams.empty()) {
      return GramItems(condition, std::move(grams));
    }
    std::string prefix = storage::TermPrefix(TermKind::kGram, condition.path());
    return Collect({KeysWith(prefix.append(value.folded))});
  }

  Served PlanBeginning(const SearchCondition& condition, const SearchValue& value) {
    const std::string_view beginning = storage::CutTermText(value.folded);
    std::vector<KeyRange> ranges;
    ranges.push_back(KeysWith(storage::TermPrefix(TermKind::kText, condition.path()).append(beginning)));
    if (MayBeginNumeral(beginning)) {
      ranges.push_back(KeysWith(storage::TermPrefix(TermKind::kNumeral, condition.path()).append(beginning)));
    }
    Served served = Collect(std::move(ranges));
    if (!served.ok() || *served != nullptr) return served;
    const std::string marked = std::string(1, storage::kValueBegin).append(value.folded);
    std::vector<std::string_view> grams = storage::Grams(marked);
    if (grams.empty()) return nullptr;
    return GramItems(condition, std::move(grams));
  }

  // Numbers are compared with numbers by size, everything else as texts. Either end may be missing.
  Served PlanRange(const SearchCondition& condition, const SearchValue* low, const SearchValue* high) {
    const TermPath path = condition.path();
    const bool numbers = (low == nullptr || low->number.has_value()) && (high == nullptr || high->number.has_value());
    std::vector<KeyRange> ranges;
    ranges.push_back(numbers ? NumberRange(path, low, high) : TextRange(TermKind::kNumeral, path, low, high));
    ranges.push_back(TextRange(TermKind::kText, path, low, high));
    return Collect(std::move(ranges));
  }

  Served PlanBetween(const SearchCondition& condition) {
    const SearchValue& low = condition.values[0];
    const SearchValue& high = condition.values[1];
    // A number and a text: either end alone is told apart by kind, both together are not.
    if (low.number.has_value() != high.number.has_value()) return PlanRange(condition, &low, nullptr);
    return PlanRange(condition, &low, &high);
  }

  Served GramItems(const SearchCondition& condition, std::vector<std::string_view> grams) {
    const std::string prefix = storage::TermPrefix(TermKind::kGram, condition.path());
    std::vector<std::string> terms;
    for (const std::string_view gram : ChooseGrams(std::move(grams))) terms.push_back(prefix + std::string(gram));
    return Items(std::move(terms));
  }

  // The items that have all of these terms.
  Served Items(std::vector<std::string> terms) {
    if (terms.size() > budget_.streams) return nullptr;
    budget_.streams -= terms.size();
    Streams streams;
    for (std::string& term : terms) streams.push_back(view_.Items(std::move(term)));
    return storage::AllOf(std::move(streams));
  }

  // The items of the ranges, read here and now.
  Served Collect(std::vector<KeyRange> ranges) {
    std::vector<std::string> items;
    size_t left = std::min(budget_.range_postings_max, budget_.postings);
    for (KeyRange& range : ranges) {
      if (!range.end.empty() && range.begin >= range.end) continue;
      absl::StatusOr<std::optional<std::vector<std::string>>> found = view_.CollectItems(std::move(range), left);
      if (!found.ok()) return found.status();
      if (!found->has_value()) {
        budget_.postings -= left;
        return nullptr;
      }
      left -= (*found)->size();
      budget_.postings -= (*found)->size();
      std::move((*found)->begin(), (*found)->end(), std::back_inserter(items));
    }
    std::sort(items.begin(), items.end());
    items.erase(std::unique(items.begin(), items.end()), items.end());
    return storage::ListedItems(std::move(items));
  }

  const storage::ProductView& view_;
  SearchBudget budget_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ItemStream>> FindCandidates(const storage::ProductView& view, const SearchNode& search,
                                                           SearchBudget budget) {
  return Planner(view, budget).Plan(search);
}

}  // namespace onhand
