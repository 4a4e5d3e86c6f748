// File: template.h
//
// A text made of constants and columns: "{InvoiceNo}-{#ordinal}".
//
//   {Name}      the column of that name (exactly as in the heading)
//   {#line}     number of the record's first line, from 1
//   {#ordinal}  number of the record within its group, from 1
//   {{  }}      a brace
#ifndef ONHAND_SERVICE_CLI_MAPPING_TEMPLATE_H_
#define ONHAND_SERVICE_CLI_MAPPING_TEMPLATE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace onhand::cli {

// What a template is filled with.
struct TemplateInput {
  absl::Span<const std::string> fields;
  int64_t line = 0;
  int64_t ordinal = 0;
};

class Template {
 public:
  Template() = default;  // makes ""

  // INVALID_ARGUMENT: a brace without its other half, an empty name, an unknown {#…}.
  static absl::StatusOr<Template> Parse(std::string_view text);
  static Template OfColumn(std::string_view column);

  // Finds the columns in the heading. NOT_FOUND: there is no such column; names the nearest.
  absl::Status Bind(absl::Span<const std::string> heading);

  // After Bind; a record has as many fields as the heading.
  void AppendTo(const TemplateInput& input, std::string* out) const;
  std::string Fill(const TemplateInput& input) const;

  bool uses_ordinal() const;
  // How to name it in a message: `column "Quantity"`, else `"{A}-{B}"`.
  std::string Description() const;

 private:
  enum class Kind { kConstant, kColumn, kLine, kOrdinal };
  struct Part {
    Kind kind;
    std::string text;  // the constant or the column's name
    size_t index = 0;  // of the column
  };

  std::string source_;
  std::vector<Part> parts_;
};

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_MAPPING_TEMPLATE_H_
