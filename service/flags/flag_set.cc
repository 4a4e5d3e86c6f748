#include "service/flags/flag_set.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace onhand {
namespace {

std::string Normalized(std::string_view name) {
  std::string result(name);
  std::replace(result.begin(), result.end(), '-', '_');
  return result;
}

size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[b.size()];
}

// Breaks `text` at blanks so that no line is wider than `width`.
void AppendWrapped(std::string_view text, size_t indent, size_t width, std::string* out) {
  size_t column = indent;
  bool first = true;
  while (!text.empty()) {
    const size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    if (!first && column + 1 + word.size() > width) {
      out->append("\n").append(indent, ' ');
      column = indent;
    } else if (!first) {
      out->push_back(' ');
      ++column;
    }
    out->append(word);
    column += word.size();
    first = false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

std::string_view NearestWord(std::string_view word, absl::Span<const std::string_view> candidates) {
  std::string_view nearest;
  size_t best = std::max<size_t>(2, word.size() / 3) + 1;
  for (const std::string_view candidate : candidates) {
    const bool prefix = word.size() >= 3 && candidate.substr(0, word.size()) == word;
    const size_t distance = prefix ? 1 : EditDistance(word, candidate);
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

void FlagSet::Text(std::string_view name, std::string_view placeholder, std::string_view help, std::string* target) {
  flags_.push_back({std::string(name), std::string(placeholder), std::string(help), *target, false,
                    [target](std::string_view value) {
                      *target = std::string(value);
                      return absl::OkStatus();
                    }});
}

void FlagSet::Texts(std::string_view name, std::string_view placeholder, std::string_view help,
                    std::vector<std::string>* target) {
  flags_.push_back(
      {std::string(name), std::string(placeholder), std::string(help), "", true, [target](std::string_view value) {
         target->emplace_back(value);
         return absl::OkStatus();
       }});
}

void FlagSet::Switch(std::string_view name, std::string_view help, bool* target) {
  flags_.push_back({std::string(name), "", std::string(help), *target ? "on" : "", false,
                    [target, name = std::string(name)](std::string_view value) {
                      if (value != "true" && value != "false") {
                        return absl::InvalidArgumentError(absl::StrCat("--", name, " is a switch: give --", name,
                                                                       " or --no", name, ", not \"", std::string(value),
                                                                       "\""));
                      }
                      *target = value == "true";
                      return absl::OkStatus();
                    }});
}

void FlagSet::Integer(std::string_view name, std::string_view placeholder, std::string_view help, int64_t min,
                      int64_t max, int64_t* target) {
  flags_.push_back({std::string(name), std::string(placeholder), std::string(help), absl::StrCat(*target), false,
                    [target, min, max, name = std::string(name)](std::string_view value) {
                      int64_t number = 0;
                      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
                      if (error != std::errc() || end != value.data() + value.size() || number < min || number > max) {
                        return absl::InvalidArgumentError(absl::StrCat("--", name, " takes a whole number from ", min,
                                                                       " to ", max, ", not \"", std::string(value),
                                                                       "\""));
                      }
                      *target = number;
                      return absl::OkStatus();
                    }});
}

void FlagSet::Group(std::string_view heading) { flags_.push_back({"", "", std::string(heading), "", false, nullptr}); }

const FlagSet::Flag* FlagSet::Find(std::string_view name) const {
  for (const Flag& flag : flags_) {
    if (!flag.name.empty() && flag.name == name) return &flag;
  }
  return nullptr;
}

absl::Status FlagSet::Unknown(std::string_view name) const {
  std::vector<std::string_view> names = {"help", "version"};
  for (const Flag& flag : flags_) {
    if (!flag.name.empty()) names.push_back(flag.name);
  }
  const std::string_view nearest = NearestWord(name, names);
  std::string message = absl::StrCat("unknown flag --", std::string(name));
  if (!nearest.empty()) absl::StrAppend(&message, "; did you mean --", std::string(nearest), "?");
  return absl::InvalidArgumentError(message);
}

absl::StatusOr<std::vector<std::string>> FlagSet::Parse(absl::Span<const std::string> arguments) const {
  std::vector<std::string> positional;
  std::set<std::string> seen;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (argument == "--") {
      positional.insert(positional.end(), arguments.begin() + static_cast<ptrdiff_t>(i) + 1, arguments.end());
      break;
    }
    if (argument.size() < 2 || argument[0] != '-') {  // "-" alone is a file name
      positional.emplace_back(argument);
      continue;
    }
    if (argument[1] != '-') {
      return absl::InvalidArgumentError(
          absl::StrCat("unknown flag ", std::string(argument), "; flags begin with two hyphens, see --help"));
    }
    const size_t equals = argument.find('=');
    const bool has_value = equals != std::string_view::npos;
    const std::string name = Normalized(argument.substr(2, has_value ? equals - 2 : std::string_view::npos));
    std::string_view value = has_value ? argument.substr(equals + 1) : "";

    const Flag* flag = Find(name);
    if (flag == nullptr && !has_value && name.substr(0, 2) == "no") {
      flag = Find(std::string_view(name).substr(2));
      if (flag != nullptr && !flag->placeholder.empty()) flag = nullptr;
      value = "false";
    } else if (flag != nullptr && flag->placeholder.empty() && !has_value) {
      value = "true";
    }
    if (flag == nullptr) return Unknown(name);
    if (!flag->placeholder.empty() && !has_value) {
      if (i + 1 == arguments.size() || arguments[i + 1].substr(0, 2) == "--") {
        return absl::InvalidArgumentError(absl::StrCat("--", name, " needs a value: --", name, "=", flag->placeholder));
      }
      value = arguments[++i];
    }
    if (!flag->repeatable && !seen.insert(flag->name).second) {
      return absl::InvalidArgumentError(absl::StrCat("--", flag->name, " is given twice"));
    }
    if (absl::Status status = flag->set(value); !status.ok()) return status;
  }
  return positional;
}

bool FlagSet::Has(absl::Span<const std::string> arguments, std::string_view name) {
  for (const std::string& argument : arguments) {
    if (argument == "--") return false;
    if (argument.size() == name.size() + 2 && argument.substr(0, 2) == "--" && argument.substr(2) == name) return true;
  }
  return false;
}

std::string FlagSet::Help() const {
  constexpr size_t kHelpColumn = 30;
  constexpr size_t kWidth = 110;
  std::string out = absl::StrCat("Usage: ", usage_, "\n\n");
  for (const absl::string_view line : absl::StrSplit(summary_, '\n')) {
    AppendWrapped(std::string_view(line.data(), line.size()), 0, kWidth, &out);
    out.push_back('\n');
  }
  if (!flags_.empty() && !flags_.front().name.empty()) out.append("\nFlags:\n");
  for (const Flag& flag : flags_) {
    if (flag.name.empty()) {
      absl::StrAppend(&out, "\n", flag.help, ":\n");
      continue;
    }
    std::string left = absl::StrCat("  --", flag.name, flag.placeholder.empty() ? "" : "=", flag.placeholder);
    if (left.size() + 2 > kHelpColumn) {
      absl::StrAppend(&out, left, "\n");
      left.clear();
    }
    left.resize(kHelpColumn, ' ');
    out.append(left);
    std::string help = flag.help;
    if (flag.repeatable) help.append(" Repeatable.");
    if (!flag.default_text.empty()) absl::StrAppend(&help, " Default: ", flag.default_text, ".");
    AppendWrapped(help, kHelpColumn, kWidth, &out);
    out.push_back('\n');
  }
  if (!epilog_.empty()) absl::StrAppend(&out, "\n", epilog_);
  if (out.back() != '\n') out.push_back('\n');
  return out;
}

}  // namespace onhand
