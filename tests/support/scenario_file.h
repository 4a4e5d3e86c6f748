// File: scenario_file.h
//
// The text form of a scenario: cases one after another, each a command, its input, what must come out.
//
//   # What this case shows.
//   command argument name=value
//   input line
//   ----
//   expected output
//
// A blank line ends the expected output. Comment lines (#) and blank lines stand before a command; neither occurs in
// an input or an output. A rewrite keeps them.
#ifndef ONHAND_TESTS_SUPPORT_SCENARIO_FILE_H_
#define ONHAND_TESTS_SUPPORT_SCENARIO_FILE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace onhand {

struct ScenarioCase {
  int line = 0;                       // of the command, from 1
  std::vector<std::string> preamble;  // comments and blank lines before it
  std::vector<std::string> command;   // words
  std::string command_line;
  std::vector<std::string> input;
  std::vector<std::string> expected;
};

// INVALID_ARGUMENT: with the line.
absl::StatusOr<std::vector<ScenarioCase>> ParseScenario(std::string_view text);
std::string FormatScenario(const std::vector<ScenarioCase>& cases);

// Words are parted by blanks; "…" holds blanks together, and may stand within a word: colorId="dark red".
std::vector<std::string> SplitWords(std::string_view line);
// In quotes where SplitWords needs them.
std::string QuoteWord(std::string_view word);

}  // namespace onhand

#endif  // ONHAND_TESTS_SUPPORT_SCENARIO_FILE_H_
