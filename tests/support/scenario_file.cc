#include "tests/support/scenario_file.h"

#include <utility>

#include "absl/status/status.h"

namespace onhand {
namespace {

std::vector<std::string> SplitLines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

absl::Status Malformed(size_t line, const char* what) {
  return absl::InvalidArgumentError("line " + std::to_string(line + 1) + ": " + what);
}

}  // namespace

absl::StatusOr<std::vector<ScenarioCase>> ParseScenario(std::string_view text) {
  const std::vector<std::string> lines = SplitLines(text);
  std::vector<ScenarioCase> cases;
  size_t at = 0;
  while (true) {
    ScenarioCase next;
    while (at < lines.size() && (lines[at].empty() || lines[at][0] == '#')) next.preamble.push_back(lines[at++]);
    if (at == lines.size()) break;
    next.line = static_cast<int>(at) + 1;
    next.command_line = lines[at++];
    next.command = SplitWords(next.command_line);
    for (; at < lines.size() && lines[at] != "----"; ++at) {
      if (lines[at].empty()) return Malformed(at, "a blank line within an input; is `----` missing?");
      next.input.push_back(lines[at]);
    }
    if (at == lines.size()) return Malformed(at, "`----` expected before the end of the file");
    for (++at; at < lines.size() && !lines[at].empty(); ++at) next.expected.push_back(lines[at]);
    cases.push_back(std::move(next));
  }
  if (cases.empty()) return absl::InvalidArgumentError("no case in it");
  return cases;
}

std::string FormatScenario(const std::vector<ScenarioCase>& cases) {
  std::string text;
  for (const ScenarioCase& one : cases) {
    for (const std::string& line : one.preamble) text += line + "\n";
    text += one.command_line + "\n";
    for (const std::string& line : one.input) text += line + "\n";
    text += "----\n";
    for (const std::string& line : one.expected) text += line + "\n";
  }
  return text;
}

std::vector<std::string> SplitWords(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  bool quoted = false;
  for (char c : line) {
    if (c == '"') {
      quoted = !quoted;
      in_word = true;
    } else if (c == ' ' && !quoted) {
      if (in_word) words.push_back(std::exchange(word, ""));
      in_word = false;
    } else {
      word += c;
      in_word = true;
    }
  }
  if (in_word) words.push_back(std::move(word));
  return words;
}

std::string QuoteWord(std::string_view word) {
  if (!word.empty() && word.find(' ') == std::string_view::npos) return std::string(word);
  return "\"" + std::string(word) + "\"";
}

}  // namespace onhand
