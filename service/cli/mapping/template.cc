#include "service/cli/mapping/template.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/flags/flag_set.h"
#include "storage/base/check.h"

namespace onhand::cli {

absl::StatusOr<Template> Template::Parse(std::string_view text) {
  Template result;
  result.source_ = std::string(text);
  std::string constant;
  const auto end_constant = [&] {
    if (!constant.empty()) result.parts_.push_back({Kind::kConstant, std::exchange(constant, "")});
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c != '{' && c != '}') {
      constant.push_back(c);
      continue;
    }
    if (i + 1 < text.size() && text[i + 1] == c) {
      constant.push_back(c);
      ++i;
      continue;
    }
    const size_t close = text.find('}', i);
    if (c == '}' || close == std::string_view::npos) {
      return absl::InvalidArgumentError(
          absl::StrCat("\"", result.source_, "\" has a '", std::string(1, c),
                       "' without its other half; a brace that stands for itself is doubled"));
    }
    const std::string name(text.substr(i + 1, close - i - 1));
    i = close;
    end_constant();
    if (name.empty()) return absl::InvalidArgumentError(absl::StrCat("\"", result.source_, "\" has an empty {}"));
    if (name == "#line") {
      result.parts_.push_back({Kind::kLine, name});
    } else if (name == "#ordinal") {
      result.parts_.push_back({Kind::kOrdinal, name});
    } else if (name[0] == '#') {
      return absl::InvalidArgumentError(
          absl::StrCat("\"", result.source_, "\": there is no {", name, "}, only {#line} and {#ordinal}"));
    } else {
      result.parts_.push_back({Kind::kColumn, name});
    }
  }
  end_constant();
  return result;
}

Template Template::OfColumn(std::string_view column) {
  Template result;
  result.source_ = std::string(column);
  result.parts_.push_back({Kind::kColumn, std::string(column)});
  return result;
}

absl::Status Template::Bind(absl::Span<const std::string> heading) {
  for (Part& part : parts_) {
    if (part.kind != Kind::kColumn) continue;
    const auto found = std::find(heading.begin(), heading.end(), part.text);
    if (found == heading.end()) {
      const std::vector<std::string_view> names(heading.begin(), heading.end());
      const std::string nearest(NearestWord(part.text, names));
      return absl::NotFoundError(absl::StrCat("the file has no column \"", part.text, "\"; ",
                                              nearest.empty() ? absl::StrCat("it has ", absl::StrJoin(heading, ", "))
                                                              : absl::StrCat("did you mean \"", nearest, "\"?")));
    }
    part.index = static_cast<size_t>(found - heading.begin());
  }
  return absl::OkStatus();
}

void Template::AppendTo(const TemplateInput& input, std::string* out) const {
  for (const Part& part : parts_) {
    switch (part.kind) {
      case Kind::kConstant:
        out->append(part.text);
        break;
      case Kind::kColumn:
        ONHAND_CHECK(part.index < input.fields.size());
        out->append(input.fields[part.index]);
        break;
      case Kind::kLine:
        absl::StrAppend(out, input.line);
        break;
      case Kind::kOrdinal:
        absl::StrAppend(out, input.ordinal);
        break;
    }
  }
}

std::string Template::Fill(const TemplateInput& input) const {
  std::string text;
  AppendTo(input, &text);
  return text;
}

bool Template::uses_ordinal() const {
  return std::any_of(parts_.begin(), parts_.end(), [](const Part& part) { return part.kind == Kind::kOrdinal; });
}

std::string Template::Description() const {
  if (parts_.size() == 1 && parts_[0].kind == Kind::kColumn) return absl::StrCat("column \"", parts_[0].text, "\"");
  return absl::StrCat("\"", source_, "\"");
}

}  // namespace onhand::cli
