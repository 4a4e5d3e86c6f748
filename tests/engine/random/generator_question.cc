// Random questions.

#include <algorithm>
#include <string>

#include "tests/engine/random/domains.h"
#include "tests/engine/random/generator.h"

namespace onhand {
namespace {

using reference::BucketQuestion;
using reference::Question;

constexpr int64_t kDayUs = 86'400'000'000;

}  // namespace

Question Generator::MakeQuestion() {
  Question question;
  question.exact = random_->Percent(40);
  question.version = random_->Percent(50) ? 1 : 2;
  if (random_->Percent(30) && !settings_->sources.empty()) {
    question.dimension_source = RandomCase(random_->Pick(settings_->sources).name);
  }
  const std::string via = question.dimension_source;
  const auto pick_some = [&](const std::vector<std::string>& from, int chance) {
    std::vector<std::string> some;
    for (const std::string& text : from) {
      if (random_->Percent(chance)) some.push_back(text);
    }
    return some;
  };
  if (question.version == 1 || random_->Percent(50)) {
    question.organizations = {random_->Percent(85) ? RandomOrganizations()[0] : random_->Pick(RandomOrganizations())};
  } else {
    question.organizations = pick_some(RandomOrganizations(), 70);
  }
  question.products = pick_some(RandomProducts(), random_->Percent(70) ? 50 : 0);
  if (random_->Percent(5)) question.products.push_back("nothing");
  if (!question.products.empty() && random_->Percent(5)) question.products.push_back(question.products[0]);

  for (const std::string& name : RandomDimensions()) {
    if (random_->Percent(name == "ColorId" ? 45 : 15)) question.group_by.push_back(Spell(via, name));
  }
  for (const char* name : {"siteId", "locationId"}) {
    if (random_->Percent(10)) question.group_by.push_back(name);
  }
  if (random_->Percent(30)) std::reverse(question.group_by.begin(), question.group_by.end());
  if (!question.group_by.empty() && random_->Percent(10)) question.group_by.push_back(question.group_by[0]);
  question.return_negative = random_->Percent(60);
  if (random_->Percent(30)) {
    question.promises = true;
    const int64_t today = now_us_ / kDayUs;
    if (random_->Percent(30)) question.from = Date(today + random_->Between(-2, 4));
    if (random_->Percent(30)) question.to = Date(today + random_->Between(-1, 8));
  } else if (random_->Percent(3)) {
    question.from = "ignored";
  }
  if (question.exact) {
    AddTuples(&question);
  } else {
    AddFilters(&question);
  }
  if (random_->Percent(10)) BreakQuestion(&question);
  if (random_->Percent(1) && random_->Percent(30)) {
    for (int i = 0; i < 5001; ++i) question.products.push_back("p" + std::to_string(i));
  }
  return question;
}

void Generator::AddFilters(Question* question) {
  const auto some_values = [&](const std::string& base) {
    std::vector<std::string> values;
    for (int i = static_cast<int>(random_->Between(0, 4)); i > 0; --i) values.push_back(ValueFor(base));
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    if (random_->Percent(5)) values.push_back("");
    return values;
  };
  const std::string via = question->dimension_source;
  for (const char* base : {"siteid", "locationid"}) {
    if (random_->Percent(65)) question->filters.emplace_back(Spell(via, base), some_values(base));
  }
  for (const std::string& name : RandomDimensions()) {
    if (random_->Percent(name == "ColorId" ? 30 : 6)) {
      question->filters.emplace_back(Spell(via, name), some_values(name));
    }
  }
  if (question->version == 2 && random_->Percent(50)) {
    if (random_->Percent(85)) question->page_size = random_->Between(1, 3);
    if (random_->Percent(75)) question->page_number = random_->Between(1, 3);
  }
}

void Generator::AddTuples(Question* question) {
  std::vector<std::string> bases;
  for (const char* base : {"siteid", "locationid"}) {
    if (!settings_->by_product || random_->Percent(60)) bases.push_back(base);
  }
  for (const std::string& name : RandomDimensions()) {
    if (random_->Percent(name == "ColorId" ? 40 : 8)) bases.push_back(name);
  }
  if (question->version == 2) {
    question->organizations.clear();
    bases.insert(bases.begin() + random_->Below(static_cast<int64_t>(bases.size()) + 1), "organizationId");
  }
  for (const std::string& base : bases) {
    question->keys.push_back(base == "organizationId" ? RandomCase(base) : Spell(question->dimension_source, base));
  }
  for (int i = static_cast<int>(random_->Between(1, 5)); i > 0; --i) {
    std::vector<std::string> tuple;
    for (const std::string& base : bases) {
      tuple.push_back(base == "organizationId" ? random_->Pick(RandomOrganizations())
                                               : (random_->Percent(10) ? "" : ValueFor(base)));
    }
    question->tuples.push_back(std::move(tuple));
  }
  if (random_->Percent(10)) question->tuples.push_back(question->tuples[0]);
}

void Generator::BreakQuestion(Question* question) {
  switch (random_->Below(11)) {
    case 0:
      question->group_by.push_back("Coulour");
      break;
    case 1:
      if (!question->exact) question->filters.emplace_back("Coulour", std::vector<std::string>{"red"});
      break;
    case 2:
      question->organizations.push_back("demf");
      break;
    case 3:
      question->organizations.clear();
      break;
    case 4:
      if (question->exact) question->tuples[0].push_back("red");
      break;
    case 5:
      if (question->exact && !question->keys.empty()) question->keys[0] = "Coulour";
      break;
    case 6:
      if (question->version == 2 && !question->exact) question->page_number = 0;
      break;
    case 7:
      if (question->version == 2 && !question->exact) question->page_size = -1;
      break;
    case 8:
      question->promises = true;
      question->from = Date(now_us_ / kDayUs + 1);
      question->to = Date(now_us_ / kDayUs);
      break;
    case 9:
      question->promises = true;
      question->to = random_->Pick<std::string>({"2026-02-30", "soon", "2026-03-01T12:00:00Z"});
      break;
    default:
      question->dimension_source = "nobody";
      break;
  }
}

BucketQuestion Generator::MakeBucketQuestion() {
  const bool hot = random_->Percent(60);
  reference::Event event = WithKey(reference::Kind::kAllocate, hot);
  if (!hot) AddDimensions(&event);
  if (random_->Percent(4)) BreakKey(&event);
  if (random_->Percent(4) && !event.dimensions.empty()) event.dimensions.pop_back();
  BucketQuestion question{.organization = event.organization,
                          .product = event.product,
                          .dimension_source = event.dimension_source,
                          .dimensions = event.dimensions,
                          .groups = {}};
  if (random_->Percent(30)) question.groups = Groups();
  if (random_->Percent(3)) question.groups.emplace_back("colour", "red");
  return question;
}

}  // namespace onhand
