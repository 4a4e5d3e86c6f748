#include "tests/support/scenario_run.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "tests/support/scenario_configuration.h"

namespace onhand {
namespace {

using Lines = std::vector<std::string>;

Lines Error(const std::string& what) { return {"error: " + what}; }
Lines Error(const absl::Status& status) {
  if (absl::IsInvalidArgument(status)) return {"refused " + std::string(status.message())};
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

bool ParseTime(const std::string& text, absl::Time* time) {
  std::string error;
  return absl::ParseTime(absl::RFC3339_full, text, time, &error);
}

// "SOURCE.MEASURE=QUANTITY"; measures may hold dots and blanks, sources may not.
bool ParseAmount(const std::string& word, ScenarioEvent::Amount* amount) {
  const size_t dot = word.find('.');
  const size_t equals = word.rfind('=');
  if (dot == std::string::npos || equals == std::string::npos || equals < dot) return false;
  *amount = {word.substr(0, dot), word.substr(dot + 1, equals - dot - 1), word.substr(equals + 1)};
  return true;
}

// "" on success.
std::string ParseEvent(const std::string& line, ScenarioEvent* event) {
  const std::vector<std::string> words = SplitWords(line);
  if (words.size() < 3) return "an event is ID ORGANIZATION PRODUCT …";
  event->id = words[0];
  event->organization = words[1];
  event->product = words[2];
  size_t i = 3;
  for (; i < words.size() && words[i] != ":"; ++i) {
    const size_t equals = words[i].find('=');
    if (equals == std::string::npos) return "'" + words[i] + "' is not NAME=VALUE";
    const std::string name = words[i].substr(0, equals);
    const std::string value = words[i].substr(equals + 1);
    if (name == "via") {
      event->dimension_source = value;
    } else if (name == "at") {
      absl::Time time;
      if (!ParseTime(value, &time)) return "'" + value + "' is no time";
      event->modified = time;
    } else {
      event->dimensions.emplace_back(name, value);
    }
  }
  for (++i; i < words.size(); ++i) {
    ScenarioEvent::Amount amount;
    if (!ParseAmount(words[i], &amount)) return "'" + words[i] + "' is not SOURCE.MEASURE=QUANTITY";
    event->quantities.push_back(std::move(amount));
  }
  return "";
}

Lines RunEvents(const ScenarioCase& scenario, ScenarioClient* client) {
  std::vector<ScenarioEvent> events;
  for (const std::string& line : scenario.input) {
    ScenarioEvent event;
    if (const std::string wrong = ParseEvent(line, &event); !wrong.empty()) return Error(wrong);
    events.push_back(std::move(event));
  }
  const bool post = scenario.command[0] == "post";
  if (!post && scenario.command.size() < 2) return Error("set SYSTEM");
  const auto outcomes = post ? client->Post(events) : client->Set(scenario.command[1], events);
  if (!outcomes.ok()) return Error(outcomes.status());
  if (outcomes->size() != events.size()) return Error(std::to_string(outcomes->size()) + " outcomes");
  Lines lines;
  for (size_t i = 0; i < events.size(); ++i) {
    const ScenarioOutcome& outcome = (*outcomes)[i];
    std::string line = QuoteWord(events[i].id) + " " + outcome.status;
    if (outcome.code != 200) line += " " + std::to_string(outcome.code);
    if (!outcome.message.empty()) line += " " + outcome.message;
    lines.push_back(std::move(line));
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
  } else {
    return "'" + what + "' is no part of a query";
  }
  return "";
}

std::string FormatRow(const ScenarioRow& row) {
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
  line += " :";
  for (const auto& [measure, quantity] : row.quantities) line += " " + QuoteWord(measure) + "=" + quantity;
  return line;
}

Lines RunQuery(const ScenarioCase& scenario, ScenarioClient* client) {
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
  const auto answer = client->Query(query);
  if (!answer.ok()) return Error(answer.status());
  Lines lines;
  for (const std::string& problem : answer->problems) lines.push_back("refused " + problem);
  for (const ScenarioRow& row : answer->rows) lines.push_back(FormatRow(row));
  if (lines.empty()) lines.push_back("nothing");
  if (answer->next_page) lines.push_back("next page " + std::to_string(*answer->next_page));
  return lines;
}

Lines RunConfigure(const ScenarioCase& scenario, ScenarioClient* client) {
  auto configuration = client->GetConfiguration();
  if (!configuration.ok()) return Error(configuration.status());
  for (const std::string& line : scenario.input) {
    const std::string wrong = ChangeConfiguration(SplitWords(line), &*configuration);
    if (!wrong.empty()) return Error(wrong);
  }
  const auto result = client->Configure(*configuration);
  if (!result.ok()) return Error(result.status());
  if (result->second.empty()) return {"version " + std::to_string(result->first)};
  return result->second;
}

Lines RunClock(const ScenarioCase& scenario, ScenarioClient* client) {
  if (scenario.command.size() != 2) return Error("clock TIME or clock +DURATION");
  const std::string& text = scenario.command[1];
  absl::Time time;
  if (text[0] == '+') {
    absl::Duration step;
    const auto now = client->Now();
    if (!now.ok()) return Error(now.status());
    if (!absl::ParseDuration(text.substr(1), &step)) return Error("'" + text + "' is no duration");
    time = *now + step;
  } else if (!ParseTime(text, &time)) {
    return Error("'" + text + "' is no time");
  }
  if (const absl::Status status = client->SetClock(time); !status.ok()) return Error(status);
  return {"now " + absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone())};
}

Lines RunCleanUp(ScenarioClient* client) {
  const auto ids = client->ListPartitions();
  if (!ids.ok()) return Error(ids.status());
  if (const absl::Status status = client->CleanUp(*ids); !status.ok()) return Error(status);
  return {"cleaned up: " + std::to_string(ids->size())};
}

}  // namespace

std::vector<std::string> RunCase(const ScenarioCase& scenario, ScenarioClient* client) {
  const std::string& command = scenario.command[0];
  if (command == "post" || command == "set") return RunEvents(scenario, client);
  if (command == "query" || command == "exact") return RunQuery(scenario, client);
  if (command == "configure") return RunConfigure(scenario, client);
  if (command == "clock") return RunClock(scenario, client);
  if (command == "clean_up") return RunCleanUp(client);
  if (command == "partitions") {
    const auto ids = client->ListPartitions();
    return ids.ok() ? Lines{"with data: " + std::to_string(ids->size())} : Error(ids.status());
  }
  if (command == "reopen") {
    const absl::Status status = client->Reopen();
    return status.ok() ? Lines{"reopened"} : Error(status);
  }
  return Error("unknown command '" + command + "'");
}

std::string RunScenario(const std::vector<ScenarioCase>& cases, ScenarioClient* client) {
  std::string differences;
  for (const ScenarioCase& scenario : cases) {
    const Lines output = RunCase(scenario, client);
    if (output == scenario.expected) continue;
    differences += "line " + std::to_string(scenario.line) + ": " + scenario.command_line + "\n  expected\n";
    for (const std::string& line : scenario.expected) differences += "    " + line + "\n";
    differences += "  got\n";
    for (const std::string& line : output) differences += "    " + line + "\n";
  }
  return differences;
}

}  // namespace onhand
