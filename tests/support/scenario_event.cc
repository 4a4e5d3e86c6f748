#include "tests/support/scenario_event.h"

#include <cstdlib>
#include <utility>

#include "tests/support/scenario_file.h"

namespace onhand {
namespace {

using Words = std::vector<std::string>;

// "SOURCE.MEASURE=QUANTITY"; measures may hold dots and blanks, sources may not.
bool ParseAmount(const std::string& word, ScenarioAmount* amount) {
  const size_t dot = word.find('.');
  const size_t equals = word.rfind('=');
  if (dot == std::string::npos || equals == std::string::npos || equals < dot) return false;
  *amount = {word.substr(0, dot), word.substr(dot + 1, equals - dot - 1), word.substr(equals + 1)};
  return true;
}

std::string ParseOption(const std::string& word, ScenarioEvent* event) {
  std::string name;
  std::string value;
  if (word == "unchecked") {
    event->unchecked = true;
    return "";
  }
  if (!ParsePair(word, &name, &value)) return "'" + word + "' is not NAME=VALUE";
  absl::Time time;
  if ((name == "at" || name == "until") && !ParseScenarioTime(value, &time)) return "'" + value + "' is no time";
  if (name == "via") {
    event->dimension_source = value;
  } else if (name == "at") {
    event->modified = time;
  } else if (name == "until") {
    event->ends = time;
  } else if (name == "for") {
    event->ttl_seconds = std::atoll(value.c_str());
  } else {
    event->dimensions.emplace_back(name, value);
  }
  return "";
}

std::string ParseAmounts(const Words& words, ScenarioEvent* event) {
  std::vector<ScenarioAmount>* list = &event->quantities;
  for (const std::string& word : words) {
    ScenarioAmount amount;
    if (word == "expect") {
      list = &event->expected;
    } else if (ParseAmount(word, &amount)) {
      list->push_back(std::move(amount));
    } else {
      return "'" + word + "' is not SOURCE.MEASURE=QUANTITY";
    }
  }
  return "";
}

std::string ParseDates(const Words& words, ScenarioEvent* event) {
  for (const std::string& word : words) {
    ScenarioAmount amount;
    if (!ParseAmount(word, &amount)) {
      event->dates.emplace_back(word, std::vector<ScenarioAmount>());
    } else if (event->dates.empty()) {
      return "a date comes before '" + word + "'";
    } else {
      event->dates.back().second.push_back(std::move(amount));
    }
  }
  return "";
}

// QUANTITY GROUP=VALUE … from GROUP=VALUE … with +SOURCE.MEASURE -SOURCE.MEASURE.
std::string ParseAllocation(const Words& words, ScenarioEvent* event) {
  if (words.empty()) return "an allocation wants a quantity";
  event->quantity = words[0];
  ScenarioNames* groups = &event->groups;
  for (size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    const size_t dot = word.find('.');
    std::string name;
    std::string value;
    if (word == "from") {
      groups = &event->source_groups;
    } else if (word == "with") {
      groups = nullptr;
    } else if (groups != nullptr && ParsePair(word, &name, &value)) {
      groups->emplace_back(name, value);
    } else if (groups == nullptr && dot != std::string::npos && (word[0] == '+' || word[0] == '-')) {
      event->physical.push_back({word.substr(1, dot - 1), word.substr(dot + 1), word[0] == '-'});
    } else {
      return "'" + word + "' is no part of an allocation";
    }
  }
  return "";
}

}  // namespace

std::string ScenarioReservations::NameOf(const std::string& id) {
  const auto [name, fresh] = names_.emplace(id, "r" + std::to_string(names_.size() + 1));
  if (fresh) ids_[name->second] = id;
  return name->second;
}

std::string ScenarioReservations::IdOf(const std::string& name) const {
  const auto found = ids_.find(name);
  return found == ids_.end() ? name : found->second;
}

std::string ScenarioReservations::WithNames(std::string text) const {
  for (const auto& [id, name] : names_) {
    for (size_t at = text.find(id); at != std::string::npos; at = text.find(id, at)) text.replace(at, id.size(), name);
  }
  return text;
}

bool ParsePair(const std::string& word, std::string* name, std::string* value) {
  const size_t equals = word.find('=');
  if (equals == std::string::npos) return false;
  *name = word.substr(0, equals);
  *value = word.substr(equals + 1);
  return true;
}

bool ParseScenarioTime(const std::string& text, absl::Time* time) {
  std::string error;
  return absl::ParseTime(absl::RFC3339_full, text, time, &error);
}

bool ParseCall(const Words& command, ScenarioCall* call) {
  static const auto* const kinds = new std::map<std::string, ScenarioKind>{{"post", ScenarioKind::kPost},
                                                                           {"set", ScenarioKind::kSet},
                                                                           {"reserve", ScenarioKind::kReserve},
                                                                           {"unreserve", ScenarioKind::kUnreserve},
                                                                           {"extend", ScenarioKind::kExtend},
                                                                           {"allocate", ScenarioKind::kAllocate},
                                                                           {"unallocate", ScenarioKind::kUnallocate},
                                                                           {"reallocate", ScenarioKind::kReallocate},
                                                                           {"consume", ScenarioKind::kConsume},
                                                                           {"schedule", ScenarioKind::kSchedule}};
  const auto found = kinds->find(command[0]);
  if (found == kinds->end()) return false;
  call->kind = found->second;
  if (command.size() > 1 && command[1] == "atomic") call->atomic = true;
  if (command.size() > 1 && call->kind == ScenarioKind::kSet) call->inventory_system = command[1];
  return true;
}

std::string ParseEventLine(ScenarioKind kind, const std::string& line, const ScenarioReservations& reservations,
                           ScenarioEvent* event) {
  const Words words = SplitWords(line);
  const bool of_reservation = kind == ScenarioKind::kUnreserve || kind == ScenarioKind::kExtend;
  size_t at = of_reservation ? 4 : 3;
  if (words.size() < at) return "an event is ID ORGANIZATION PRODUCT …";
  event->id = words[0];
  event->organization = words[1];
  event->product = words[2];
  if (of_reservation) event->reservation_id = reservations.IdOf(words[3]);
  for (; at < words.size() && words[at] != ":"; ++at) {
    if (std::string wrong = ParseOption(words[at], event); !wrong.empty()) return wrong;
  }
  const Words rest(words.begin() + static_cast<std::ptrdiff_t>(at < words.size() ? at + 1 : at), words.end());
  switch (kind) {
    case ScenarioKind::kPost:
    case ScenarioKind::kSet:
    case ScenarioKind::kReserve:
      return ParseAmounts(rest, event);
    case ScenarioKind::kUnreserve:
      if (rest.size() != 1) return "a release wants one quantity";
      event->quantity = rest[0];
      return "";
    case ScenarioKind::kExtend:
      return rest.empty() ? "" : "'" + rest[0] + "' is no part of an extension";
    case ScenarioKind::kSchedule:
      return ParseDates(rest, event);
    default:
      return ParseAllocation(rest, event);
  }
}

std::string FormatOutcome(ScenarioKind kind, const ScenarioEvent& event, const ScenarioOutcome& outcome,
                          ScenarioReservations* reservations) {
  std::string line = QuoteWord(event.id) + " " + outcome.status;
  if (outcome.code != 200) line += " " + std::to_string(outcome.code);
  const bool failed = outcome.status == "failure";
  if (kind == ScenarioKind::kReserve && !outcome.reservation_id.empty()) {
    line += " " + reservations->NameOf(outcome.reservation_id);
  }
  if (kind == ScenarioKind::kUnreserve && (outcome.invalid_offset != "0" || failed)) {
    line += " invalid=" + outcome.invalid_offset;
  }
  if (kind == ScenarioKind::kUnreserve && outcome.reservation_id != event.reservation_id) line += " of another id";
  if (!outcome.message.empty()) line += " " + reservations->WithNames(outcome.message);
  if (!outcome.present.empty()) line += ":";
  for (const auto& [measure, quantity] : outcome.present) line += " " + QuoteWord(measure) + "=" + quantity;
  return line;
}

}  // namespace onhand
