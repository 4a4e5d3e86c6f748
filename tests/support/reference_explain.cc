// Questions about single rows: their allocation buckets, and what makes up their numbers.

#include <algorithm>
#include <utility>

#include "tests/support/reference_model.h"
#include "tests/support/reference_names.h"

namespace onhand::reference {

Model::Decoded Model::DecodeQuestion(const BucketQuestion& question) const {
  return DecodeKey({.id = "1",
                    .organization = question.organization,
                    .product = question.product,
                    .dimension_source = question.dimension_source,
                    .dimensions = question.dimensions});
}

std::vector<std::pair<std::vector<Named>, Bucket>> Model::NamedBuckets(const Row& row) const {
  std::vector<std::pair<std::vector<Named>, Bucket>> buckets;
  for (const auto& [path, bucket] : row.buckets) {
    std::vector<Named> groups;
    for (size_t i = 0; i < path.size(); ++i) groups.emplace_back(settings_.groups[i], path[i]);
    buckets.emplace_back(std::move(groups), bucket);
  }
  return buckets;
}

BucketAnswer Model::Ask(const BucketQuestion& question) const {
  BucketAnswer answer;
  if (!settings_.allocations) answer.reasons.insert("FEATURE_OFF");
  Decoded decoded = DecodeQuestion(question);
  const bool placeless = decoded.faults.erase("MISSING_PARTITION_DIMENSION") > 0;
  answer.reasons.merge(decoded.faults);
  Path path;
  if (!question.groups.empty() && !DecodeGroups(question.groups, &path)) answer.reasons.insert("INVALID_GROUPS");
  const auto row = state_.rows.find(decoded.key);
  if (!answer.reasons.empty() || placeless || row == state_.rows.end()) return answer;
  answer.buckets = NamedBuckets(row->second);
  std::erase_if(answer.buckets, [&](const auto& bucket) {
    Path have;
    for (const auto& [name, value] : bucket.first) have.push_back(value);
    return !path.empty() && path != have;
  });
  return answer;
}

ExplainAnswer Model::Explain(const BucketQuestion& question) const {
  ExplainAnswer answer;
  Decoded decoded = DecodeQuestion(question);
  decoded.faults.erase("MISSING_PARTITION_DIMENSION");
  answer.reasons = decoded.faults;
  if (!answer.reasons.empty()) return answer;

  const Tuple& wanted = std::get<Tuple>(decoded.key);
  std::set<RowKey> keys;
  const auto add = [&](const RowKey& key) {
    const Tuple& tuple = std::get<Tuple>(key);
    const bool matches =
        std::all_of(wanted.begin(), wanted.end(), [&](const auto& d) { return ValueOf(tuple, d.first) == d.second; });
    const bool of_product = std::get<0>(key) == question.organization && std::get<1>(key) == question.product;
    if (of_product && matches) keys.insert(key);
  };
  for (const auto& [key, row] : state_.rows) add(key);
  if (const auto found = state_.schedules.find(settings_.one_period); found != state_.schedules.end()) {
    for (const auto& [key, days] : found->second) {
      if (!Scheduled(key).empty()) add(key);
    }
  }
  Values stock;
  for (const RowKey& key : keys) {
    ExplainedRow explained{.dimensions = std::get<Tuple>(key)};
    if (const auto row = state_.rows.find(key); row != state_.rows.end()) {
      for (const auto& [measure, value] : ValuesOf(row->second)) {
        stock[measure] += value;
        explained.measures[measure] = {static_cast<int64_t>(value.millionths), static_cast<int64_t>(Held(key, measure)),
                                       std::nullopt};
      }
      for (const auto& [measure, number] : row->second.numbers) {
        explained.measures[measure].counted_us = number.counted_us;
      }
      explained.buckets = NamedBuckets(row->second);
    }
    for (const auto& [name, hold] : state_.holds) {
      const Reservation& reservation = state_.reservations.at(name);
      if (reservation.key == key) explained.holds.push_back({name, reservation.measure, hold.remaining, hold.ends_us});
    }
    explained.scheduled = Scheduled(key);
    answer.rows.push_back(std::move(explained));
  }
  answer.formulas = Calculate(stock);
  std::erase_if(answer.formulas, [&](const auto& value) { return FindCalculated(value.first) == nullptr; });
  return answer;
}

}  // namespace onhand::reference
