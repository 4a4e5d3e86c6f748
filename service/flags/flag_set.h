// File: flag_set.h
//
// Command-line flags of one program or subcommand: declared once with their help, then parsed from arguments.
//
//   std::string data_dir;
//   onhand::FlagSet flags("onhandd", "The inventory server.");
//   flags.Text("data_dir", "DIR", "Where environments are kept.", &data_dir);
//   absl::StatusOr<std::vector<std::string>> rest = flags.Parse(arguments);
//
// Forms: --name=value, --name value, --switch, --noswitch, --switch=true|false; `-` and `_` in names are the same;
// after `--` everything is positional. Not thread-safe.
#ifndef ONHAND_SERVICE_FLAGS_FLAG_SET_H_
#define ONHAND_SERVICE_FLAGS_FLAG_SET_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace onhand {

class FlagSet {
 public:
  // `usage` follows "Usage: " in the help, `summary` is the text below it.
  FlagSet(std::string usage, std::string summary) : usage_(std::move(usage)), summary_(std::move(summary)) {}

  // Each declares one flag; what `target` holds now is the default. Targets are not owned and must outlive Parse.
  // `placeholder` stands for the value in the help ("HOST:PORT").
  void Text(std::string_view name, std::string_view placeholder, std::string_view help, std::string* target);
  // May be given several times; the values are appended.
  void Texts(std::string_view name, std::string_view placeholder, std::string_view help,
             std::vector<std::string>* target);
  void Switch(std::string_view name, std::string_view help, bool* target);
  // A whole number within [min, max].
  void Integer(std::string_view name, std::string_view placeholder, std::string_view help, int64_t min, int64_t max,
               int64_t* target);

  // A heading in the help for the flags declared after it.
  void Group(std::string_view heading);
  // Text for the end of the help, as it is.
  void Epilog(std::string text) { epilog_ = std::move(text); }

  // Sets the targets and returns the positional arguments. INVALID_ARGUMENT, with a sentence that says what to do:
  // unknown flag (names the nearest one), value missing or wrong, a flag other than Texts given twice. Targets of
  // flags before the wrong one are set then.
  absl::StatusOr<std::vector<std::string>> Parse(absl::Span<const std::string> arguments) const;

  // Whether one of the arguments before `--` is exactly this switch (`--help`, `--version`), for use before Parse.
  static bool Has(absl::Span<const std::string> arguments, std::string_view name);

  std::string Help() const;

 private:
  struct Flag {
    std::string name;         // "" = a heading
    std::string placeholder;  // "" = a switch
    std::string help;
    std::string default_text;
    bool repeatable = false;
    std::function<absl::Status(std::string_view value)> set;
  };

  const Flag* Find(std::string_view name) const;
  absl::Status Unknown(std::string_view name) const;

  std::string usage_;
  std::string summary_;
  std::string epilog_;
  std::vector<Flag> flags_;
};

// The candidate nearest to `word` by edit distance, if near enough to be a slip of the finger; "" otherwise.
std::string_view NearestWord(std::string_view word, absl::Span<const std::string_view> candidates);

}  // namespace onhand

#endif  // ONHAND_SERVICE_FLAGS_FLAG_SET_H_
