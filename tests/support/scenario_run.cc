#include "tests/support/scenario_run.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "engine/model/product.h"
#include "engine/model/product_search.h"
#include "tests/support/scenario_configuration.h"

namespace onhand {
namespace {

using Lines = std::vector<std::string>;

Lines Error(const std::string& what) { return {"error: " + what}; }
Lines Error(const absl::Status& status) {
  if (absl::IsInvalidArgument(status)) return {"refused " + std::string(status.message())};
  if (absl::IsFailedPrecondition(status)) return {"refused, switched off: " + std::string(status.message())};
  return Error(std::string(status.ToString()));
}

// "name=value" among the words after the command; "" if it is not there.
std::string Option(const std::vector<std::string>& words, std::string_view name) {
  for (size_t i = 1; i < words.size(); ++i) {
    if (words[i].starts_with(std::string(name) + "=")) return words[i].substr(name.size() + 1);
  }
  return "";
}

bool Has(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::vector<std::string> Rest(const std::vector<std::string>& words) { return {words.begin() + 1, words.end()}; }

std::string ParseCondition(const std::vector<std::string>& words, ScenarioQuery* query) {
  const auto op = FindConditionOperator(words[2]);
  if (!op.has_value()) return "'" + words[2] + "' is no operator";
  ScenarioCondition condition{.op = *op, .values = {words.begin() + 3, words.end()}};
  if (words[0] == "attribute") {
    condition.attribute = words[1];
  } else if (const auto field = FindProductField(words[1])) {
    condition.field = *field;
  } else {
    return "'" + words[1] + "' is no field of a product";
  }
  if (!query->search) query->search.emplace();
  query->search->conditions.push_back(std::move(condition));
  return "";
}

std::string ParseProductLine(const std::string& line, Product* product) {
  const std::vector<std::string> words = SplitWords(line);
  product->item_number = words.empty() ? "" : words[0];
  bool attributes = false;
  for (size_t i = 1; i < words.size(); ++i) {
    std::string name;
    std::string value;
    if (words[i] == ":") {
      attributes = true;
    } else if (!ParsePair(words[i], &name, &value)) {
      return "'" + words[i] + "' is not NAME=VALUE";
    } else if (attributes) {
      product->attributes.push_back({.name = name, .type_name = "", .value = value});
    } else if (const auto field = FindProductField(name)) {
      *MutableProductFieldText(product, *field) = value;
    } else {
      return "'" + name + "' is no field of a product";
    }
  }
  return "";
}

Lines FormatProducts(const std::vector<std::string>& items,
                     const absl::StatusOr<std::vector<ScenarioOutcome>>& outcomes) {
  if (!outcomes.ok()) return Error(outcomes.status());
  if (outcomes->size() != items.size()) return Error(std::to_string(outcomes->size()) + " outcomes");
  Lines lines;
  for (size_t i = 0; i < items.size(); ++i) {
    const ScenarioOutcome& outcome = (*outcomes)[i];
    std::string line = QuoteWord(items[i]) + " " + outcome.status;
    if (outcome.code != 200) line += " " + std::to_string(outcome.code);
    lines.push_back(line + (outcome.message.empty() ? "" : " " + outcome.message));
  }
  return lines;
}

std::string ParseQueryLine(const std::vector<std::string>& words, ScenarioQuery* query) {
  const std::string& what = words[0];
  if (what == "organization") {
    query->organizations = Rest(words);
  } else if (what == "product") {
    query->products = Rest(words);
  } else if (what == "filter" && words.size() >= 2) {
    query->filters.emplace_back(words[1], std::vector<std::string>(words.begin() + 2, words.end()));
  } else if (what == "group") {
    query->group_by = Rest(words);
  } else if (what == "key") {
    query->keys = Rest(words);
  } else if (what == "tuple") {
    query->tuples.push_back(Rest(words));
  } else if (what == "negative") {
    query->return_negative = true;
  } else if (what == "search") {
    query->search = ScenarioSearch{.any = Has(words, "any"), .conditions = {}};
  } else if ((what == "where" || what == "attribute") && words.size() >= 3) {
    return ParseCondition(words, query);
  } else if (what == "atp") {
    query->promises = true;
    query->from = Option(words, "from");
    query->to = Option(words, "to");
  } else {
    return "'" + what + "' is no part of a query";
  }
  return "";
}

std::string FormatValues(const std::map<std::string, std::string>& values) {
  std::string line = " :";
  for (const auto& [measure, quantity] : values) line += " " + QuoteWord(measure) + "=" + quantity;
  return line;
}

void AddRow(const ScenarioRow& row, Lines* lines) {
  std::string line = row.organization.empty() ? "" : QuoteWord(row.organization) + " ";
  line += QuoteWord(row.product);
  const auto add = [&](const std::string& name, const std::string& value) {
    line += " " + name + "=" + QuoteWord(value);
  };
  const auto is_place = [](const std::string& name) { return name == "siteid" || name == "locationid"; };
  for (const char* place : {"siteid", "locationid"}) {
    if (const auto found = row.dimensions.find(place); found != row.dimensions.end()) add(place, found->second);
  }
  for (const auto& [name, value] : row.dimensions) {
    if (!is_place(name)) add(name, value);
  }
  lines->push_back(line + FormatValues(row.quantities));
  for (const auto& [date, values] : row.scheduled) lines->push_back("scheduled " + date + FormatValues(values));
  // Days that promise the same are one line.
  for (auto first = row.promises.begin(); first != row.promises.end();) {
    auto next = std::next(first);
    while (next != row.promises.end() && next->second == first->second) ++next;
    const std::string& last = std::prev(next)->first;
    lines->push_back("promised " + first->first + (last == first->first ? "" : ".." + last) +
                     FormatValues(first->second));
    first = next;
  }
}

}  // namespace

Lines ScenarioRun::Events(const ScenarioCall& call, const ScenarioCase& scenario) {
  std::vector<ScenarioEvent> events;
  for (const std::string& line : scenario.input) {
    ScenarioEvent event;
    if (std::string wrong = ParseEventLine(call.kind, line, reservations_, &event); !wrong.empty()) return Error(wrong);
    events.push_back(std::move(event));
  }
  if (call.kind == ScenarioKind::kSet && call.inventory_system.empty()) return Error("set SYSTEM");
  const auto outcomes = client_->Apply(call, events);
  if (!outcomes.ok()) return Error(outcomes.status());
  if (outcomes->size() != events.size()) return Error(std::to_string(outcomes->size()) + " outcomes");
  Lines lines;
  for (size_t i = 0; i < events.size(); ++i) {
    lines.push_back(FormatOutcome(call.kind, events[i], (*outcomes)[i], &reservations_));
  }
  return lines;
}

Lines ScenarioRun::Query(const ScenarioCase& scenario) {
  ScenarioQuery query;
  query.exact = scenario.command[0] == "exact";
  query.version = Has(scenario.command, "v2") ? 2 : 1;
  query.dimension_source = Option(scenario.command, "via");
  const auto number = [&](const char* name) -> std::optional<int64_t> {
    const std::string text = Option(scenario.command, name);
    return text.empty() ? std::nullopt : std::optional<int64_t>(std::atoll(text.c_str()));
  };
  query.page_number = number("page");
  query.page_size = number("size");
  for (const std::string& line : scenario.input) {
    if (const std::string wrong = ParseQueryLine(SplitWords(line), &query); !wrong.empty()) return Error(wrong);
  }
  const auto answer = client_->Query(query);
  if (!answer.ok()) return Error(answer.status());
  Lines lines;
  for (const std::string& problem : answer->problems) lines.push_back("refused " + problem);
  for (const ScenarioRow& row : answer->rows) AddRow(row, &lines);
  if (lines.empty()) lines.push_back("nothing");
  if (answer->next_page) lines.push_back("next page " + std::to_string(*answer->next_page));
  return lines;
}

Lines ScenarioRun::PutProducts(const ScenarioCase& scenario) {
  std::vector<Product> products;
  std::vector<std::string> items;
  for (const std::string& line : scenario.input) {
    if (const std::string wrong = ParseProductLine(line, &products.emplace_back()); !wrong.empty()) return Error(wrong);
    items.push_back(products.back().item_number);
  }
  return FormatProducts(items, client_->PutProducts(products));
}

Lines ScenarioRun::DeleteProducts(const ScenarioCase& scenario) {
  std::vector<std::string> items;
  for (const std::string& line : scenario.input) {
    for (const std::string& item : SplitWords(line)) items.push_back(item);
  }
  return FormatProducts(items, client_->DeleteProducts(items));
}

Lines ScenarioRun::Buckets(const ScenarioCase& scenario) {
  const std::vector<std::string> words = SplitWords(scenario.input.empty() ? "" : scenario.input[0]);
  if (words.size() < 2) return Error("ORGANIZATION PRODUCT …");
  ScenarioBucketQuery query{.organization = words[0], .product = words[1], .dimension_source = Option(words, "via")};
  ScenarioNames* names = &query.dimensions;
  for (size_t i = 2; i < words.size(); ++i) {
    std::string name;
    std::string value;
    if (words[i] == ":") {
      names = &query.groups;
    } else if (!ParsePair(words[i], &name, &value)) {
      return Error("'" + words[i] + "' is not NAME=VALUE");
    } else if (name != "via") {
      names->emplace_back(name, value);
    }
  }
  const auto buckets = client_->Query(query);
  if (!buckets.ok()) return Error(buckets.status());
  Lines lines;
  for (const ScenarioBucket& bucket : *buckets) {
    std::string line;
    for (const auto& [name, value] : bucket.groups) line += (line.empty() ? "" : " ") + name + "=" + QuoteWord(value);
    lines.push_back(line + FormatValues(bucket.quantities));
  }
  if (lines.empty()) lines.push_back("nothing");
  return lines;
}

Lines ScenarioRun::Configure(const ScenarioCase& scenario) {
  auto configuration = client_->GetConfiguration();
  if (!configuration.ok()) return Error(configuration.status());
  for (const std::string& line : scenario.input) {
    const std::string wrong = ChangeConfiguration(SplitWords(line), &*configuration);
    if (!wrong.empty()) return Error(wrong);
  }
  const auto result = client_->Configure(*configuration);
  if (!result.ok()) return Error(result.status());
  if (result->second.empty()) return {"version " + std::to_string(result->first)};
  return result->second;
}

Lines ScenarioRun::Clock(const ScenarioCase& scenario) {
  if (scenario.command.size() != 2) return Error("clock TIME or clock +DURATION");
  const std::string& text = scenario.command[1];
  absl::Time time;
  if (text[0] == '+') {
    absl::Duration step;
    const auto now = client_->Now();
    if (!now.ok()) return Error(now.status());
    if (!absl::ParseDuration(text.substr(1), &step)) return Error("'" + text + "' is no duration");
    time = *now + step;
  } else if (!ParseScenarioTime(text, &time)) {
    return Error("'" + text + "' is no time");
  }
  if (const absl::Status status = client_->SetClock(time); !status.ok()) return Error(status);
  return {"now " + absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", time, absl::UTCTimeZone())};
}

Lines ScenarioRun::CleanUp() {
  const auto ids = client_->ListPartitions();
  if (!ids.ok()) return Error(ids.status());
  if (const absl::Status status = client_->CleanUp(*ids); !status.ok()) return Error(status);
  return {"cleaned up: " + std::to_string(ids->size())};
}

Lines ScenarioRun::Run(const ScenarioCase& scenario) {
  const std::string& command = scenario.command[0];
  ScenarioCall call;
  if (ParseCall(scenario.command, &call)) return Events(call, scenario);
  if (command == "query" || command == "exact") return Query(scenario);
  if (command == "buckets") return Buckets(scenario);
  if (command == "products") return PutProducts(scenario);
  if (command == "delete_products") return DeleteProducts(scenario);
  if (command == "configure") return Configure(scenario);
  if (command == "clock") return Clock(scenario);
  if (command == "clean_up") return CleanUp();
  if (command == "partitions") {
    const auto ids = client_->ListPartitions();
    return ids.ok() ? Lines{"with data: " + std::to_string(ids->size())} : Error(ids.status());
  }
  if (command == "reopen") {
    const absl::Status status = client_->Reopen();
    return status.ok() ? Lines{"reopened"} : Error(status);
  }
  return Error("unknown command '" + command + "'");
}

std::string RunScenario(const std::vector<ScenarioCase>& cases, ScenarioClient* client) {
  std::string differences;
  ScenarioRun run(client);
  for (const ScenarioCase& scenario : cases) {
    const Lines output = run.Run(scenario);
    if (output == scenario.expected) continue;
    differences += "line " + std::to_string(scenario.line) + ": " + scenario.command_line + "\n  expected\n";
    for (const std::string& line : scenario.expected) differences += "    " + line + "\n";
    differences += "  got\n";
    for (const std::string& line : output) differences += "    " + line + "\n";
  }
  return differences;
}

}  // namespace onhand
